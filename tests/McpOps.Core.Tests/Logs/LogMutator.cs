using System.Text;

namespace McpOps.Core.Tests.Logs;

/// <summary>Makes logs of the corpus' samples that no program ever wrote: bytes turned, words torn out, put in and doubled, lines of one format among those of another.</summary>
/// <param name="seed">The same seed makes the same log.</param>
internal sealed class LogMutator(int seed)
{
    private const int LongestRun = 20_000;

    // What readers stumble over: ends of ranges, signs that open and do not close, times that are none, what begins another format.
    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "", " ", "\t", "\r", "\r\n", "\n", "\n\n", "\0", "\u001b[31m", "\u001b[", "\uFEFF", "\"", "'", "\\", "\\\"", "\\u", "\\ud800", "\\n", "{", "}", "[", "]", "(", ")", "<", ">", "{{{{", "]]]]", "[[[[", ":", "::", "=", "==", "|", ",", ", ", ";", "-", "--", "%", "/", "//",
            "0", "-1", "1e400", "NaN", "null", "true", "99999999999999999999999", "9223372036854775807", "-9223372036854775808", "2147483648", "1.7976931348623157E+308", "0.0000000001", "253402300800", "-62135596801", "18446744073709551616",
            "0000-00-00", "9999-12-31T23:59:59.9999999+14:00", "0001-01-01 00:00:00", "2026-02-29", "2026-02-30 24:00:60", "31/Feb/2026:25:61:61 +9900", "Feb 30", "Dez 31", "12:60:60 PM", "-0001", "+99:99", "UTC", "IST", "Europe/Berlin", "Europe/Nowhere",
            "ERROR", "FATAL", "[ERROR", "level=", "\"level\":", "\"time\":\"", "\"log\":\"", "\"stream\":\"stderr\"", "{\"log\":\"a\\nb\",\"stream\":\"stdout\",\"time\":\"2026-11-20T06:00:00Z\"}", "#Fields:", "#Fields: ", "Event[0]", "<Event>", "</Event>", "</record>", "__CURSOR=", "MESSAGE\n", "{\"resourceLogs\":[",
            "Traceback (most recent call last):", "panic: ", "thread 'main' panicked at", "Caused by: ", "    at ", "Exception in thread \"main\" ", "<34>1 ", "<999>", "<>", " stdout P ", "HTTP/1.1\" 500 ", "\"GET / HTTP/1.1\"", "in 99999999999999999999 ms", "1e999s", "ß", "İ", "漢字", "😀", "e\u0301",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0x1F, 0x8B], [0xFE, 0xFF],
    ];

    private readonly Random _random = new(seed);

    /// <summary>A log of about so many lines; its last line is ended.</summary>
    /// <param name="samples">The samples' bytes.</param>
    /// <param name="lines">How many lines at least.</param>
    public byte[] Make(IReadOnlyList<byte[]> samples, int lines)
    {
        var log = new List<byte>();
        var sample = Pick(samples);
        for (var made = 0; made < lines;)
        {
            // Most of a log is of one format.
            var part = new List<byte>(_random.Next(12) == 0 ? Pick(samples) : sample);
            for (var times = _random.Next(4); times > 0; times--)
            {
                Mutate(part, samples);
            }

            part.Add((byte)'\n');
            made += part.Count(value => value == '\n');
            log.AddRange(part);
        }

        return [.. log];
    }

    private void Mutate(List<byte> log, IReadOnlyList<byte[]> samples)
    {
        if (log.Count == 0)
        {
            log.AddRange(Pick(samples));
        }

        var at = _random.Next(log.Count);
        var length = Math.Min(log.Count - at, 1 + _random.Next(_random.Next(4) == 0 ? 400 : 12));
        switch (_random.Next(8))
        {
            case 0:
                log[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                log.RemoveRange(at, length);
                break;
            case 2:
                log.InsertRange(at, log.GetRange(at, length));
                break;
            case 3:
                log.RemoveRange(at, length);
                log.InsertRange(at, Pick(Words));
                break;
            case 4:
                // In the place of a whole word or number.
                while (at > 0 && IsWord(log[at - 1]))
                {
                    at--;
                }

                log.RemoveRange(at, log.Skip(at).TakeWhile(IsWord).Count());
                log.InsertRange(at, Pick(Words));
                break;
            case 5:
                var other = Pick(samples);
                var from = _random.Next(other.Length);
                log.InsertRange(at, other[from..Math.Min(other.Length, from + length)]);
                break;
            case 6 when _random.Next(40) == 0:
                log.InsertRange(at, Enumerable.Repeat(Pick(Words), LongestRun / 20).SelectMany(word => word));
                break;
            default:
                log.InsertRange(at, Pick(Words));
                break;
        }
    }

    private static bool IsWord(byte value) => value is >= (byte)'0' and <= (byte)'9' or >= (byte)'A' and <= (byte)'Z' or >= (byte)'a' and <= (byte)'z';

    private byte[] Pick(IReadOnlyList<byte[]> list) => list[_random.Next(list.Count)];
}
