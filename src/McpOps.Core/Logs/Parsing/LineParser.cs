using System.Runtime.CompilerServices;

namespace McpOps.Logs.Parsing;

/// <summary>Reads lines of one file: it learns the file's formats from a sample, and still takes each line by itself.</summary>
/// <remarks>What a line is depends on its bytes and the sample only, never on the lines before it: so a file can be read in any pieces.</remarks>
internal sealed class LineParser
{
    private const int MaxService = 80;
    private const int MaxBeforeRequest = 80;
    private readonly FilePlan _plan;
    private readonly JsonFormat _json = new();
    private readonly HeaderCache? _cache;

    public LineParser(FilePlan plan)
    {
        _plan = plan;
        _cache = plan is { HasAccess: false, Pattern: null, Format: null } && plan.Recipes is [var first, ..] && first is { IsExact: true, IsOpen: false } ? new HeaderCache() : null;
    }

    /// <summary>The bytes that decoded slices of the last line lie in.</summary>
    public ReadOnlySpan<byte> Scratch => _json.Scratch;

    /// <summary>Reads a line without its line end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Parse(ReadOnlySpan<byte> line, out LogLine result)
    {
        result = default;
        if (_cache is not null && _cache.TryRead(line, ref result))
        {
            ParseWithin(line, ref result);
        }
        else
        {
            ParseInFull(line, ref result);
        }

        if (result.Level is LogLevel.None && result.HasTime)
        {
            TakeLeadingLevel(line, ref result);
        }
    }

    // "[date] ERROR: Backup failed" and "date - ❌ nginx is not running": the level is the message's first word.
    private void TakeLeadingLevel(ReadOnlySpan<byte> line, ref LogLine result)
    {
        if (result.Message.Start < 0 || result.HasFacts)
        {
            return;
        }

        var message = result.Message.Of(line, default);
        if (message.StartsWith("\u274c"u8) || message.StartsWith("\u26a0"u8))
        {
            result.Level = message[1] == 0x9D ? LogLevel.Error : LogLevel.Warning;
            return;
        }

        var position = result.Message.Start;
        if (message.StartsWith("##["u8))
        {
            // GitHub's runner: "##[error]Process completed with exit code 1."
            position += 2;
        }

        var word = line[position..HeaderParts.WordEnd(line, position)];
        if (word.Length > 3 && ((word[^1] == ':' && word.Length < 16) || word[0] == '[') && HeaderParts.TryRead(HeaderPart.Level, line, ref position, ref result, _plan.Reference))
        {
            result.Message = Slice.Between(position, line.Length);
        }
    }

    private void ParseInFull(ReadOnlySpan<byte> line, ref LogLine result)
    {
        if (line.Length == 0)
        {
            return;
        }

        if (_plan.Pattern is { } pattern)
        {
            pattern.TryParse(line, _plan.Reference, ref result);
            return;
        }

        if (_plan.W3c is { } columns && columns.TryParse(line, _plan.Reference, ref result))
        {
            return;
        }

        if (_plan.Format is { } format)
        {
            ParseAs(format, line, ref result);
            return;
        }

        switch (line[0])
        {
            case (byte)'{' when _json.TryParse(line, 0, _plan.Reference, ref result):
                ParseWithin(line, ref result);
                return;
            case (byte)'[' when WordedRequest.TryLine(line, _plan.Reference, ref result):
                return;
            case (byte)'<' when SyslogFormat.TryParse(line, _plan.Reference, ref result):
                return;
            case (byte)' ' or (byte)'\t':
                return;
        }

        if (_plan.HasAccess && AccessFormat.TryParse(line, _plan.Reference, ref result))
        {
            return;
        }

        for (var i = 0; i < _plan.Recipes.Length; i++)
        {
            result = default;
            if (_plan.Recipes[i].TryParse(line, _plan.Reference, ref result))
            {
                if (i == 0)
                {
                    _cache?.Learn(line, ref result);
                }

                ParseWithin(line, ref result);
                return;
            }
        }

        result = default;
        if (LogfmtFormat.TryParse(line, _plan.Reference, ref result) || (!_plan.HasAccess && AccessFormat.TryParse(line, _plan.Reference, ref result)))
        {
            return;
        }

        if (WordedRequest.TryLine(line, _plan.Reference, ref result))
        {
            return;
        }

        result = default;
        if (TryParseComposed(line, ref result))
        {
            return;
        }

        result = default;
        if (GenericHeader.TryParse(line, _plan.Reference, ref result))
        {
            ParseWithin(line, ref result);
            return;
        }

        result = default;
        result.Message = Slice.Between(0, line.Length);
    }

    // The user named the format: what is of another does not fit.
    private void ParseAs(string format, ReadOnlySpan<byte> line, ref LogLine result)
    {
        var fits = format switch
        {
            LogFormats.Json => line[0] == '{' && _json.TryParse(line, 0, _plan.Reference, ref result),
            LogFormats.Logfmt => LogfmtFormat.TryParse(line, _plan.Reference, ref result),
            LogFormats.Access => AccessFormat.TryParse(line, _plan.Reference, ref result),
            LogFormats.Syslog => SyslogFormat.TryParse(line, _plan.Reference, ref result) || TryText(line, ref result),
            _ => TryText(line, ref result),
        };
        if (!fits)
        {
            result = default;
            result.Message = Slice.Between(0, line.Length);
        }
    }

