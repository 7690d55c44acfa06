using System.IO.Enumeration;
using System.Text;
using McpOps.Files;
using McpOps.Logs;
using McpOps.Servers;

namespace McpOps.Auditing.Secrets;

/// <summary>Secrets that a server wrote into its logs. The end of each file is looked at, and only known shapes count: a log is full of what looks random.</summary>
/// <param name="context">The clock.</param>
/// <param name="window">How far back a journal or a container's log is looked at.</param>
internal sealed class LoggedSecrets(EngineContext context, TimeSpan window)
{
    private const long MaxBytes = 16 << 20;
    private const int MaxLine = 16 << 10;
    private const int MostOfALog = 20;
    private static readonly string[] Endings = [".log", ".jsonl", ".ndjson", ".out", ".err"];

    /// <summary>Logs that could not be looked at, and why.</summary>
    public List<(string Path, string Why)> Problems { get; } = [];

    /// <summary>The secrets in the logs of a server, each once a log.</summary>
    public async Task<IReadOnlyList<(string Path, long? Line, SecretFind Find)>> ReadAsync(McpServer server, CancellationToken cancellationToken)
    {
        var found = new List<(string Path, long? Line, SecretFind Find)>();
        foreach (var source in server.LogSources())
        {
            if (Files(source) is not { } files)
            {
                found.AddRange(await StreamAsync(source, server, cancellationToken));
                continue;
            }

            if (files.Count == 0 && !Problems.Any(problem => problem.Path == source))
            {
                Problems.Add((source, "There is no such log that this account may see."));
            }

            found.AddRange(files.SelectMany(path => InFile(path, cancellationToken)));
        }

        return [.. found.GroupBy(one => one.Path, StringComparer.Ordinal).SelectMany(log => log.DistinctBy(one => one.Find.Masked).Take(MostOfALog))];
    }

    // A file, a folder of logs, or a wildcard in the last part; anything else is for the log engine.
    private IReadOnlyList<string>? Files(string source)
    {
        if (!Path.IsPathRooted(source) || (Path.GetDirectoryName(source) ?? "").AsSpan().IndexOfAny('*', '?', '[') >= 0 || source.Contains('[', StringComparison.Ordinal))
        {
            return null;
        }

        var isPattern = source.AsSpan().IndexOfAny('*', '?') >= 0;
        var folder = isPattern ? Path.GetDirectoryName(source)! : source;
        try
        {
            return File.Exists(source) ? [source]
                : Directory.Exists(folder) ? [.. GuardedFile.List(folder, FileKind.Regular).Where(file => isPattern ? FileSystemName.MatchesSimpleExpression(Path.GetFileName(source), Path.GetFileName(file), ignoreCase: false) && Path.GetExtension(file) is not (".gz" or ".zst" or ".xz" or ".bz2") : Endings.Contains(Path.GetExtension(file)))]
                : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Problems.Add((source, exception.Message));
            return [];
        }
    }

    private IReadOnlyList<(string Path, long? Line, SecretFind Find)> InFile(string path, CancellationToken cancellationToken)
    {
        var found = new List<(string, long?, SecretFind)>();
        try
        {
            using var stream = GuardedFile.Open(path);
            var from = Math.Max(0, stream.Length - MaxBytes);
            stream.Seek(from, SeekOrigin.Begin);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            for (var line = 1L; reader.ReadLine() is { } text; line++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Find(text) is { } find)
                {
                    // Where the beginning was not read, lines have no number.
                    found.Add((path, from > 0 ? null : line, find));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Problems.Add((path, exception.Message));
        }

        return found;
    }

    private async Task<IReadOnlyList<(string Path, long? Line, SecretFind Find)>> StreamAsync(string source, McpServer server, CancellationToken cancellationToken)
    {
        var found = new List<(string, long?, SecretFind)>();
        try
        {
            var reader = new LogReader(context with { Notices = new NoticeList(notice => Problems.Add((notice.Target ?? source, notice.Message))) });

            // Unmasked, for what is masked cannot be recognised; it is masked again before anybody sees it.
            await foreach (var entry in reader.ReadAsync(new LogOptions { Paths = [source], Server = server.Name, Since = context.Time.GetUtcNow() - window, Raw = true }, cancellationToken))
            {
                if (Find(entry.Message) is { } find)
                {
                    found.Add((entry.Path, entry.Line, find));
                }
            }
        }
        catch (McpOpsException exception)
        {
            Problems.Add((source, exception.Message));
        }

        return found;
    }

    private static SecretFind? Find(string text) =>
        SecretKinds.Find(text.Length > MaxLine ? text[..MaxLine] : text) is { } known ? new SecretFind("SEC005", known.Kind, SecretFinder.Mask(known.Value)) : null;
}
