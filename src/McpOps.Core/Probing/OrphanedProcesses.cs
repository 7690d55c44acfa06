using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>The stdio servers on this machine that nobody speaks to any more; clients that crash leave them behind.</summary>
internal sealed class OrphanedProcesses(MachineSnapshot machine, IReadOnlyCollection<McpServer> servers)
{
    private readonly IReadOnlyList<McpServer> _known = [.. servers.Where(server => server.Transport is McpTransport.Stdio)];
    private readonly SemaphoreSlim _once = new(1, 1);
    private IReadOnlyList<ProcessDetail>? _found;

    /// <summary>All that were found, of known servers or by the look of their command line.</summary>
    public async Task<IReadOnlyList<ProcessDetail>> FindAsync(CancellationToken cancellationToken)
    {
        var all = await machine.ProcessesAsync(cancellationToken);
        await _once.WaitAsync(cancellationToken);
        try
        {
            return _found ??= AbandonedProcesses.Find(all, process => ServerCommandLine.LooksLikeOne(process) || _known.Any(server => ServerCommandLine.IsOf(process, server)));
        }
        finally
        {
            _once.Release();
        }
    }

    /// <summary>Those that belong to no server of this run.</summary>
    public async Task<IReadOnlyList<ProcessDetail>> FindUnknownAsync(CancellationToken cancellationToken) =>
        [.. (await FindAsync(cancellationToken)).Where(process => !_known.Any(server => ServerCommandLine.IsOf(process, server)))];

    /// <summary>How many there are, what they hold, and how to end them.</summary>
    public static string Describe(IReadOnlyList<ProcessDetail> processes) => processes.Count == 0
        ? "none"
        : $"{Sizes.Text(processes.Sum(process => process.RssBytes))} held by processes whose client is gone: {string.Join(", ", processes.Take(10).Select(process => process.Id))}"
            + $"{(processes.Count > 10 ? " and more" : "")}. No check ends them: 'mcpops restart NAME --orphans' (Restart-McpServer -Orphans) does, when you ask; or kill {string.Join(' ', processes.Take(10).Select(process => process.Id))}";
}
