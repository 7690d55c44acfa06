using System.Runtime.CompilerServices;

namespace McpOps.Logs.Parsing;

/// <summary>Reads small numbers and names out of a time's bytes.</summary>
internal ref struct DateReader(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;

    public int Position;

    /// <summary>What is left from the position on.</summary>
    public readonly ReadOnlySpan<byte> Rest => _text[Math.Min(Position, _text.Length)..];

    /// <summary>What stands from a position on.</summary>
    public readonly ReadOnlySpan<byte> From(int position) => _text[Math.Min(position, _text.Length)..];

    public readonly byte Peek(int ahead = 0) => Position + ahead < _text.Length ? _text[Position + ahead] : (byte)0;

    public readonly bool IsDigit(int ahead = 0) => (uint)(Peek(ahead) - '0') <= 9;

    public readonly int CountDigits(int ahead = 0)
    {
        var count = 0;
        while (count < 20 && IsDigit(ahead + count))
        {
            count++;
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Take(byte expected)
    {
        if (Peek() != expected)
        {
            return false;
        }

        Position++;
        return true;
    }

    public bool TakeAny(ReadOnlySpan<byte> expected)
    {
        if (Position >= _text.Length || expected.IndexOf(_text[Position]) < 0)
        {
            return false;
        }

        Position++;
        return true;
    }

    /// <summary>Reads exactly so many digits.</summary>
    public bool Digits(int count, out int value)
    {
        value = 0;
        if (Position + count > _text.Length)
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            var digit = (uint)(_text[Position + i] - '0');
            if (digit > 9)
            {
                return false;
            }

            value = (value * 10) + (int)digit;
        }

        Position += count;
        return true;
    }

    /// <summary>Reads one or two digits, with a leading space where it pads.</summary>
    public bool OneOrTwo(out int value)
    {
        if (Peek() == ' ' && IsDigit(1))
        {
            Position++;
        }

        return Digits(IsDigit(1) ? 2 : 1, out value);
    }

    /// <summary>Reads <c>HH:MM[:SS[.fraction]]</c>, with <c>AM</c> or <c>PM</c> where it follows. Some programs pad none of it: <c>22:16:0:119</c>.</summary>
    public bool Clock(out long ticks, byte separator = (byte)':')
    {
        ticks = 0;
        var second = 0;
        if (!Digits(IsDigit(1) ? 2 : 1, out var hour) || !Take(separator) || !Digits(IsDigit(1) ? 2 : 1, out var minute))
        {
            return false;
        }

        if (Peek() == separator && IsDigit(1))
        {
            Position++;
            if (!Digits(IsDigit(1) ? 2 : 1, out second))
            {
                return false;
            }

            ticks = Fraction();
        }

        TakeHalfOfDay(ref hour);
        if (hour > 24 || minute > 59 || second > 60)
        {
            return false;
        }

        ticks += (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute) + (Math.Min(second, 59) * TimeSpan.TicksPerSecond);
        return true;
    }

    /// <summary>Reads a fraction of a second behind <c>.</c>, <c>,</c> or <c>:</c>.</summary>
    public long Fraction()
    {
        if (!(Peek() is (byte)'.' or (byte)',' or (byte)':') || !IsDigit(1))
        {
            return 0;
        }

        if (Peek() == ':' && CountDigits(1) is < 3 and var few)
        {
            // "22:16:0:9" counts milliseconds.
            Position++;
            return Digits(few, out var milliseconds) ? milliseconds * TimeSpan.TicksPerMillisecond : 0;
        }

        var comma = Peek() == ',';
        Position++;
        long value = 0, unit = TimeSpan.TicksPerSecond;
        while (IsDigit())
        {
            if (unit > 1)
            {
                unit /= 10;
                value += (Peek() - '0') * unit;
            }

            Position++;
        }

        // Python's "%(asctime)s.%(msecs)03d" says it twice: "10:00:00,123.123".
        Position += comma && unit == TimeSpan.TicksPerMillisecond && Peek() == '.' && CountDigits(1) == 3 ? 4 : 0;
        return value;
    }

    /// <summary>Reads the name of a month, in English or another language of Europe; 0 for none.</summary>
    public int Month()
    {
        var month = MonthNames.Find(_text[Math.Min(Position, _text.Length)..], out var length);
        Position += length;
        return month;
    }

    /// <summary>Passes the English name of a day of the week, with the comma behind it.</summary>
    public bool Weekday()
    {
        if (Position + 4 > _text.Length)
        {
            return false;
        }

        var index = "montuewedthufrisatsun"u8.IndexOf([(byte)(_text[Position] | 0x20), (byte)(_text[Position + 1] | 0x20), (byte)(_text[Position + 2] | 0x20)]);
        var start = Position;
        if (index < 0 || index % 3 != 0)
        {
            return false;
        }

        Position += 3;
        while (IsLetter())
        {
            Position++;
        }

        _ = Take((byte)',');
        if (Take((byte)' '))
        {
            return true;
        }

        Position = start;
        return false;
    }

    public readonly bool IsLetter(int ahead = 0) => (uint)((Peek(ahead) | 0x20) - 'a') <= 25;

    public bool TakeWord(ReadOnlySpan<byte> word)
    {
        if (!_text[Math.Min(Position, _text.Length)..].StartsWith(word))
        {
            return false;
        }

        Position += word.Length;
        return true;
    }

    /// <summary>Whether what was read ends in AM or PM.</summary>
    public readonly bool EndsHalf() => Position > 4 && (_text[Position - 1] | 0x20) == 'm';

    private void TakeHalfOfDay(ref int hour)
    {
        // Java 20 and newer, and browsers: a narrow blank that does not break (U+202F).
        var ahead = Peek() == ' ' ? 1 : Peek() == 0xE2 && Rest.StartsWith("\u202f"u8) ? 3 : Peek() == 0xC2 && Rest.StartsWith("\u00a0"u8) ? 2 : 0;
        var letter = Peek(ahead) | 0x20;
        if ((letter is not ('a' or 'p')) || (Peek(ahead + 1) | 0x20) != 'm' || IsLetter(ahead + 2))
        {
            return;
        }

        Position += ahead + 2;
        hour = (hour % 12) + (letter == 'p' ? 12 : 0);
    }
}
