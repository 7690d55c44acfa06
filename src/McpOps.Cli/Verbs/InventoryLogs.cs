using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using McpOps.Cli.Output;
using McpOps.Logs;
using McpOps.Servers;

namespace McpOps.Cli.Verbs;

/// <summary>A verb over logs without a path: those of each server of the inventory that has some.</summary>
internal sealed class InventoryLogs
{
    private readonly Option<string[]> _names = new("--server", "-s") { Description = "Without a path: a server of the inventory by its name, wildcards understood; may be given several times. All when omitted.", HelpName = "NAME" };
    private readonly Option<string?> _config = SharedOptions.ConfigPath();
    private readonly Option<string[]> _tags = ServerArguments.Tag();

    /// <summary>Adds the options to the verb.</summary>
    public InventoryLogs(Command verb)
    {
        verb.Add(_names);
        verb.Add(_config);
        verb.Add(_tags);
    }

    /// <summary>The servers that were meant and have logs; ends with NoLogGiven where there is none.</summary>
    public async Task<IReadOnlyList<McpServer>> FindAsync(ParseResult parsed, CliConsole console, CancellationToken cancellationToken)
    {
        var set = await new ServerCatalog(console.Context).FindAsync(new ServerQuery { Names = parsed.GetValue(_names) ?? [], ConfigPath = parsed.GetValue(_config), Tags = parsed.GetValue(_tags) ?? [] }, cancellationToken);
        var servers = set.Servers.Where(server => server.LogSources().Count > 0).ToList();
        return servers.Count > 0 ? servers
            : throw new McpOpsException("NoLogGiven", McpErrorCategory.InvalidArgument, "No log is named, here or in an inventory. Give a file, a folder, a wildcard, or - for standard input.");
    }

    /// <summary>Where a log that is named is not there, and a server is called so: says how its logs are read, or what is wrong with the inventory, for then nobody knows.</summary>
    public async Task HintAsync(ParseResult parsed, CliConsole console, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var names = paths.Where(path => path is not "-" && path.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.') && !Path.Exists(path)).ToList();
        if (names.Count == 0)
        {
            return;
        }

        try
        {
            var set = await new ServerCatalog(console.Context with { Notices = null }).FindAsync(new ServerQuery { ConfigPath = parsed.GetValue(_config) }, cancellationToken);
            foreach (var server in set.Servers.Where(server => names.Contains(server.Name, StringComparer.OrdinalIgnoreCase)))
            {
                console.WriteError($"'{server.Name}' is a server: 'mcpops logs --server {server.Name}' reads its logs.");
            }
        }
        catch (McpOpsException exception)
        {
            console.WriteError($"error {exception.ErrorId}: {exception.Message}");
        }
    }

    public async Task<int> SummarizeAsync(ParseResult parsed, CliConsole console, OutputFormat format, LogOptions options, bool withState, CancellationToken cancellationToken)
    {
        var (servers, summaries, failed) = (await FindAsync(parsed, console, cancellationToken), new List<McpLogSummary>(), false);
        foreach (var server in servers)
        {
            try
            {
                if (options.By is "file")
                {
                    await foreach (var file in new LogReader(console.Context).SummarizeByFileAsync(Of(server, options), cancellationToken))
                    {
                        summaries.Add(file);
                    }
                }
                else
                {
                    summaries.Add(await new LogReader(console.Context).SummarizeAsync(Of(server, options), cancellationToken));
                }
            }
            catch (McpOpsException exception) when (exception.ErrorId is "LogsNotFound")
            {
                failed = true;
                console.WriteError($"error {exception.ErrorId}: {server.Name}: {exception.Message}");
            }
        }

        if (withState)
        {
            var all = summaries.Select(LogMergeVerb.WithState).ToList();
            console.Out.WriteLine(format is OutputFormat.Ndjson ? string.Join('\n', all.Select(one => one.ToJsonString())) : JsonText.Pretty(new JsonArray([.. all])));
        }
        else
        {
            Write(console, format, summaries);
        }

        return summaries.Count == 0 ? ExitCodes.Failed : failed || console.Notices > 0 ? ExitCodes.Partial : ExitCodes.Done;
    }

    /// <summary>The entries of each server, one server after the other. What is not there is told on the way.</summary>
    public async IAsyncEnumerable<IReadOnlyList<McpLogEntry>> EntriesAsync(ParseResult parsed, CliConsole console, LogOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var server in await FindAsync(parsed, console, cancellationToken))
        {
            await using var batches = new LogReader(console.Context).ReadBatchesAsync(Of(server, options), cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await HasNextAsync(batches))
            {
                yield return batches.Current;
            }
        }
    }

    // That none of a server's logs is there was told log by log; the other servers' are read all the same.
    private static async Task<bool> HasNextAsync(IAsyncEnumerator<IReadOnlyList<McpLogEntry>> batches)
    {
        try
        {
            return await batches.MoveNextAsync();
        }
        catch (McpOpsException exception) when (exception.ErrorId is "LogsNotFound")
        {
            return false;
        }
    }

    private static LogOptions Of(McpServer server, LogOptions options) => options with { Paths = server.LogSources(), Rotated = true, Server = server.Name };

    // A person reads pages, one after the other; whatever may be several is a list in JSON.
    private static void Write(CliConsole console, OutputFormat format, List<McpLogSummary> summaries)
    {
        if (format is not OutputFormat.Table)
        {
            ResultWriter.WriteAll(console, format, summaries, LogOutput.SummaryColumns);
            return;
        }

        foreach (var summary in summaries)
        {
            LogOutput.WriteSummary(console, format, summary);
        }
    }
}
