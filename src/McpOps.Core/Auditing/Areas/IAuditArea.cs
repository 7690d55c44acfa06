using McpOps.Servers;

namespace McpOps.Auditing.Areas;

/// <summary>One area of an audit: it gathers facts, and its rules judge them.</summary>
internal interface IAuditArea
{
    /// <summary>Its name, such as <c>tools</c>.</summary>
    string Name { get; }

    /// <summary>Whether it reads files of a server: one whose folder does not answer is left out, and it is said.</summary>
    bool Reads(McpServer server) => false;

    /// <summary>What it finds. What it cannot look at is a finding that says so.</summary>
    /// <param name="scope">What to look at.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, CancellationToken cancellationToken);
}

/// <summary>What every area is handed.</summary>
/// <param name="Context">The clock, notices and progress.</param>
/// <param name="Options">What to look at.</param>
/// <param name="Findings">Makes findings.</param>
internal sealed record AuditScope(EngineContext Context, AuditOptions Options, FindingMaker Findings)
{
    /// <summary>The servers whose files can be looked at: those whose folders answer.</summary>
    public IReadOnlyList<McpServer> Local { get; init; } = Options.Servers;

    /// <summary>Says which servers their owner switched off, and so were not asked; null when there are none.</summary>
    public string? SwitchedOff(Func<McpServer, bool> which)
    {
        var names = Options.Servers.Where(server => !server.Enabled && which(server)).Select(server => server.Name).ToList();
        return names.Count == 0 ? null : $"{ServerNames.Of(names)} {(names.Count == 1 ? "is" : "are")} switched off in the configuration, and not asked.";
    }

    /// <summary>A path of the host.</summary>
    public string Host(string path) => Options.HostRoot == "/" ? path : Path.Combine(Options.HostRoot, path.TrimStart('/'));
}
