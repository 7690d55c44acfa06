namespace McpOps.Backups.Databases;

/// <summary>Where in a dump's SQL a statement begins: not within rows of COPY, a text, the body of a function or a comment, whatever stands there.</summary>
internal sealed class SqlStatements
{
    private byte[]? _end;
    private bool _escapes;
    private bool _inRows;
    private bool _between = true;

    /// <summary>Takes the next line, with its end.</summary>
    /// <returns>Whether it is one whole statement, or several.</returns>
    public bool Take(ReadOnlySpan<byte> line)
    {
        var words = line.TrimEnd("\r\n"u8);
        if (_inRows)
        {
            _inRows = !words.SequenceEqual(@"\."u8);
            return false;
        }

        var begins = _between && _end is null;
        if (begins && words.StartsWith("\\"u8))
        {
            // A word for psql itself.
            return false;
        }

        Scan(line);
        _inRows = begins && _between && words.StartsWith("COPY "u8) && words.EndsWith(" FROM stdin;"u8);
        return begins && _between && _end is null;
    }

    private void Scan(ReadOnlySpan<byte> line)
    {
        var (closed, escaped) = (-1, false);
        for (var at = 0; at < line.Length; at++)
        {
            if (_end is { } end)
            {
                at = Close(line, at, end);
                if (_end is not null)
                {
                    return;
                }

                (closed, escaped) = (at, _escapes);
                continue;
            }

            var one = line[at];
            if (one is (byte)'-' && line[at..].StartsWith("--"u8))
            {
                return;
            }

            if (one is (byte)'\'')
            {
                // Two of them in a text stand for one: it goes on as it began.
                _escapes = closed == at - 1 && closed >= 0 ? escaped : at > 0 && line[at - 1] is (byte)'E' or (byte)'e' && (at == 1 || !IsWord(line[at - 2]));
            }

            _end = one switch
            {
                (byte)'\'' or (byte)'"' => [one],
                (byte)'/' when line[at..].StartsWith("/*"u8) => "*/"u8.ToArray(),
                (byte)'$' when at == 0 || !IsWord(line[at - 1]) => Tag(line[at..]),
                _ => null,
            };
            _escapes &= one is (byte)'\'';
            at += one is (byte)'$' && _end is { } tag ? tag.Length - 1 : 0;
            _between = one is (byte)';' || (_between && one is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n');
        }
    }

    // Where what is open ends; the line's last place where it goes on.
    private int Close(ReadOnlySpan<byte> line, int from, byte[] end)
    {
        for (var at = from; at < line.Length; at++)
        {
            if (_escapes && line[at] is (byte)'\\')
            {
                at++;
            }
            else if (line[at..].StartsWith(end))
            {
                _end = null;
                return at + end.Length - 1;
            }
            else if (!_escapes)
            {
                var next = line[at..].IndexOf(end);
                at = next < 0 ? line.Length : at + next - 1;
            }
        }

        return line.Length - 1;
    }

    // $$ or $name$, which begins and ends a body.
    private static byte[]? Tag(ReadOnlySpan<byte> text)
    {
        var length = 1;
        while (length < text.Length && IsWord(text[length]))
        {
            length++;
        }

        return length < text.Length && text[length] is (byte)'$' && !char.IsAsciiDigit((char)text[1]) ? text[..(length + 1)].ToArray() : null;
    }

    private static bool IsWord(byte one) => one is (byte)'_' or >= 0x80 || char.IsAsciiLetterOrDigit((char)one);
}
