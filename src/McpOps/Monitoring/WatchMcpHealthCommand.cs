using System.Management.Automation;
using McpOps.Auditing.Tools;
using McpOps.Monitoring;

namespace McpOps.Commands;

/// <summary>Watches the servers of the inventory: probes them at their intervals, keeps history, and alerts once and for a reason.</summary>
[Cmdlet("Watch", "McpHealth", DefaultParameterSetName = ByWatch, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Watch-McpHealth.md")]
[OutputType(typeof(McpWatchRecord), typeof(McpWatchStatus), typeof(McpReplay), typeof(McpAcceptedServer))]
public sealed class WatchMcpHealthCommand : MonitoringCmdlet
{
    private const string ByWatch = "Watch";
    private const string ByStatus = "Status";
    private const string ByAccept = "Accept";
    private const string ByReplay = "Replay";

    private readonly SortedSet<string> _undone = new(StringComparer.Ordinal);

    /// <summary>Names of servers of the inventory; wildcards are understood. All when omitted.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Looks once at each server and ends: for scheduled tasks and runbooks.</summary>
    [Parameter(ParameterSetName = ByWatch)]
    public SwitchParameter Once { get; set; }

    /// <summary>From one probe of a server to its next, such as 30s; what the inventory says when omitted, else 60s.</summary>
    [Parameter(ParameterSetName = ByWatch)]
    [Span]
    [ArgumentCompleter(typeof(AgeCompleter))]
    public TimeSpan? Every { get; set; }

    /// <summary>The time that one server may take, in seconds. The server's own time-out when omitted, else 10.</summary>
    [Parameter(ParameterSetName = ByWatch)]
    [ValidateRange(0.001, 86400)]
    public double Timeout { get; set; }

    /// <summary>Writes a record for each probe, not only for what changed.</summary>
    [Parameter(ParameterSetName = ByWatch)]
    public SwitchParameter All { get; set; }

    /// <summary>Sends nothing; what would be sent stays in the outbox.</summary>
    [Parameter(ParameterSetName = ByWatch)]
    public SwitchParameter NoSend { get; set; }

    /// <summary>Says how the watch is: when it ran last, what fires, what waits in the outbox.</summary>
    [Parameter(ParameterSetName = ByStatus, Mandatory = true)]
    public SwitchParameter Status { get; set; }

    /// <summary>Takes what the servers offer now for what they should offer. What mcpops.lock.json names is accepted with Test-McpSecurity -Accept.</summary>
    [Parameter(ParameterSetName = ByAccept, Mandatory = true)]
    public SwitchParameter Accept { get; set; }

    /// <summary>Judges the history since this time, or so long ago, by the inventory's rules as they are now, and says what would have been sent.</summary>
    [Parameter(ParameterSetName = ByReplay, Mandatory = true)]
    [TimeWords]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime? Replay { get; set; }

    // What a single run could not do is told as it comes, and is an error at its end: whoever stops at the first one leaves nothing undone by that.
    private protected override bool IsError(McpNotice notice)
    {
        if (Once && WatchEngine.Undone.Contains(notice.Id))
        {
            _undone.Add(notice.Id);
        }

        return false;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var (paths, config, history) = (Paths(), WholeConfigPath(), WholeHistory());
        Run(async pipe =>
        {
            if (ParameterSetName is ByStatus)
            {
                pipe.Write(await new WatchReport(pipe.Context, paths).ReadAsync(new AlertQuery { ConfigPath = config, History = history }, pipe.CancellationToken));
            }
            else if (ParameterSetName is ByAccept)
            {
                foreach (var server in await new AlertDesk(pipe.Context, paths).AcceptAsync(new AlertQuery { Servers = Name, ConfigPath = config, History = history }, pipe.CancellationToken))
                {
                    pipe.Write(server);
                }
            }
            else if (Replay is { } since)
            {
                pipe.Write(await new WatchReplay(pipe.Context, paths).RunAsync(new ReplayOptions { Names = Name, ConfigPath = config, History = history, Since = new DateTimeOffset(since) }, pipe.CancellationToken));
            }
            else
            {
                await WatchAsync(pipe, paths, config, history);
            }
        });
        if (_undone.Count > 0)
        {
            WriteError(Errors.Record(new McpOpsException("WatchIncomplete", McpErrorCategory.ResourceUnavailable, $"This run could not measure, deliver or write down all that it was to: {string.Join(", ", _undone)}. The warnings with these ids say what, and what to do.")));
        }
    }

    private Task WatchAsync(Pipe pipe, Servers.ServerPaths paths, string? config, string? history)
    {
        var options = new WatchOptions
        {
            Names = Name,
            ConfigPath = config,
            History = history,
            Once = Once,
            Every = Every,
            Timeout = Timeout > 0 ? TimeSpan.FromSeconds(Timeout) : null,
            All = All,
            NoSend = NoSend,
            Texts = new ToolTexts(pipe.Context.Time),
        };
        return pipe.WriteAllAsync(new WatchEngine(pipe.Context, paths).RunAsync(options, pipe.CancellationToken));
    }
}
