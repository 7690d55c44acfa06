using System.Text;

namespace McpOps.Logs.Parsing;

/// <summary>Tells a column of levels that holds words of one's own (AUDIT, NOTICE2) from the first words of messages.</summary>
internal static class LevelWords
{
    private const int MaxDistinct = 16;
    private const int MaxLength = 24;

    /// <summary>The word at a position, with its brackets.</summary>
    public static string At(ReadOnlySpan<byte> line, int position) => position >= line.Length ? "" : Encoding.UTF8.GetString(line[position..Math.Min(HeaderParts.WordEnd(line, position), position + MaxLength)]);

    /// <summary>Whether words that stand at one place of many lines are levels: enough of them known, all of them few, and the others written alike.</summary>
    public static bool Are(IEnumerable<string> column, bool timed)
    {
        int all = 0, known = 0;
        var distinct = new HashSet<string>(StringComparer.Ordinal);
        var grave = new HashSet<LogLevel>();
        foreach (var word in column)
        {
            all++;
            var level = LevelToken.Of(Encoding.UTF8.GetBytes(word));
            known += level is LogLevel.None ? 0 : 1;
            grave.Add(level);
            if (!distinct.Add(word) || distinct.Count <= MaxDistinct)
            {
                continue;
            }

            return false;
        }

        if (known == 0 || distinct.Any(word => Bare(word).Length is 0 or > 16) || (!timed && distinct.Any(word => Bare(word).Length == 1) && distinct.Any(word => Bare(word).Length > 1)))
        {
            return false;
        }

        var strict = distinct.All(word => word[0] == '[' || word[0] == '<' || Bare(word).All(char.IsAsciiLetterUpper));
        var share = (double)known / all;
        return strict ? share >= 0.5 || (share >= 0.2 && grave.Count > 2) : share >= 0.9 && distinct.All(word => Bare(word).All(char.IsLetter));
    }

    private static string Bare(string word) => Encoding.UTF8.GetString(LevelToken.Bare(Encoding.UTF8.GetBytes(word)));
}
