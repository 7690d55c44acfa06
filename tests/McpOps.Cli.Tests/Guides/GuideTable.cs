using System.Text;

namespace McpOps.Cli.Tests.Guides;

/// <summary>The table of a page in <c>docs/guides</c>: what a guide has, and what does it now.</summary>
/// <param name="Heading">The guide's heading.</param>
/// <param name="Commands">The commands of the row.</param>
internal sealed record GuideRow(string Heading, IReadOnlyList<string> Commands)
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "docs", "guides");

    public static IReadOnlyList<string> Guides => [.. Directory.GetFiles(Folder, "*.md").Select(file => Path.GetFileNameWithoutExtension(file)).Where(name => name is not "README").Order(StringComparer.Ordinal)];

    /// <summary>The rows of a page; a cell may hold <c>\|</c>.</summary>
    public static IReadOnlyList<GuideRow> Of(string guide) =>
    [
        .. File.ReadLines(Path.Combine(Folder, $"{guide}.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
            .Select(line => line.Replace("\\|", "\0", StringComparison.Ordinal).Trim('|').Split('|'))
            .Select(cells => new GuideRow(cells[0].Trim(), [.. cells[2].Split('`').Where((_, index) => index % 2 == 1).Select(command => command.Replace('\0', '|'))])),
    ];

    /// <summary>What a page does before its table: the first look, backup and audit of its steps, the look twice for what is a rate.</summary>
    public static IReadOnlyList<string> FirstMinutesOf(string guide) =>
    [
        .. File.ReadLines(Path.Combine(Folder, $"{guide}.md")).SkipWhile(line => line != "```sh").Skip(1).TakeWhile(line => line != "```")
            .Select(line => line.Split('#')[0].Trim()).Where(line => line is "mcpops watch --once" or "mcpops backup" or "mcpops audit").SelectMany(line => line is "mcpops watch --once" ? [line, line] : new[] { line }),
    ];

    /// <summary>The headings of a guide's own text, without code and below its title.</summary>
    public static IReadOnlyList<string> HeadingsOf(string path)
    {
        var (headings, code) = (new List<string>(), false);
        foreach (var line in File.ReadLines(path, Encoding.UTF8))
        {
            code ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!code && line.StartsWith("##", StringComparison.Ordinal))
            {
                headings.Add(line.TrimStart('#').Trim());
            }
        }

        return headings;
    }

    /// <summary>A heading without emoji and signs.</summary>
    public static string Plain(string heading) => string.Join(' ', new string([.. heading.Select(one => char.IsAsciiLetterOrDigit(one) ? char.ToLowerInvariant(one) : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The words of a command, as a shell would take them.</summary>
    public static IReadOnlyList<string> Words(string command)
    {
        var (words, word, quote, begun) = (new List<string>(), new StringBuilder(), '\0', false);
        foreach (var one in command)
        {
            if (quote == '\0' ? one is '"' or '\'' : one == quote)
            {
                (quote, begun) = (quote == '\0' ? one : '\0', true);
            }
            else if (one == ' ' && quote == '\0')
            {
                if (begun)
                {
                    words.Add(word.ToString());
                }

                word.Clear();
                begun = false;
            }
            else
            {
                word.Append(one);
                begun = true;
            }
        }

        return begun ? [.. words, word.ToString()] : words;
    }
}
