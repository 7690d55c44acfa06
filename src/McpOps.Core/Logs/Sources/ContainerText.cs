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
    private const int MaxPrefixed = 200;
    private readonly Part[] _parts = [new(), new()];
    private readonly LineParser _parser = new(new FilePlan { Reference = TimeHints.None });

    /// <summary>Whether a file begins as an engine's log does.</summary>
    public static bool Begins(ReadOnlySpan<byte> start)
    {
        var end = start.IndexOf((byte)'\n');
        var line = end < 0 ? start : start[..end];
        return (line.StartsWith("{\"log\":\""u8) && line.IndexOf("\"stream\":\"std"u8) > 0 && line.IndexOf("\"time\":\""u8) > 0) || (TryTime(line, out var length) && (IsRuntime(line[length..]) || IsPrefixed(start)));
    }

    // "docker logs --timestamps" and "kubectl logs --timestamps": a time with nanoseconds before every line, also before those of a trace and empty ones.
    private static bool IsPrefixed(ReadOnlySpan<byte> start)
    {
        var lines = 0;
        var (below, whole) = (false, false);
        while (start.IndexOf((byte)'\n') is >= 0 and var end && lines < MaxPrefixed)
        {
            var line = start[..end];
            if (!TryTime(line, out var length) || length < 25 || line[length - 1] != 'Z' || line[19] != '.')
            {
                return false;
            }

            lines++;
            var inTrace = false;
            var text = line[Math.Min(length + 1, line.Length)..];
            below |= Continuation.BeginsTrace(text) || (Continuation.Belongs(text, ref inTrace) && !GenericHeader.IsPlainLevel(text.TrimStart((byte)' '), 0));
            whole |= length == 30;
            start = start[(end + 1)..];
        }

        return below && whole && lines > 1;
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
        if (line[0] == '{' && TryJson(line, out var text, out var time, out var isError))
        {
            Join(_parts[isError ? 1 : 0], time, text, isPart: !text.AsSpan().EndsWith("\n"u8));
        }
        else if (TryTime(line, out var length) && IsRuntime(line[length..]))
        {
            var isPart = line[length + 8] == 'P';
            var content = line[Math.Min(length + 10, line.Length)..];
            Join(_parts[line[length + 4] == 'e' ? 1 : 0], line[..length], isPart ? content.TrimEnd((byte)'\n') : content, isPart);
        }
        else if (length > 0 && line[length] == ' ' && TryTime(line, out _))
        {
            Put(line[..length], line[(length + 1)..]);
        }
        else
        {
            Ready.Write(line);
        }
    }

    protected override void End()
    {
        foreach (var part in _parts)
        {
            Flush(part);
        }
    }

    // The engine cuts long lines: the parts of one stream are one line. Lines stay as many as they were.
    private void Join(Part part, ReadOnlySpan<byte> time, ReadOnlySpan<byte> text, bool isPart)
    {
        if (!isPart && part.Lines == 0)
        {
            Put(time, text);
            return;
        }

        part.Time = part.Lines++ == 0 ? time.ToArray() : part.Time;
        part.Text.Write(text);
        if (!isPart || part.Text.Length > BlockReader.MaxEntry)
        {
            Flush(part);
        }
    }

    private void Flush(Part part)
    {
        if (part.Lines == 0)
        {
            return;
        }

        Put(part.Time, part.Text.ToArray());
        for (; part.Lines > 1; part.Lines--)
        {
            Ready.WriteByte((byte)'\n');
        }

        part.Lines = 0;
        part.Text.SetLength(0);
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

    private static bool TryJson(ReadOnlySpan<byte> line, out byte[] text, out byte[] time, out bool isError)
    {
        (text, time, isError) = ([], [], line.IndexOf("\"stream\":\"stderr\""u8) > 0);
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

                    // Only the text may end its line: what is written stays as many lines as there were.
                    value.AsSpan(0, isText ? Math.Max(0, value.Length - 1) : value.Length).Replace((byte)'\n', (byte)' ');
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
        return length >= 20 && line[10] == 'T' && TimeParser.TryParse(line[..length], TimeHints.None, out _, out var read) && read == length;
    }

    /// <summary>A line that is not whole yet.</summary>
    private sealed class Part
    {
        public MemoryStream Text { get; } = new();

        public byte[] Time { get; set; } = [];

        public int Lines { get; set; }
    }

    private static bool IsRuntime(ReadOnlySpan<byte> rest) => rest.Length > 9 && (rest.StartsWith(" stdout "u8) || rest.StartsWith(" stderr "u8)) && rest[8] is (byte)'F' or (byte)'P' && rest[9] == ' ';
}
