using System.Runtime.CompilerServices;

namespace McpOps.Logs.Parsing;

/// <summary>Tells which lines belong to the entry before them: stack traces of Python, .NET, Java and Node, and whatever is indented.</summary>
internal static class Continuation
{
    /// <summary>A line that begins so always begins an entry; the test is cheap and spares the next one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool BeginsEntry(ReadOnlySpan<byte> line) => char.IsAsciiDigit((char)line[0]) || line[0] is (byte)'<' or (byte)'{' || (line[0] is (byte)'[' or (byte)'"' && !EndsPhpTrace(line) && !line.StartsWith("[signal "u8));

    /// <summary>Whether a line begins with the time of syslog (RFC 3164), as each of its lines does: <c>Nov 20 10:00:00 </c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsDated(ReadOnlySpan<byte> line) =>
        line.Length > 15 && line[3] == ' ' && line[6] == ' ' && line[9] == ':' && line[12] == ':' && line[15] == ' ' && char.IsAsciiLetterUpper((char)line[0]) && char.IsAsciiDigit((char)line[5]) && char.IsAsciiDigit((char)line[14]);

    /// <summary>Whether it is worth while to ask <see cref="GoesOnWithin"/>: for most lines it is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayGoOn(ReadOnlySpan<byte> line) => line.Length < 3 || line[1] == '.' || line[2] == '.' || line[0] == '"';

    /// <summary>Whether a line that looks like the start of an entry goes on with the one before: a frame by its number (<c>0. DB::Exception() @ 0x1</c>), the next text of JSON that is not closed.</summary>
    public static bool GoesOnWithin(ReadOnlySpan<byte> head, ReadOnlySpan<byte> line) => line[0] switch
    {
        (byte)'"' => IsOpenJson(head),
        >= (byte)'0' and <= (byte)'9' => line.Length > 3 && ((line[1] == '.' && line[2] == ' ') || (line[2] == '.' && line[3] == ' ' && char.IsAsciiDigit((char)line[1]))),
        _ => false,
    };

    /// <summary>Whether a line begins an object of JSON and leaves it open.</summary>
    public static bool IsOpenJson(ReadOnlySpan<byte> head) => head[0] == '{' && head.TrimEnd((byte)' ')[^1] is (byte)',' or (byte)'[' or (byte)':';

    /// <summary>Whether a line that fits no format belongs to the entry before it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="inTrace">True when the entry's last lines are those of a Python trace, whose end is not indented.</param>
    public static bool Belongs(ReadOnlySpan<byte> line, ref bool inTrace)
    {
        line = line.TrimEnd((byte)'\r');
        if (line.IsEmpty)
        {
            return true;
        }

        if (line[0] is (byte)' ' or (byte)'\t' or (byte)'}' or (byte)')' or (byte)']' || BoxedFormat.GoesOn(line))
        {
            return true;
        }

        if (BeginsTrace(line))
        {
            inTrace = true;
            return true;
        }

        if (inTrace)
        {
            inTrace = false;
            return true;
        }

        if (EndsPhpTrace(line) || (line[0] == '#' && line.Length > 2 && char.IsAsciiDigit((char)line[1])))
        {
            return true;
        }

        return line.StartsWith("Caused by: "u8) || line.StartsWith("... "u8) || Chains(line) || line.StartsWith("--- End of "u8)
            || line.StartsWith("Suppressed: "u8) || line.StartsWith(" ---> "u8) || IsException(line) || UncaughtError.GoesOn(line);
    }

    /// <summary>Whether a Python trace begins.</summary>
    public static bool BeginsTrace(ReadOnlySpan<byte> line) => line.StartsWith("Traceback (most recent call last)"u8);

    /// <summary>Whether another trace of the same error follows.</summary>
    public static bool Chains(ReadOnlySpan<byte> line) => line.StartsWith("During handling of the above exception"u8) || line.StartsWith("The above exception was the direct cause"u8);

    // Monolog puts a trace into the JSON behind its message: "[stacktrace]", "#0 /app/index.php(1): …", '"}'.
    private static bool EndsPhpTrace(ReadOnlySpan<byte> line) => line.StartsWith("[stacktrace]"u8) || line.StartsWith("[previous exception]"u8) || line.StartsWith("\"}"u8);

    /// <summary>Whether a line begins with the name of an exception, such as <c>ValueError: …</c> or <c>java.io.IOException</c>.</summary>
    public static bool IsException(ReadOnlySpan<byte> line)
    {
        var end = ExceptionName.Length(line);
        return end > 0 && (end == line.Length || line[end] == ':');
    }
}