    private bool TryText(ReadOnlySpan<byte> line, ref LogLine result)
    {
        foreach (var recipe in _plan.Recipes)
        {
            result = default;
            if (recipe.TryParse(line, _plan.Reference, ref result))
            {
                return true;
            }
        }

        result = default;
        return GenericHeader.TryParse(line, _plan.Reference, ref result);
    }

    /// <summary>Reads a message on the line below its header, as .NET's console writes it: <c>info: Category[0]</c>, scopes, message.</summary>
    public void ParseBelow(ReadOnlySpan<byte> head, ReadOnlySpan<byte> text, ref LogLine result)
    {
        if (result.HasFacts || (!result.Message.IsEmpty && !TryCategory(head, ref result)))
        {
            return;
        }

        foreach (var line in new LineRanges(text[head.Length..]))
        {
            var message = line.Trim(" \t\r"u8);
            if (!message.IsEmpty && !message.StartsWith("=> "u8))
            {
                _ = text.Overlaps(message, out var start);
                result.Message = new Slice(start, message.Length);
                ParseWithin(text[..(start + message.Length)], ref result);
                return;
            }
        }
    }

    private static bool TryCategory(ReadOnlySpan<byte> head, ref LogLine result)
    {
        if (result.Message.Start < 0 || head[^1] != ']')
        {
            return false;
        }

        var name = result.Message.Of(head, default);
        var open = name.LastIndexOf((byte)'[');
        if (open <= 0 || name.Contains((byte)' ') || name[(open + 1)..^1].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        result.OfferSource(result.Message.Start, result.Message.Start + open, rank: 5);
        return true;
    }

    /// <summary>Reads an entry whose first line fits nothing by itself: JSON over several lines, or a stack trace.</summary>
    public void ParseWhole(ReadOnlySpan<byte> head, ReadOnlySpan<byte> text, ref LogLine result)
    {
        if (head[0] == '{')
        {
            var whole = default(LogLine);
            if (_json.TryParse(text, 0, _plan.Reference, ref whole))
            {
                result = whole;
            }
        }
        else if (UncaughtError.Is(head, text))
        {
            result.Level = LogLevel.Error;
        }
    }

    // A message that is itself a request line, or carries MCP traffic.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ParseWithin(ReadOnlySpan<byte> line, ref LogLine result)
    {
        if (result.HasFacts || result.Message.Start < 0 || result.Message.Length < 10)
        {
            return;
        }

        var message = result.Message.Of(line, default);
        var quote = message.IndexOf((byte)'"');
        if (quote < 0)
        {
            if (WordedRequest.MayBe(message[0]) && !WordedRequest.TryMessage(line, result.Message, ref result))
            {
                result.Facts = default;
            }

            return;
        }

        if (quote == 1 && message[0] == '{' && TryParseInner(line, ref result))
        {
            return;
        }

        if (quote > 0 && message[quote - 1] == '{')
        {
            ParseTraffic(line, result.Message.Start + quote - 1, ref result);
        }
        else if (quote + 1 < message.Length && char.IsAsciiLetterUpper((char)message[quote + 1])
            && (quote < MaxBeforeRequest || HaproxyFormat.TryRead(line, result.Message.Start, result.Message.Start + quote, ref result.Facts)))
        {
            _ = AccessFormat.TryRequest(line, result.Message.Start, ref result);
        }
    }

    // A JSON line behind the columns of syslog, systemd, docker compose and such.
    private bool TryParseInner(ReadOnlySpan<byte> line, ref LogLine result)
    {
        var inner = default(LogLine);
        var start = result.Message.Start;
        if (!_json.TryParse(line, start, _plan.Reference, ref inner) || (inner.Level is LogLevel.None && inner.Message.Start == start))
        {
            return false;
        }

        (result.Message, result.HasFacts, result.Facts) = (inner.Message, inner.HasFacts, inner.Facts);
        result.Level = inner.Level is LogLevel.None ? result.Level : inner.Level;
        if (inner.HasTime)
        {
            result.OfferTime(inner.Time);
        }

        if (inner.SourceRank >= result.SourceRank)
        {
            (result.Source, result.SourceRank) = (inner.Source, inner.SourceRank);
        }

        return true;
    }

    // docker compose: "web-1  | {…}".
    private bool TryParseComposed(ReadOnlySpan<byte> line, ref LogLine result)
    {
        var pipe = line[..Math.Min(line.Length, MaxService)].IndexOf(" | {"u8);
        if (pipe <= 0 || line[..pipe].TrimEnd((byte)' ').Contains((byte)' '))
        {
            return false;
        }

        result.OfferSource(0, line[..pipe].TrimEnd((byte)' ').Length, rank: 1);
        result.Message = Slice.Between(pipe + 3, line.Length);
        result.Parsed = TryParseInner(line, ref result);
        return result.Parsed;
    }

    private void ParseTraffic(ReadOnlySpan<byte> line, int start, ref LogLine result)
    {
        if (line[start..].IndexOf("\"jsonrpc\""u8) < 0)
        {
            return;
        }

        var inner = default(LogLine);
        var end = line.LastIndexOf((byte)'}') + 1;
        if (end > start && _json.TryParse(line[..end], start, _plan.Reference, ref inner))
        {
            result.HasFacts = inner.HasFacts;
            result.Facts = inner.Facts;
            result.Level = inner.Level > result.Level ? inner.Level : result.Level;
        }
    }
}
