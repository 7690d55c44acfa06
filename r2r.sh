# compiles core and cli of this tree ahead into /tmp/sc/t
dotnet publish /work/wt/sc/tools/ReadyToRun --nologo --verbosity quiet --runtime linux-x64 --output /tmp/sc/r2rt -p:Set=command -p:From=/work/wt/sc/src/McpOps.Cli/bin/Release/net10.0/ -p:Profile=/tmp/sc/start.mibc
rm -rf /tmp/sc/t; cp -r /work/wt/sc/src/McpOps.Cli/bin/Release/net10.0 /tmp/sc/t; cp /tmp/sc/r2rt/*.dll /tmp/sc/t/
