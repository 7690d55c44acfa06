using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace McpOps.Logs.Sources;

/// <summary>Turns the journal's export format (systemd.io/JOURNAL_EXPORT_FORMATS) into a JSON line for each entry, and as many blank lines as it had besides.</summary>
internal sealed class JournalText(Stream inner) : LineStream(inner)
{
    private static readonly string[] Kept = ["MESSAGE", "PRIORITY", "SYSLOG_IDENTIFIER", "__REALTIME_TIMESTAMP"];
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
    private readonly MemoryStream _binary = new();
    private string? _name;
    private int _lines;

    /// <summary>Whether a file begins as an export does.</summary>
    public static bool Begins(ReadOnlySpan<byte> start) => start.StartsWith("__CURSOR="u8) || (start.StartsWith("__REALTIME_TIMESTAMP="u8) && start.IndexOf("\nMESSAGE"u8) > 0);

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

        var equals = text.IndexOf((byte)'=');
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
        if (Array.IndexOf(Kept, name) >= 0)
        {
            _fields[name] = value;
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
        _lines = 0;
    }
}
