using McpOps.Servers;

namespace McpOps.Core.Tests.Support;

/// <summary>The stdio server that misbehaves.</summary>
internal static class HostileServer
{
    public static McpServer In(string mode, params string[] arguments) => McpServer.FromCommand(HostileProgram.Path, [mode, .. arguments]);
}
