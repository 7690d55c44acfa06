using System.Text;

namespace McpOps.Logs.Sources;

/// <summary>Reads text of another encoding as UTF-8.</summary>
internal sealed class Utf8Stream(Stream inner, Encoding encoding) : ReadOnlyStream
{
    private readonly StreamReader _reader = new(inner, encoding, detectEncodingFromByteOrderMarks: true);
    private readonly char[] _characters = new char[8192];
    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();
    private readonly byte[] _bytes = new byte[8192 * 3];
    private int _from;
    private int _to;

    public override int Read(Span<byte> buffer)
    {
        while (_from == _to)
        {
            var read = _reader.Read(_characters);
            if (read == 0)
            {
                return 0;
            }

            _from = 0;
            _to = _encoder.GetBytes(_characters.AsSpan(0, read), _bytes, flush: false);
        }

        var count = Math.Min(buffer.Length, _to - _from);
        _bytes.AsSpan(_from, count).CopyTo(buffer);
        _from += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _reader.Dispose();
        }

        base.Dispose(disposing);
    }
}
