using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Did clients leave processes of this stdio server behind?</summary>
internal sealed class OrphanCheck(OrphanedProcesses orphans) : IHealthCheck
{
    public string Name => "orphans";

    // An ad hoc command is looked at once and then forgotten: it has no past on this machine.
    public bool AppliesTo(McpServer server) => server.Transport is McpTransport.Stdio && server.Origin != ServerOrigin.AdHoc && !OperatingSystem.IsWindows();

    public async Task<IReadOnlyList<McpCheckResult>> CheckAsync(McpServer server, CancellationToken cancellationToken)
    {
        var own = (await orphans.FindAsync(cancellationToken)).Where(process => ServerCommandLine.IsOf(process, server)).ToList();
        return [CheckResults.Measure(server, Name, null, own.Count, "processes", OrphanedProcesses.Describe(own))];
    }
}
