#!/usr/bin/env bash
# Packs the command as one program of machine code, takes it from its zip as a user would, and runs the command's tests on it.
# Needs gcc or clang. Not part of .ci/run: compiling takes 5 minutes on two cores, and the tests as long as ever.
# Usage: dotnet build && bash tests/native.sh [FILTER]
set -euo pipefail
cd "$(dirname "$0")/.."
configuration=${CONFIGURATION:-Debug}
platform=linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet "tools/McpOps.Packager/bin/$configuration/net10.0/McpOps.Packager.dll" "$PWD" "$work/out" "$configuration" "$platform:native"

version=$(sed -n "s/^ *ModuleVersion *= *'\(.*\)'.*/\1/p" McpOps.psd1)
python3 -m zipfile -e "$work/out/mcpops-$version-$platform.zip" "$work/zip"
# Python keeps no permissions, as unzip does.
chmod +x "$work/zip/mcpops/mcpops"

# Without .NET, and without any other program.
env -i PATH=/nowhere HOME="$work" "$work/zip/mcpops/mcpops" --version | grep -F "$version"

MCPOPS_COMMAND="$work/zip/mcpops/mcpops" dotnet test tests/McpOps.Cli.Tests --no-build --configuration "$configuration" ${1:+--filter "$1"}
