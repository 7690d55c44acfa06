using System.Text.RegularExpressions;

namespace McpOps.Logs.Sources;

/// <summary>
/// Turns a file that is one array of entries, or an object that begins with one, into a line for each entry: what <c>gcloud logging read --format json</c>,
/// <c>aws logs filter-log-events</c>, CloudTrail and Azure export. An entry stands on the line that it ended on; lines stay as many as they were.
/// </summary>
internal sealed partial class ArrayText(Stream inner) : LineStream(inner)
{
    private readonly MemoryStream _element = new();
    private int _depth;
    private int _base = -1;
    private bool _inText;
    private bool _isEscaped;
    private bool _isForeign;

    // Lines of an entry that is not whole yet: they become blank ones before it, and the last of them its own.
    private int _owed;

    /// <summary>Whether a file begins as an array of objects does.</summary>
    public static bool Begins(ReadOnlySpan<byte> start)
    {
        var first = start.IndexOfAnyExcept(" \t\r\n"u8);
        if (first < 0 || !MayBegin(start[first..]))
        {
            return false;
        }

        var text = System.Text.Encoding.UTF8.GetString(start[first..Math.Min(start.Length, first + 300)]);
        return Bare().IsMatch(text) || Named().IsMatch(text);
    }

    // Spares the others the search: most logs of JSON begin with a brace too.
    private static bool MayBegin(ReadOnlySpan<byte> text) => text switch
    {
        [(byte)'[', (byte)'{' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t', ..] => true,
        [(byte)'{', (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t', ..] => true,
        [(byte)'{', (byte)'"', ..] => text[2..].StartsWith("Records\""u8) || text[2..].StartsWith("records\""u8) || text[2..].StartsWith("logEvents\""u8),
        _ => false,
    };

    protected override void Take(ReadOnlySpan<byte> line)
    {
        var written = 0;
        if (_isForeign || (_depth == 0 && line.TrimStart(" \t\r\n"u8) is [not ((byte)'[' or (byte)'{' or (byte)','), ..]))
        {
            Ready.Write(line);
            return;
        }

        foreach (var value in line)
        {
            written += Step(value) ? 1 : 0;
        }

        if (_element.Length > BlockReader.MaxEntry)
        {
            // What is left of it could not be told from the next.
            _isForeign = true;
            Put();
            written++;
        }

        if (written > 0)
        {
            Surplus += written - 1;
        }
        else if (_element.Length > 0)
        {
            _owed++;
        }
        else
        {
            Ready.WriteByte((byte)'\n');
        }
    }

    // A file that was cut leaves an entry open.
    protected override void End()
    {
        if (_element.Length > 0)
        {
            Surplus += _owed == 0 ? 1 : 0;
            _owed = Math.Max(0, _owed - 1);
            Put();
        }
    }

    private void Put()
    {
        for (; _owed > 0; _owed--)
        {
            Ready.WriteByte((byte)'\n');
        }

        Ready.Write(_element.GetBuffer().AsSpan(0, (int)_element.Length));
        Ready.WriteByte((byte)'\n');
        _element.SetLength(0);
    }

    // True when an entry ended.
    private bool Step(byte value)
    {
        var isInside = _base >= 0 && _depth > _base;
        if (_inText)
        {
            (_inText, _isEscaped) = (_isEscaped || value != '"', !_isEscaped && value == '\\');
            Keep(value, isInside);
            return false;
        }

        switch (value)
        {
            case (byte)'"':
                _inText = true;
                break;
            case (byte)'[' when _base < 0:
                _base = ++_depth;
                return false;
            case (byte)'{' or (byte)'[':
                _depth++;
                isInside = _base >= 0;
                break;
            case (byte)'}' or (byte)']':
                _depth = Math.Max(0, _depth - 1);
                if (_base >= 0 && _depth < _base)
                {
                    _base = -1;
                }

                break;
            case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                return false;
        }

        Keep(value, isInside);
        if (!isInside || _depth != _base || _element.Length == 0)
        {
            return false;
        }

        Put();
        return true;
    }

    private void Keep(byte value, bool isInside)
    {
        if (isInside)
        {
            _element.WriteByte(value is (byte)'\n' or (byte)'\r' ? (byte)' ' : value);
        }
    }

    // JSON's own programs put each value on a line of its own: a log of which each line is an array is none of these.
    [GeneratedRegex("""^\[\s*\n\s*\{\s*"|^\[\s*\{\s*\n""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bare();

    [GeneratedRegex("""^\{\s*"(Records|records|logEvents)"\s*:\s*\[\s*\{|^\{\s*\n\s*"(events|logEvents|entries|logs|items|value|Events|Entries)"\s*:\s*\[\s*\{""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();
}
