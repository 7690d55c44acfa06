using System.Text;

namespace McpOps;

/// <summary>Reads lines of a bounded length: a file without line breaks is not taken into memory whole.</summary>
/// <param name="reader">Where they come from.</param>
/// <param name="mostCharacters">The longest line.</param>
internal sealed class BoundedLines(TextReader reader, int mostCharacters)
{
    private readonly char[] _buffer = new char[1 << 14];
    private readonly StringBuilder _line = new();
    private int _position;
    private int _length;

    /// <summary>The next line without its end; null at the end. It ends with LF, CR LF, or the file.</summary>
    /// <exception cref="IOException">It is longer than allowed.</exception>
    public async ValueTask<string?> ReadAsync(CancellationToken cancellationToken)
    {
        _line.Clear();
        while (true)
        {
            if (_position == _length)
            {
                (_position, _length) = (0, await reader.ReadAsync(_buffer, cancellationToken));
                if (_length == 0)
                {
                    return _line.Length > 0 ? Taken() : null;
                }
            }

            var rest = _buffer.AsSpan(_position, _length - _position);
            var end = rest.IndexOf('\n');
            _line.Append(end < 0 ? rest : rest[..end]);
            _position += end < 0 ? rest.Length : end + 1;
            if (_line.Length > mostCharacters)
            {
                throw new IOException($"A line is longer than {mostCharacters} characters.");
            }

            if (end >= 0)
            {
                return Taken();
            }
        }
    }

    private string Taken() => _line.Length > 0 && _line[^1] == '\r' ? _line.ToString(0, _line.Length - 1) : _line.ToString();
}
