namespace McpOps.Logs.Parsing;

/// <summary>Reads a level in whatever signs stand around it: <c>[I]</c>, <c>(EE)</c>, <c>&lt;Error&gt;</c>, <c>:err:</c>, <c>W!</c>, <c>INFO&gt;</c>.</summary>
internal static class LevelToken
{
    private const int MaxSigns = 3;

    /// <summary>The level that a word stands for, with the signs around it; none for other words.</summary>
    public static LogLevel Of(ReadOnlySpan<byte> word)
    {
        var bare = Bare(word);
        return bare switch
        {
            [] => LogLevel.None,
            [var letter] => LogLevels.FromLetter(letter),
            [var letter, var again] when letter == again && word.Length > 2 => LogLevels.FromLetter(letter),
            _ => LogLevels.FromWord(bare),
        };
    }

    /// <summary>The word without the signs around it; empty when they are too many or something else stands in it.</summary>
    public static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> word)
    {
        var bare = word.Trim("[](){}<>:,;|!* "u8);
        var closed = bare.IndexOf((byte)'[');
        if (closed > 2 && word[^1] is (byte)']' or (byte)':')
        {
            // "ERROR[42]:", "NOTICE[42][C-0001]:": a number of the process is glued to it.
            bare = bare[..closed];
        }

        return bare.Length + (2 * MaxSigns) < word.Length && closed < 0 ? default : bare;
    }

    /// <summary>Whether a word of a message could not look so: it stands in brackets, or in capitals.</summary>
    public static bool IsMarked(ReadOnlySpan<byte> word) => word.Length > 2 && (word[0] is (byte)'[' or (byte)'(' or (byte)'<' || (Bare(word) is { Length: > 2 } bare && !bare.ContainsAnyExceptInRange((byte)'A', (byte)'Z')));
}
