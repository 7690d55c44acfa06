namespace McpOps.Logs.Parsing;

/// <summary>
/// Levels of one letter as Java's application servers write them: <c>F</c> fatal, <c>E</c> error, <c>W</c> warning, <c>A</c> audit, which is information, <c>I</c>, <c>C</c>
/// configuration, <c>D</c> detail, and what is none: <c>O</c> and <c>R</c> (output and errors of programs), <c>U</c>, <c>Z</c>. Elsewhere <c>A</c> is syslog's alert and <c>C</c> critical.
/// </summary>
internal static class AuditLetters
{
    private const int ManyAudits = 3;

    /// <summary>The level that a letter stands for; none for those that are none.</summary>
    public static LogLevel Level(byte letter) => letter switch
    {
        (byte)'A' => LogLevel.Info,
        (byte)'C' => LogLevel.Debug,
        (byte)'O' or (byte)'R' or (byte)'U' or (byte)'Z' => LogLevel.None,
        _ => LogLevels.FromLetter(letter),
    };

    /// <summary>Whether a column of letters is one of these: a letter stands in it that elsewhere is no level, or far more are A than errors and warnings together, and none that only others have.</summary>
    /// <param name="column">The word at the column in each line.</param>
    public static bool Are(IReadOnlyCollection<string> column)
    {
        int known = 0, own = 0, audits = 0, grave = 0;
        foreach (var word in column)
        {
            if (word is not [var letter] || !"FEWAICDORUZ".Contains(letter, StringComparison.Ordinal))
            {
                return false;
            }

            own += letter is 'O' or 'R' or 'U' or 'Z' ? 1 : 0;
            audits += letter is 'A' ? 1 : 0;
            grave += letter is 'E' or 'W' or 'F' or 'C' ? 1 : 0;
            known += letter is 'E' or 'W' or 'I' or 'A' ? 1 : 0;
        }

        return known > 0 && (own > 0 || (audits >= ManyAudits && audits > 2 * grave && audits * 10 >= column.Count));
    }

    /// <summary>Whether a message begins with a number of IBM's, which ends in the letter of its kind: <c>WSVR0200I: </c>, <c>CWWKE0001I: </c>.</summary>
    public static bool IsBefore(ReadOnlySpan<byte> line, int position)
    {
        var start = HeaderParts.SkipSpaces(line, position);
        var text = line[start..];
        var letters = text[..Math.Min(text.Length, 6)].IndexOfAnyExceptInRange((byte)'A', (byte)'Z');
        var colon = letters < 3 ? -1 : text[..Math.Min(text.Length, 12)].IndexOf((byte)':');
        return colon > letters + 4 && text[colon - 1] is (byte)'A' or (byte)'E' or (byte)'I' or (byte)'W' && !text[letters..(colon - 1)].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    /// <summary>Reads the letter at a position; its end, or -1.</summary>
    public static int Read(ReadOnlySpan<byte> line, int position, ref LogLine result)
    {
        if (position + 1 >= line.Length || line[position + 1] is not ((byte)' ' or (byte)'|') || !"FEWAICDORUZ"u8.Contains(line[position]))
        {
            return -1;
        }

        result.Level = Level(line[position]);
        return position + 1;
    }
}
