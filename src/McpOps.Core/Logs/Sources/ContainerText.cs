using System.Text.Json;
using McpOps.Logs.Parsing;

namespace McpOps.Logs.Sources;

/// <summary>
/// Unwraps what container engines write around each line: Docker's <c>{"log":"…","stream":"…","time":"…"}</c>, the <c>TIME stdout F …</c> of the
/// Container Runtime Interface, and the <c>TIME …</c> of Docker's socket.
/// </summary>
/// <remarks>
/// Then the lines are those of the program, whose format counts and whose stack traces join. A line without a time of its own gets the
/// engine's. Lines stay lines, so their numbers are those of the file.
/// </remarks>
internal sealed class ContainerText(Stream inner) : LineStream(inner)
{
    private readonly LineParser _parser = new(new FilePlan { Reference = DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay });

    /// <summary>Whether a file begins as an engine's log does.</summary>
    public static bool Begins(ReadOnlySpan<byte> start)
    {
        var end = start.IndexOf((byte)'\n');
        var line = end < 0 ? start : start[..end];
        return (line.StartsWith("{\"log\":\""u8) && line.IndexOf("\"stream\":\"std"u8) > 0 && line.IndexOf("\"time\":\""u8) > 0) || (TryTime(line, out var length) && IsRuntime(line[length..]));
    }

    /// <summary>Unwraps whole lines.</summary>
    public static byte[] Unwrap(ReadOnlySpan<byte> lines)
    {
        using var text = new ContainerText(new MemoryStream(lines.ToArray()));
        using var all = new MemoryStream();
        text.CopyTo(all);
        return all.ToArray();
    }

    protected override void Take(ReadOnlySpan<byte> line)
    {
        if (line[0] == '{' && TryJson(line, out var text, out var time))
        {
            Put(time, text);
        }
        else if (TryTime(line, out var length))
        {
            Put(line[..length], line[(IsRuntime(line[length..]) ? length + 10 : length + 1)..]);
        }
        else
        {
            Ready.Write(line);
        }
    }

    // The engine's time stands before what begins an entry without a time.
    private void Put(ReadOnlySpan<byte> time, ReadOnlySpan<byte> text)
    {
        var inTrace = false;
        if (!text.IsEmpty && text[0] > ' ' && !Continuation.Belongs(text.TrimEnd((byte)'\n'), ref inTrace))
        {
            _parser.Parse(text.TrimEnd("\r\n"u8), out var result);
            if (!result.HasTime || result.Time.IsTimeOnly)
            {
                Ready.Write(time);
                Ready.WriteByte((byte)' ');
            }
        }

        Ready.Write(text);
        if (!text.EndsWith("\n"u8))
        {
            Ready.WriteByte((byte)'\n');
        }
    }

    private static bool TryJson(ReadOnlySpan<byte> line, out byte[] text, out byte[] time)
    {
        (text, time) = ([], []);
        try
        {
            var reader = new Utf8JsonReader(line);
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName && reader.CurrentDepth == 1 && (reader.ValueTextEquals("log"u8) || reader.ValueTextEquals("time"u8)))
                {
                    var isText = reader.ValueTextEquals("log"u8);
                    if (!reader.Read() || reader.TokenType is not JsonTokenType.String)
                    {
                        return false;
                    }

                    var value = new byte[reader.ValueSpan.Length];
                    value = value[..reader.CopyString(value)];
                    (text, time) = isText ? (value, time) : (text, value);
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }

        return time.Length > 0;
    }

    private static bool TryTime(ReadOnlySpan<byte> line, out int length)
    {
        length = line[..Math.Min(line.Length, 40)].IndexOf((byte)' ');
        return length >= 20 && line[10] == 'T' && TimeParser.TryParse(line[..length], DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay, out _, out var read) && read == length;
    }

    private static bool IsRuntime(ReadOnlySpan<byte> rest) => rest.Length > 9 && (rest.StartsWith(" stdout "u8) || rest.StartsWith(" stderr "u8)) && rest[8] is (byte)'F' or (byte)'P' && rest[9] == ' ';
}
