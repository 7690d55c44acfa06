namespace McpOps.Logs.Parsing;

/// <summary>Reads the columns that name what wrote a line. Each returns its end, or -1 when the column is not there.</summary>
internal static class SourceColumns
{
    private const int MaxTag = 80;

    public static int Bracket(ReadOnlySpan<byte> line, int position, ref LogLine result)
    {
        var close = position < line.Length && line[position] == '[' ? HeaderParts.CloseBracket(line, position) : -1;
        if (close < 0)
        {
            return -1;
        }

        result.OfferSource(position + 1, close, rank: 2);
        close++;
        return close < line.Length && line[close] == ':' ? close + 1 : close;
    }

    public static int Word(ReadOnlySpan<byte> line, int position, ref LogLine result)
    {
        var end = HeaderParts.WordEnd(line, position);
        if (end == position)
        {
            return -1;
        }

        result.OfferSource(position, end, rank: 1);
        return end;
    }

    /// <summary><c>sshd[123]:</c>, <c>su(pam_unix)[9]:</c>, <c>org.example.Class:</c>, <c>Google Chrome[7]:</c>, <c>launchd[1] (com.apple.x[2]):</c>.</summary>
    public static int Tag(ReadOnlySpan<byte> line, int position, ref LogLine result)
    {
        var window = line.Slice(position, Math.Min(MaxTag, line.Length - position));
        var space = window.IndexOf((byte)' ');
        var colon = TagColon(window);
        if (colon <= 0)
        {
            return -1;
        }

        var name = window[..colon];
        var pid = name.IndexOf((byte)'[');
        if (space >= 0 && space < colon && (pid <= 0 || pid + 2 >= colon || !char.IsAsciiDigit((char)name[pid + 1])))
        {
            return -1;
        }

        // Monolog: "production.ERROR: It broke".
        if (result.Level is LogLevel.None && name.LastIndexOf((byte)'.') is > 0 and var dot && char.IsAsciiLetterUpper((char)name[^1]))
        {
            result.Level = LogLevels.FromWord(name[(dot + 1)..]);
        }

        // cloud-init: "util.py[WARNING]: slow".
        if (result.Level is LogLevel.None && pid > 0 && name[^1] == ']' && !name[(pid + 1)..^1].ContainsAnyExceptInRange((byte)'A', (byte)'Z'))
        {
            result.Level = LogLevels.FromWord(name[(pid + 1)..^1]);
        }
        else if (result.Level is LogLevel.None && pid > 0 && name[(pid + 1)..].IndexOf("]["u8) is > 2 and var first && !name.Slice(pid + 1, first).ContainsAnyExceptInRange((byte)'A', (byte)'Z'))
        {
            // Sanic: "(sanic.access)[INFO][127.0.0.1:5432]: GET …".
            result.Level = LogLevels.FromWord(name.Slice(pid + 1, first));
        }

        result.OfferSource(position, position + (pid > 0 ? pid : colon), rank: 5);
        return position + colon + 1;
    }

    private static int TagColon(ReadOnlySpan<byte> window)
    {
        for (var i = 0; i < window.Length; i++)
        {
            if (window[i] == ':' && (i + 1 == window.Length || window[i + 1] is (byte)' ' or (byte)'\t'))
            {
                return i;
            }

            if (window[i] is (byte)'=' or (byte)'"' or (byte)'\'' or (byte)';' or (byte)',')
            {
                return -1;
            }
        }

        return -1;
    }

    public static int Name(ReadOnlySpan<byte> line, int position, ref LogLine result)
    {
        var end = HeaderParts.WordEnd(line, position);
        if (end == position || !HeaderParts.IsLetter(line[position]))
        {
            return -1;
        }

        result.OfferSource(position, end, rank: 4);
        return end;
    }

    public static int Dashed(ReadOnlySpan<byte> line, int position, ref LogLine result)
    {
        var dash = line.Slice(position, Math.Min(MaxTag, line.Length - position)).IndexOf(" - "u8);
        if (dash <= 0)
        {
            return -1;
        }

        var end = position + dash;
        while (end > position && line[end - 1] == ' ')
        {
            end--;
        }

        result.OfferSource(position, end, rank: 4);
        return position + dash;
    }

    public static int Piped(ReadOnlySpan<byte> line, int position, ref LogLine result)
    {
        var pipe = line.Slice(position, Math.Min(MaxTag, line.Length - position)).IndexOf((byte)'|');
        if (pipe <= 0)
        {
            return -1;
        }

        result.OfferSource(position, position + pipe, rank: 3);
        return position + pipe;
    }
}
