#!/bin/bash
# Writes methods.txt anew: the methods that short runs of the command still compile when they run on code that was made without it.
# Usage: dotnet build && bash tools/ReadyToRun/record.sh [CONFIGURATION]
# What is no generic is left out: it has its code, or cannot have any. Runs differ in what they wait for: each is done three times.
set -euo pipefail
cd "$(dirname "$0")/../.."
configuration=${1:-Debug}
work=$(mktemp -d)
server=
trap 'rm -rf "$work"; [ -z "$server" ] || kill -KILL "$server"' EXIT

mkdir "$work/command"
cp -r "src/McpOps.Cli/bin/$configuration/net10.0/." "$work/command"
dotnet publish tools/ReadyToRun --nologo --verbosity quiet --runtime linux-x64 --output "$work/code" -p:Set=command "-p:From=$work/command/"
cp "$work/code"/*.dll "$work/command"

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

seen() { # ARGUMENT…
  DOTNET_JitStdOutFile="$work/$RANDOM.jit" DOTNET_JitDisasmSummary=1 "$work/command/mcpops" "$@" > /dev/null
}
for _ in 1 2 3; do
  seen backup --path "$work/app.log" --store "$work/store"
  seen backup list --store "$work/store"
  seen health --url "$url" --quiet
  seen logs "$work/app.log"
  seen complete -- backup li
done
cat "$work"/*.jit | sed -n 's/^ *[0-9]*: JIT compiled \(.*\) \[\(Tier0\|Instrumented\|FullOpts\).*/\1/p' | grep -E '^[^(]*\[' | grep -vE '^\(dynamicClass\)' | LC_ALL=C sort -u > tools/ReadyToRun/methods.txt
wc -l tools/ReadyToRun/methods.txt
