using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpOps.Crawling.Walking;

/// <summary>The notes of a walk: a line for each page that was found, read, and handed over. A walk that was killed goes on from them.</summary>
/// <remarks>
/// A page's links are noted before the page itself, and the page before it is handed over. So what is noted as read is never
/// fetched again, and what was read but not handed over comes from the notes. A torn last line is left out.
/// </remarks>
internal sealed class WalkJournal : IAsyncDisposable
{
    // A page of the largest size twice, as Markdown and as text, every character of it escaped.
    private const int MostCharacters = 256 << 20;

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, TypeInfoResolver = WalkJson.Default };
    private readonly FileStream _file;
    private readonly StreamWriter _writer;

    private WalkJournal(FileStream file)
    {
        _file = file;
        _writer = new StreamWriter(file);
    }

    /// <summary>What an earlier walk left.</summary>
    /// <param name="Found">Pages that were found.</param>
    /// <param name="Done">Those of them that were read.</param>
    /// <param name="Pending">Pages that were read and not handed over.</param>
    internal sealed record Past(List<FrontierEntry> Found, HashSet<string> Done, Dictionary<string, McpPage> Pending);

    /// <summary>Opens the notes and reads what is there.</summary>
    /// <exception cref="McpOpsException"><c>WalkStateMismatch</c>, <c>WalkStateUnusable</c>.</exception>
    public static async Task<(WalkJournal Journal, Past Past)> OpenAsync(string path, IReadOnlyList<Uri> starts, CancellationToken cancellationToken)
    {
        var key = string.Join(' ', starts.Select(start => start.AbsoluteUri));
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
            if (RegularFile.Kind(file.SafeFileHandle) is { } kind)
            {
                await file.DisposeAsync();
                throw new IOException($"It is {kind}, and no regular file.");
            }

            var (past, end) = await ReadAsync(file, key, path, cancellationToken);
            file.SetLength(end);
            file.Seek(end, SeekOrigin.Begin);
            var journal = new WalkJournal(file);
            if (end == 0)
            {
                await journal.WriteAsync([new Line { Start = key }], cancellationToken);
            }

            return (journal, past);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new McpOpsException("WalkStateUnusable", McpErrorCategory.WriteError, $"The walk cannot be noted in '{path}': {exception.Message}", path, exception);
        }
    }

    public Task FoundAsync(IEnumerable<FrontierEntry> entries, McpPage page, Uri asked, CancellationToken cancellationToken) =>
        WriteAsync([.. entries.Select(entry => new Line { Found = entry }), new Line { Read = asked.AbsoluteUri, Page = page }], cancellationToken);

    public Task GivenAsync(Uri asked, CancellationToken cancellationToken) => WriteAsync([new Line { Given = asked.AbsoluteUri }], cancellationToken);

    public Task StartedAsync(IEnumerable<FrontierEntry> entries, CancellationToken cancellationToken) => WriteAsync([.. entries.Select(entry => new Line { Found = entry })], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _file.DisposeAsync();
    }

    private static async Task<(Past Past, long End)> ReadAsync(FileStream file, string key, string path, CancellationToken cancellationToken)
    {
        var past = new Past([], new HashSet<string>(StringComparer.Ordinal), new Dictionary<string, McpPage>(StringComparer.Ordinal));
        using var reader = new StreamReader(file, leaveOpen: true);
        var lines = new BoundedLines(reader, MostCharacters);
        long end = 0;
        while (await lines.ReadAsync(cancellationToken) is { } text)
        {
            Line line;
            try
            {
                line = JsonSerializer.Deserialize(text, Json.Of<Line>()) ?? new Line();
            }
            catch (JsonException)
            {
                break;
            }

            if (line.Start is { } start && start != key)
            {
                throw new McpOpsException("WalkStateMismatch", McpErrorCategory.InvalidArgument, $"'{path}' holds the notes of a walk from {start}. Name another file, or remove it.", path);
            }

            Take(past, line);
            end += System.Text.Encoding.UTF8.GetByteCount(text) + 1;
        }

        return (past, Math.Min(end, file.Length));
    }

    private static void Take(Past past, Line line)
    {
        if (line.Found is { } found)
        {
            past.Found.Add(found);
        }
        else if (line.Read is { } read)
        {
            past.Done.Add(read);
            past.Pending[read] = line.Page!;
        }
        else if (line.Given is { } given)
        {
            past.Pending.Remove(given);
        }
    }

    private async Task WriteAsync(IEnumerable<Line> lines, CancellationToken cancellationToken)
    {
        foreach (var line in lines)
        {
            await _writer.WriteAsync(JsonSerializer.Serialize(line, Json.Of<Line>()) + "\n");
        }

        // To the system, not to the disk: it is the process that may be killed.
        await _writer.FlushAsync(cancellationToken);
        await _file.FlushAsync(cancellationToken);
    }

    internal sealed record Line
    {
        public string? Start { get; init; }

        public FrontierEntry? Found { get; init; }

        public string? Read { get; init; }

        public McpPage? Page { get; init; }

        public string? Given { get; init; }
    }
}

/// <summary>How the notes of a walk are read and written.</summary>
[JsonSerializable(typeof(WalkJournal.Line))]
internal sealed partial class WalkJson : JsonSerializerContext;
