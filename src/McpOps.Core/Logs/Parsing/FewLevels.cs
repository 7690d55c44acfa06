using System.Text;

namespace McpOps.Logs.Parsing;

/// <summary>Finds a column of levels in a handful of lines: each has one at the same place, and they are not all the same.</summary>
internal static class FewLevels
{
    private const int Least = 2;

    /// <summary>Whether words that stand at one place of all lines are levels.</summary>
    /// <param name="column">The words, with the signs around them, and whether what follows goes on like a sentence.</param>
    public static bool Are(IReadOnlyList<(string Word, bool InSentence)> column)
    {
        if (column.Count < Least)
        {
            return false;
        }

        var known = new HashSet<LogLevel>();
        var words = new HashSet<string>(StringComparer.Ordinal);
        var others = 0;
        foreach (var (word, inSentence) in column)
        {
            var bytes = Encoding.UTF8.GetBytes(word);
            var bare = LevelToken.Bare(bytes);
            var level = LevelToken.Of(bytes);
            if (level is LogLevel.None ? !IsWord(bare) || IsLower(bare[0]) : bare.Length == 1 && ((bytes.Length == 1 && inSentence) || bytes[^1] == ','))
            {
                return false;
            }

            others += level is LogLevel.None ? 1 : 0;
            known.Add(level);
            if (level is not LogLevel.None && !inSentence)
            {
                words.Add(Encoding.UTF8.GetString(bare));
            }
        }

        known.Remove(LogLevel.None);

        // "Error" and "Fault" are one level and two words, if no message begins with them.
        var areWords = words.Count >= Least && !column.Any(item => item.InSentence) && column.Select(item => Style(item.Word)).Distinct().Count() == 1;
        return (known.Count >= Least || areWords) && others * 2 <= column.Count && (others == 0 || AreAlike(column));
    }

    // Words of one's own are written as the levels among them: in the same signs, with the same first letters.
    private static bool AreAlike(IReadOnlyList<(string Word, bool InSentence)> column)
    {
        var styles = column.Where(item => LevelToken.Of(Encoding.UTF8.GetBytes(item.Word)) is not LogLevel.None).Select(item => Style(item.Word)).ToHashSet();
        return column.All(item => styles.Contains(Style(item.Word)));
    }

    private static (char First, char Last, bool AreCapitals) Style(string word)
    {
        var bare = Encoding.UTF8.GetString(LevelToken.Bare(Encoding.UTF8.GetBytes(word)));
        return (char.IsLetter(word[0]) ? ' ' : word[0], char.IsLetter(word[^1]) ? ' ' : word[^1], bare.All(char.IsUpper));
    }

    private static bool IsWord(ReadOnlySpan<byte> bare) => bare.Length is > 2 and < 16 && !bare.ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"u8);

    private static bool IsLower(byte value) => value is >= (byte)'a' and <= (byte)'z';
}
