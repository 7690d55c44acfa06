using System.Text;
using McpOps.Files;

namespace McpOps.Maintenance.Files;

/// <summary>Which logs logrotate looks after: the paths of <c>/etc/logrotate.conf</c> and <c>/etc/logrotate.d</c>. They are read and shown; nothing is changed.</summary>
internal sealed class LogrotateEntries
{
    private const int MostBytes = 1 << 20;
    private readonly List<(string Pattern, string File)> _entries = [];

    /// <summary>The patterns, each with the file that names it.</summary>
    public IReadOnlyList<(string Pattern, string File)> All => _entries;

    /// <summary>Reads them below a root.</summary>
    public static LogrotateEntries Read(string hostRoot)
    {
        var entries = new LogrotateEntries();
        var folder = Path.Combine(hostRoot, "etc", "logrotate.d");
        foreach (var file in new[] { Path.Combine(hostRoot, "etc", "logrotate.conf") }.Concat(Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal) : []))
        {
            try
            {
                if (new FileInfo(file) is { Exists: true, Length: < MostBytes })
                {
                    entries._entries.AddRange(Parse(File.ReadAllText(file)).Select(pattern => (pattern, file)));
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // What this account may not read it cannot say anything about.
            }
        }

        return entries;
    }

    /// <summary>The files that name a log.</summary>
    public IReadOnlyList<string> Of(string path) => [.. _entries.Where(entry => PathPattern.Match(entry.Pattern, path)).Select(entry => entry.File).Distinct(StringComparer.Ordinal)];

    /// <summary>The paths that stand before the brackets of a configuration; scripts within them are not looked at.</summary>
    internal static IReadOnlyList<string> Parse(string text)
    {
        var (paths, head, depth, script) = (new List<string>(), new StringBuilder(), 0, false);
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Trim();
            if (script)
            {
                script = line != "endscript";
                continue;
            }

            if (line.StartsWith('#') || line.Length == 0)
            {
                continue;
            }

            if (depth > 0)
            {
                var word = line.Split([' ', '\t'], 2)[0];
                script = word is "postrotate" or "prerotate" or "firstaction" or "lastaction" or "preremove";
                depth -= line.Contains('}', StringComparison.Ordinal) && !script ? 1 : 0;
                continue;
            }

            // A directive of the whole file does not begin with a path.
            var brace = line.IndexOf('{', StringComparison.Ordinal);
            var words = brace < 0 ? line : line[..brace];
            if (words.StartsWith('/') || words.StartsWith('"') || words.StartsWith('\'') || head.Length > 0)
            {
                head.Append(words).Append(' ');
            }

            if (brace >= 0)
            {
                paths.AddRange(Words(head.ToString()));
                head.Clear();
                depth = line.IndexOf('}', brace) >= 0 ? 0 : 1;
            }
        }

        return paths;
    }

    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        var quote = '\0';
        foreach (var character in text + " ")
        {
            if (quote != '\0' ? character == quote : character is '"' or '\'')
            {
                quote = quote == '\0' ? character : '\0';
            }
            else if (quote == '\0' && char.IsWhiteSpace(character))
            {
                if (word.Length > 0 && word[0] == '/')
                {
                    yield return word.ToString();
                }

                word.Clear();
            }
            else
            {
                word.Append(character);
            }
        }
    }
}
