using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using McpOps.Logs.Parsing;

namespace McpOps.Logs.Sources;

/// <summary>Turns the journal's export format (systemd.io/JOURNAL_EXPORT_FORMATS), and what <c>journalctl -o verbose</c> writes, into a JSON line for each entry, and as many blank lines as it had besides.</summary>
internal sealed class JournalText(Stream inner) : LineStream(inner)
{
    private static readonly string[] Kept = ["MESSAGE", "PRIORITY", "SYSLOG_IDENTIFIER", "__REALTIME_TIMESTAMP", Clock];
    private const string Clock = "timestamp";
    private const int Deep = 8;
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
    private readonly MemoryStream _binary = new();
    private string? _name;
    private string? _last;
    private bool _isVerbose;
    private int _lines;

    /// <summary>Whether a file begins as an export does.</summary>
    public static bool Begins(ReadOnlySpan<byte> start) => start.StartsWith("__CURSOR="u8) || (start.StartsWith("__REALTIME_TIMESTAMP="u8) && start.IndexOf("\nMESSAGE"u8) > 0)
        || (start.IndexOf((byte)'\n') is > 0 and var end && TryClock(start[..end], out _) && start[(end + 1)..].StartsWith("    "u8));

    // "Wed 2026-05-20 12:00:00.123456 UTC [s=1a;i=9f1;…]"
    private static bool TryClock(ReadOnlySpan<byte> line, out int length)
    {
        length = line.IndexOf(" [s="u8);
        return length is > 20 and < 80 && line[3] == ' ' && TimeParser.TryParse(line[..length], TimeHints.None, out _, out _);
    }

    protected override void Take(ReadOnlySpan<byte> line)
    {
        _lines++;
        if (_name is not null)
        {
            TakeBinary(line);
            return;
        }

        var text = line.TrimEnd((byte)'\n');
        if (text.IsEmpty)
        {
            Put();
            return;
        }

        if (TryClock(text, out var clock))
        {
            _lines--;
            Put();
            _lines++;
            _isVerbose = true;
            Keep(Clock, Encoding.UTF8.GetString(text[..clock]));
            return;
        }

        if (_isVerbose && text.IndexOfAnyExcept((byte)' ') >= Deep)
        {
            // A further line of the field above.
            if (_last is { } last)
            {
                _fields[last] += " " + Encoding.UTF8.GetString(text.TrimStart((byte)' '));
            }

            return;
        }

        text = _isVerbose ? text.TrimStart((byte)' ') : text;
        var equals = text.IndexOf((byte)'=');
        if (equals <= 0 && _isVerbose)
        {
            return;
        }

        if (equals > 0)
        {
            Keep(Encoding.UTF8.GetString(text[..equals]), Encoding.UTF8.GetString(text[(equals + 1)..]));
        }
        else
        {
            _name = Encoding.UTF8.GetString(text);
            _binary.SetLength(0);
        }
    }

    protected override void End() => Put();

    // NAME, a line end, eight bytes that are the length, the value, a line end.
    private void TakeBinary(ReadOnlySpan<byte> line)
    {
        _binary.Write(line);
        var all = _binary.GetBuffer().AsSpan(0, (int)_binary.Length);
        if (all.Length < 8)
        {
            return;
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(all);
        if ((ulong)all.Length > length + 8 || length > BlockReader.MaxEntry)
        {
            Keep(_name!, Encoding.UTF8.GetString(all[8..(int)Math.Min((ulong)all.Length, length + 8)]));
            _name = null;
        }
    }

    private void Keep(string name, string value)
    {
        _last = null;
        if (Array.IndexOf(Kept, name) >= 0)
        {
            _fields[name] = value;
            _last = name;
        }
    }

    private void Put()
    {
        if (_fields.Count > 0)
        {
            using (var writer = new Utf8JsonWriter(Ready))
            {
                writer.WriteStartObject();
                foreach (var (name, value) in _fields)
                {
                    writer.WriteString(name, value);
                }

                writer.WriteEndObject();
            }

            Ready.WriteByte((byte)'\n');
            _lines--;
        }

        for (; _lines > 0; _lines--)
        {
            Ready.WriteByte((byte)'\n');
        }

        _fields.Clear();
        _last = null;
        _lines = 0;
    }
}
