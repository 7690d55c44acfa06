namespace McpOps.Logs.Parsing;

/// <summary>The codes that Oracle's programs begin their errors with: <c>ORA-00600: internal error</c>, <c>TNS-12541:</c>, <c>RMAN-03009:</c>.</summary>
internal static class ErrorCode
{
    private const int MaxLines = 40;

    /// <summary>Whether a text begins with one; <c>ORA-00000</c> says that all went well.</summary>
    public static bool Begins(ReadOnlySpan<byte> text)
    {
        if (!(text.StartsWith("ORA-"u8) || text.StartsWith("TNS-"u8) || text.StartsWith("RMAN-"u8)))
        {
            return false;
        }

        var number = text[(text.IndexOf((byte)'-') + 1)..];
        var length = number.IndexOf((byte)':');
        return length is >= 3 and <= 5 && !number[..length].ContainsAnyExceptInRange((byte)'0', (byte)'9') && number[..length].ContainsAnyExcept((byte)'0');
    }

    /// <summary>Whether one of the first lines begins with one.</summary>
    public static bool Has(ReadOnlySpan<byte> text)
    {
        var lines = 0;
        foreach (var line in new LineRanges(text))
        {
            if (Begins(line))
            {
                return true;
            }

            if (++lines > MaxLines)
            {
                break;
            }
        }

        return false;
    }
}
