using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Logs;
using McpOps.Servers;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops logs</c> without a path: a summary for each server of the inventory that has logs.</summary>
internal sealed class InventoryLogs
{
    private readonly Option<string[]> _names = new("--server", "-s") { Description = "Without a path: a server of the inventory by its name, wildcards understood; may be given several times. All when omitted.", HelpName = "NAME" };
    private readonly Option<string?> _config = new("--config") { Description = "The inventory; ./mcpops.json, then the user's and the machine's folder when omitted.", HelpName = "PATH" };

    /// <summary>Adds the options to the verb.</summary>
    public InventoryLogs(Command verb)
    {
        verb.Add(_names);
        verb.Add(_config);
    }

    public async Task<int> SummarizeAsync(ParseResult parsed, CliConsole console, OutputFormat format, LogOptions options, CancellationToken cancellationToken)
    {
        var set = await new ServerCatalog(console.Context).FindAsync(new ServerQuery { Names = parsed.GetValue(_names) ?? [], ConfigPath = parsed.GetValue(_config) }, cancellationToken);
        var servers = set.Servers.Where(server => server.LogSources().Count > 0).ToList();
        if (servers.Count == 0)
        {
            throw new McpOpsException("NoLogGiven", McpErrorCategory.InvalidArgument, "No log is named, here or in an inventory. Give a file, a folder, a wildcard, or - for standard input.");
        }

        var (summaries, failed) = (new List<McpLogSummary>(), 0);
        foreach (var server in servers)
        {
            try
            {
                summaries.Add(await new LogReader(console.Context).SummarizeAsync(options with { Paths = server.LogSources(), Server = server.Name }, cancellationToken));
            }
            catch (McpOpsException exception) when (exception.ErrorId is "LogsNotFound")
            {
                failed++;
                console.WriteError($"error {exception.ErrorId}: {server.Name}: {exception.Message}");
            }
        }

        Write(console, format, summaries);
        return failed == servers.Count ? ExitCodes.Failed : failed > 0 || console.Notices > 0 ? ExitCodes.Partial : ExitCodes.Done;
    }

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
