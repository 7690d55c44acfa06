using System.Management.Automation;
using McpOps.Logs;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>A cmdlet over logs: of paths, of files from the pipeline, or of servers; with none of them, of all servers of the inventory.</summary>
public abstract class LogCmdlet : McpCmdlet
{
    /// <summary>The parameter set of paths.</summary>
    protected const string ByPath = "Path";

    /// <summary>The parameter set of paths that are taken as they are.</summary>
    protected const string ByLiteralPath = "LiteralPath";

    /// <summary>The parameter set of files and servers from the pipeline.</summary>
    protected const string ByInput = "Server";

    private readonly PipedLogs _input;
    private bool _saidEntries;
    private bool _ofServer;

    /// <summary>Makes the cmdlet.</summary>
    protected LogCmdlet() => _input = new PipedLogs(GetUnresolvedProviderPathFromPSPath);

    /// <summary>Files, folders and wildcards; <c>journald:UNIT</c>, <c>docker:CONTAINER</c>, <c>compose:PROJECT</c>, <c>kubernetes:POD</c>. The logs of the inventory's servers when omitted.</summary>
    [Parameter(ParameterSetName = ByPath, Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files and folders, taken as they are.</summary>
    [Parameter(ParameterSetName = ByLiteralPath, Mandatory = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Servers whose logs are read, their names or records that name one; files as <c>Get-ChildItem</c> writes them; or the lines of a log, as <c>Get-Content</c> writes them.</summary>
    [Parameter(ParameterSetName = ByInput, Mandatory = true, ValueFromPipeline = true)]
    [Alias("InputObject")]
    public PSObject[] Server { get; set; } = [];

    /// <summary>The logs of the servers with one of these tags, where no path is given.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[] Tag { get; set; } = [];

    /// <summary>The inventory file; looked for in its usual places when omitted.</summary>
    [Parameter]
    public string? ConfigPath { get; set; }

    /// <summary>Leaves out what was written before this time, or before so long ago, such as <c>24h</c>.</summary>
    [Parameter]
    [TimeWords]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime? Since { get; set; }

    /// <summary>Leaves out what was written at or after this time, or so long ago.</summary>
    [Parameter]
    [TimeWords]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime? Until { get; set; }

    /// <summary>One day, also <c>today</c> and <c>yesterday</c>.</summary>
    [Parameter]
    [TimeWords]
    [ArgumentCompleter(typeof(DayCompleter))]
    public DateTime? Date { get; set; }

    /// <summary>The last so many minutes, hours, days or weeks: <c>30m</c>, <c>24h</c>, <c>7d</c>, <c>2w</c>.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AgeCompleter))]
    [LengthText]
    public string? Last { get; set; }

    /// <summary>The format, when it shall not be recognised.</summary>
    [Parameter]
    [ValidateSet("auto", "text", "json", "logfmt", "syslog", "access")]
    public string? Format { get; set; }

    /// <summary>
    /// The format of the lines, as a regular expression with groups named time, level, source and message; other named groups become fields. What is looked for
    /// is given by -Match.
    /// </summary>
    [Parameter]
    public string? Pattern { get; set; }

    /// <summary>Only entries of this level and graver ones; answers of status 5xx count as errors.</summary>
    [Parameter]
    [ValidateSet("Trace", "Debug", "Info", "Notice", "Warning", "Error", "Critical")]
    public string? Level { get; set; }

    /// <summary>Only entries whose text, further lines included, fits this regular expression; upper and lower case do not count.</summary>
    [Parameter]
    public string? Match { get; set; }

    /// <summary>Only entries that tell of something which took at least so long: <c>500ms</c>, <c>2s</c>, <c>1m</c>.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public string? MinDuration { get; set; }

    /// <summary>Only the last so many of the entries that fit, of each file.</summary>
    [Parameter]
    [ValidateRange(0, 1_000_000)]
    public int? Tail { get; set; }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        foreach (var item in Server)
        {
            try
            {
                _input.Add(item);
            }
            catch (McpOpsException exception) when (exception.ErrorId is "EntriesNotRead")
            {
                // Once is enough for a million of them.
                if (!_saidEntries)
                {
                    _saidEntries = true;
                    WriteError(Errors.Record(exception));
                }
            }
        }
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        using var input = _input;
        var lines = input.Finish();
        var paths = ParameterSetName == ByLiteralPath
            ? [.. LiteralPath.Select(path => GetUnresolvedProviderPathFromPSPath(path))]
            : Path.Select(Resolve).Concat(input.Files).ToList();
        var all = Path.Length == 0 && ParameterSetName == ByPath;
        Run(async pipe =>
        {
            if (lines is not null)
            {
                await WorkAsync(pipe, Options() with { Paths = ["-"], Input = lines });
            }

            if (paths.Count > 0)
            {
                await WorkAsync(pipe, Options() with { Paths = paths });
            }

            if (input.Servers.Count > 0 || all)
            {
                await WorkOnServersAsync(pipe, input.Servers, all);
            }
        });
    }

    /// <summary>A log that was asked for and is not read is an error, not a remark; one of several that the inventory names is not, as long as others are read.</summary>
    private protected sealed override bool IsError(McpNotice notice) => !_ofServer && notice.Id is "LogNotFound" or "LogAccessDenied" or "LogReadFailed";

    private async Task WorkOnServersAsync(Pipe pipe, IReadOnlyList<object> named, bool all)
    {
        var input = new ServerInput(pipe.Context, this, ConfigPath, discover: false);
        var servers = ServerSet.WithTag(await input.ServersAsync(named, all, pipe.WriteError, pipe.CancellationToken), Tag);
        if (all && servers.All(server => server.LogSources().Count == 0))
        {
            throw new McpOpsException("NoLogGiven", McpErrorCategory.InvalidArgument,
                $"No log is named, here or in an inventory. Give a file, a folder or a wildcard. {input.Hint}".TrimEnd());
        }

        foreach (var server in servers)
        {
            await WorkOnServerAsync(pipe, server, all);
        }
    }

    /// <summary>The work, on one set of logs.</summary>
    private protected abstract Task WorkAsync(Pipe pipe, LogOptions options);

    private async Task WorkOnServerAsync(Pipe pipe, McpServer server, bool all)
    {
        if (server.LogSources() is { Count: > 0 } logs)
        {
            pipe.InTurn(() => _ofServer = true);
            try
            {
                await WorkAsync(pipe, Options() with { Paths = logs, Rotated = true, Server = server.Name, Subject = server });
            }
            catch (McpOpsException exception) when (exception.ErrorId is "LogsNotFound")
            {
                pipe.WriteError(exception);
            }
            finally
            {
                pipe.InTurn(() => _ofServer = false);
            }
        }
        else if (!all)
        {
            pipe.WriteError(new McpOpsException("ServerHasNoLogs", McpErrorCategory.ObjectNotFound, $"'{server.Name}' names no logs. Add \"logs\" to it in the inventory, or give the paths.", server.Name));
        }
    }

    private LogOptions Options()
    {
        var period = LogPeriod.Parse(Text(Since), Text(Until), Date?.ToString("yyyy-MM-dd"), Last, TimeZoneInfo.Local, TimeProvider.System);
        return new LogOptions { Since = period.Since, Until = period.Until, Format = Format, Pattern = Pattern, Level = Level, Match = Match, MinDuration = MinDuration, Tail = Tail };
    }

    private static string? Text(DateTime? time) => time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'");

    // What is no path of a file system (journald:nginx) goes as it is.
    private string Resolve(string path) =>
        LogNames.Are(path) ? path : GetUnresolvedProviderPathFromPSPath(path);
}
