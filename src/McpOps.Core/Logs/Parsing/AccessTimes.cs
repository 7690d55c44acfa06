
namespace McpOps.Logs.Parsing;

/// <summary>Remembers the minute that times of access logs were read in last: <c>20/Nov/2026:10:00:</c>, two digits, and the same zone.</summary>
/// <remarks>What it gives is what <see cref="TimeParser"/> gave for those bytes; so it changes the speed and nothing else.</remarks>
internal sealed class AccessTimes
{
    private const int Minute = 18;
    private const int Second = 20;
    private const int Length = 26;
    private readonly byte[] _bytes = new byte[Length];
    private long _ticks;
    private short _offset = LogTime.NoOffset;

    /// <summary>Reads a time whose closing bracket follows it.</summary>
    public bool TryRead(ReadOnlySpan<byte> text, TimeHints reference, out LogTime time, out int length)
    {
        length = Length;
        if (text.Length > Length && text[Length] == ']')
        {
            var seconds = ((text[Minute] - '0') * 10) + text[Minute + 1] - '0';
            var plain = char.IsAsciiDigit((char)text[Minute]) && char.IsAsciiDigit((char)text[Minute + 1]) && seconds < 60;
            if (plain && _offset != LogTime.NoOffset && text[..Minute].SequenceEqual(_bytes.AsSpan(0, Minute)) && text[Second..Length].SequenceEqual(_bytes.AsSpan(Second)))
            {
                time = new LogTime(_ticks + (seconds * TimeSpan.TicksPerSecond), _offset);
                return true;
            }

            if (plain && TimeParser.TryParse(text, reference, out time, out length) && length == Length && time.OffsetMinutes != LogTime.NoOffset && text[2] == '/' && text[11] == ':')
            {
                text[..Length].CopyTo(_bytes);
                (_ticks, _offset) = (time.WallTicks - (seconds * TimeSpan.TicksPerSecond), time.OffsetMinutes);
                return true;
            }
        }

        return TimeParser.TryParse(text, reference, out time, out length);
    }
}
