#!/usr/bin/env bash
# Installs what the tests use beyond the .NET SDK: Debian packages (as root) and the Node packages pinned in tests/node.
# PowerShell and Pester are not among it: 'dotnet test' restores them. What cannot be installed is named; the tests that need it then skip and say so.
set -u
here=$(cd "$(dirname "$0")" && pwd)

want=()
need() { command -v "$1" >/dev/null 2>&1 || [ -x "$1" ] || want+=("$2"); }
need /usr/lib/postgresql/15/bin/initdb postgresql-15
need /usr/sbin/nginx nginx-light
need chromium chromium
need sqlite3 sqlite3
need age age
need gpg gnupg
need pigz pigz
need mawk mawk
need prometheus prometheus
need prometheus-alertmanager prometheus-alertmanager
need prometheus-blackbox-exporter prometheus-blackbox-exporter
need prometheus-node-exporter prometheus-node-exporter
need zsh zsh
need fish fish
need /usr/sbin/sshd openssh-server
need /usr/sbin/lynis lynis
need /usr/sbin/logrotate logrotate

if [ ${#want[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing ${want[*]}"
    # Services are started by the tests that need them, on ports of their own.
    if [ ! -e /usr/sbin/policy-rc.d ]; then
      printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
      chmod +x /usr/sbin/policy-rc.d
      trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q >/dev/null
    install() { apt-get install -y -q --no-install-recommends "$@" >/tmp/mcpops-setup.log 2>&1; }
    # All at once is quickest; where that fails, one by one says which cannot be had.
    install "${want[@]}" || for package in "${want[@]}"; do
      install "$package" || { echo "Not installed: $package"; tail -3 /tmp/mcpops-setup.log; }
    done
  else
    echo "Not installed (needs root and apt): ${want[*]}"
  fi
fi

if command -v npm >/dev/null 2>&1; then
  if ! cmp -s "$here/node/package-lock.json" "$here/node/node_modules/.installed-lock.json"; then
    (cd "$here/node" && npm ci --ignore-scripts --no-fund --no-audit --loglevel=error && cp package-lock.json node_modules/.installed-lock.json) \
      || echo "Not installed: the Node packages of tests/node"
  fi
else
  echo "Not installed (needs npm): the Node packages of tests/node"
fi
exit 0
