#!/bin/bash
# Writes methods.txt anew: the methods that short runs of the command and a first probe in PowerShell still compile when they run on code that was made without it.
# Usage: dotnet build && dotnet tool restore && bash tools/ReadyToRun/record.sh [CONFIGURATION]
# What is no generic is left out (it has its code, or cannot have any), and so is what PowerShell compiles of itself. Runs differ in what they wait for: each is done three times.
set -euo pipefail
cd "$(dirname "$0")/../.."
configuration=${1:-Debug}
work=$(mktemp -d)
server=
trap 'rm -rf "$work"; [ -z "$server" ] || kill -KILL "$server"' EXIT

compile() { # SET FROM TO FILES
  dotnet publish tools/ReadyToRun --nologo --verbosity quiet --runtime linux-x64 --output "$work/code-$1" "-p:Set=$1" "-p:From=$2/"
  mkdir -p "$3"
  cp "$work/code-$1"/$4 "$3"
}

mkdir "$work/command" "$work/module"
cp -r "src/McpOps.Cli/bin/$configuration/net10.0/." "$work/command"
cp -r McpOps.psd1 McpOps.psm1 bin en-US formats profiles schema types "$work/module"
compile command "$work/command" "$work/command" '*.dll'
compile module "$PWD/bin" "$work/module/bin/linux-x64" 'McpOps*.dll'

mkfifo "$work/in"
exec 3<> "$work/in"
"tests/Replicas/MinimalServer/bin/$configuration/net10.0/minimal-server" 0 <&3 > "$work/url" &
server=$!
until [ -s "$work/url" ]; do sleep 0.1; done
url=$(head -1 "$work/url")/mcp
for line in $(seq 2000); do
  case $((line % 25)) in
    3) echo "2026-11-20 06:$((line % 50 + 10)):10,$((line % 900 + 100)) ERROR [crawler.db] connection to 10.0.0.$((line % 9)):5432 refused after $line ms" ;;
    7 | 19) echo "2026-11-20 06:$((line % 50 + 10)):10,$((line % 900 + 100)) WARNING [crawler.fetch] retry $((line % 4)) of https://example.org/page/$line" ;;
    *) echo "2026-11-20 06:$((line % 50 + 10)):10,$((line % 900 + 100)) INFO [crawler.api] GET https://example.org/page/$line 200 in $line ms" ;;
  esac
done > "$work/app.log"

seen() { # NAME PROGRAM…
  DOTNET_JitStdOutFile="$work/$1.$RANDOM.jit" DOTNET_JitDisasmSummary=1 "${@:2}" > /dev/null
}
names() { # NAME
  cat "$work/$1".*.jit | sed -n 's/^ *[0-9]*: JIT compiled \(.*\) \[\(Tier0\|Instrumented\|FullOpts\).*/\1/p' | grep -E '^[^(]*\[' | grep -vE '^\(dynamicClass\)|System\.Management\.Automation|Microsoft\.(PowerShell|ApplicationInsights)' | LC_ALL=C sort -u || true
}

pwsh() { dotnet "$HOME"/.nuget/packages/powershell/*/tools/net10.0/any/unix/pwsh.dll -NoProfile -NonInteractive -Command "$1"; }
command=$work/command/mcpops
for _ in 1 2 3; do
  seen command "$command" backup --path "$work/app.log" --store "$work/store"
  seen command "$command" backup list --store "$work/store"
  seen command "$command" health --url "$url" --quiet
  seen command "$command" logs "$work/app.log"
  seen command "$command" complete -- backup li
  seen bare pwsh 1
  seen module pwsh "Import-Module $work/module/McpOps.psd1; Get-McpHealth -Uri $url"
done
{ names command; LC_ALL=C comm -13 <(names bare) <(names module); } | LC_ALL=C sort -u > tools/ReadyToRun/methods.txt
wc -l tools/ReadyToRun/methods.txt
