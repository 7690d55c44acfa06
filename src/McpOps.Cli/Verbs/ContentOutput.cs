using McpOps.Cli.Output;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Cli.Verbs;

/// <summary>What the verbs of resources and prompts share: they list, or they read.</summary>
internal static class ContentOutput
{
    private static readonly IReadOnlyList<Column<McpContent>> Columns =
    [
        new("Role", part => part.Role),
        new("Type", part => part.Type),
        new("MimeType", part => part.MimeType),
        new("Uri", part => part.Uri),
        new("Name", part => part.Name),
        new("Text", part => part.Text),
        new("Data", part => part.Data),
    ];

    /// <summary>Writes what the servers list; those that fail are told.</summary>
    public static async Task<int> ListAsync<T>(CliConsole console, OutputFormat format, IAsyncEnumerable<ServerListing<T>> listings, Func<T, bool> isWanted, IReadOnlyList<Column<T>> columns)
    {
        var (records, failed, listed) = (new List<T>(), 0, 0);
        await foreach (var listing in listings)
        {
            listed++;
            records.AddRange(listing.Records.Where(isWanted));
            if (listing.Failure is { } failure)
            {
                failed++;
                console.WriteError($"error {failure.ErrorId}: {failure.Message}");
            }
        }

        if (failed < listed || format is not OutputFormat.Table)
        {
            ResultWriter.WriteAll(console, format, records, columns);
        }

        return failed == 0 ? ExitCodes.Done : failed == listed ? ExitCodes.Failed : ExitCodes.Partial;
    }

    /// <summary>Reads what is named from each server, and writes what it holds: to a person as text, not as rows of a table.</summary>
    public static async Task<int> ReadAsync(
        CliConsole console, OutputFormat format, IReadOnlyList<McpServer> servers, IReadOnlyList<string> wanted, string option, Func<McpServer, string, Task<IReadOnlyList<McpContent>>> readAsync)
    {
        if (wanted.Count == 0)
        {
            throw new McpOpsException("NothingToRead", McpErrorCategory.InvalidArgument, $"Nothing is named that could be read. Name it by {option}.");
        }

        var (parts, failed, asked) = (new List<McpContent>(), 0, 0);
        foreach (var (server, one) in servers.SelectMany(server => wanted.Select(one => (server, one))))
        {
            asked++;
            try
            {
                parts.AddRange(await readAsync(server, one));
            }
            catch (McpOpsException exception)
            {
                failed++;
                console.WriteError($"error {exception.ErrorId}: {exception.Message}");
            }
        }

        if (format is not OutputFormat.Table)
        {
            ResultWriter.WriteAll(console, format, parts, Columns);
        }
        else
        {
            foreach (var text in parts.Select(part => part.ToString()))
            {
                console.Out.WriteLine(console.IsTerminal ? new string([.. text.Select(character => char.IsControl(character) && character is not ('\n' or '\t') ? ' ' : character)]) : text);
            }
        }

        return failed == 0 ? ExitCodes.Done : failed == asked ? ExitCodes.Failed : ExitCodes.Partial;
    }
}
