using System.Runtime.CompilerServices;

namespace McpOps.Logs.Parsing;

/// <summary>Reads lines of one file: it learns the file's formats from a sample, and still takes each line by itself.</summary>
/// <remarks>What a line is depends on its bytes and the sample only, never on the lines before it: so a file can be read in any pieces.</remarks>
internal sealed class LineParser
{
    private readonly FilePlan _plan;
    private readonly Scratch _scratch = new();
    private readonly JsonFormat _json;
    private readonly MessageParser _message;
    private readonly HeaderCache? _cache;
    private readonly EntrySigns _strange;
    private W3cFormat[] _w3c;

    public LineParser(FilePlan plan)
    {
        _plan = plan = plan with { Reference = plan.Reference with { Access = new AccessTimes() } };
        _json = new JsonFormat(_scratch);
        _w3c = plan.W3c;
        _strange = plan.Strange;
        _message = new MessageParser(_json, plan.Reference);
        Parts = new EntryParts(plan, _json, _message);
        _cache = plan is { HasAccess: false, Pattern: null, Format: null, Csv: null } && plan.Recipes is [var first, ..] && first is { IsExact: true, IsOpen: false } ? new HeaderCache() : null;
    }

    /// <summary>Reads what more than one line makes.</summary>
    public EntryParts Parts { get; }

    /// <summary>The bytes that decoded slices of the last line lie in.</summary>
    public ReadOnlySpan<byte> Scratch => _scratch.Bytes;

    /// <summary>Entries may begin with a line that is indented.</summary>
    public bool HasIndentedHeads => _plan.RichColumn > 0 || _plan.Indent > 0;

    /// <summary>Nearly each entry shows its time: what shows none goes on with the one before.</summary>
    public bool IsTimed => _plan.IsTimed;

    /// <summary>Whether a line describes the file and is no entry: <c>#Fields: date time …</c>.</summary>
    public bool IsDirective(ReadOnlySpan<byte> line) => (line is [(byte)'#', ..] && _plan.HasDirectives) || (_plan.Csv is { Names: { } names } && line.SequenceEqual(names));

    /// <summary>Whether a line begins an entry whatever it holds; the test is cheap and spares the next one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool BeginsEntry(ReadOnlySpan<byte> line) => char.IsAsciiDigit((char)line[0]) || Continuation.IsDated(line) || (Continuation.BeginsEntry(line) && (_strange is EntrySigns.None || (_strange & EntrySign.Of(line[0])) is EntrySigns.None));

    /// <summary>Whether a line begins with a sign that no entry of this file begins with.</summary>
    public bool IsStrange(ReadOnlySpan<byte> line) => (_strange & EntrySign.Of(line[0])) != EntrySigns.None;

    /// <summary>The level stands on the line below the time.</summary>
    public bool HasLevelsBelow => _plan.HasLevelsBelow;

    /// <summary>One that knows no more than what the sample showed.</summary>
    public LineParser Fresh() => new(_plan);

    /// <summary>Reads a line without its line end.</summary>
    public void Parse(ReadOnlySpan<byte> line, out LogLine result)
    {
        result = default;
        if (_cache is not null && _cache.TryRead(line, ref result))
        {
            _message.Parse(line, ref result);
        }
        else
        {
            ParseInFull(line, ref result);
        }

        if (_plan.HasLevelsBelow && result is { Parsed: true, HasTime: false })
        {
            // Such a line belongs to the one above: no piece of the file begins with it.
            result.Inherits = true;
        }

        if (_plan.RichColumn > 0 && result.Parsed)
        {
            RichFormat.TakePlace(line, ref result);
        }

        if (result.Level is LogLevel.None && result.HasTime)
        {
            if (_plan.Mark is not LevelMark.None and var mark && line[0] != '{')
            {
                LevelMarks.Take(mark, line, _plan.Reference, ref result);
                if (result.Level is not LogLevel.None)
                {
                    return;
                }
            }

            LeadingLevel.Take(line, _plan.Reference, ref result);
            if (result is { Level: LogLevel.None, HasFacts: false } && _plan.LevelWord >= 0)
            {
                result.Level = LevelPlace.At(line, _plan.LevelWord);
            }
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

        if (_w3c.Length > 0 && TryW3c(line, ref result))
        {
            return;
        }

        if (_plan.Format is { } format)
        {
            ParseAs(format, line, ref result);
            return;
        }

        if (_plan.Csv is { } csv && TryFields(csv, line, ref result))
        {
            return;
        }

        switch (line[0])
        {
            case (byte)'{' when _json.TryParse(line, 0, _plan.Reference, ref result):
                _message.Parse(line, ref result);
                return;
            case (byte)'[' when WordedRequest.TryLine(line, _plan.Reference, ref result):
                return;
            case (byte)'<' when CmTraceFormat.TryParse(line, _plan.Reference, ref result):
                return;
            case (byte)'<' when SyslogFormat.TryParse(line, 0, _plan.Reference, ref result):
                _message.Parse(line, ref result);
                return;
            case >= (byte)'0' and <= (byte)'9' when SyslogFormat.TryCounted(line, _plan.Reference, ref result):
                _message.Parse(line, ref result);
                return;
            case (byte)'=' when ErlangReport.TryParse(line, _plan.Reference, ref result):
                return;
            case (byte)' ' or (byte)'\t':
                _ = (_plan.RichColumn > 0 && RichFormat.TryBelow(line, _plan.RichColumn, ref result)) || (_plan.Indent > 0 && TryIndented(line, ref result));
                return;
        }

        if (_plan.HasAccess && AccessFormat.TryParse(line, _plan.Reference, ref result))
        {
            return;
        }

        result = default;
        if (_cache is not null && _cache.TryClock(line, out var wall, out var open, out var end) && _plan.Recipes[0].TryParse(line, wall, open, end, _plan.Reference, ref result))
        {
            _cache.Learn(line, ref result);
            _message.Parse(line, ref result);
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

                _message.Parse(line, ref result);
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

        if (_message.TryComposed(line, ref result))
        {
            return;
        }

        result = default;
        if (GenericHeader.TryParse(line, 0, _plan.Reference, ref result))
        {
            _message.Parse(line, ref result);
            return;
        }

        result = default;
        if (!BoxedFormat.TryParse(line, ref result) && !PlacedLevel.TryRead(line, 0, ref result))
        {
            result = default;
            result.Message = Slice.Between(0, line.Length);
        }
    }

    private bool TryFields(CsvFormat csv, ReadOnlySpan<byte> line, ref LogLine result)
    {
        _scratch.Clear();
        if (!csv.TryParse(line, _plan.Reference, _scratch, ref result))
        {
            result = default;
            return false;
        }

        if (result.Message.Start >= 0)
        {
            _message.Parse(line[..(result.Message.Start + result.Message.Length)], ref result);
        }

        return true;
    }

    private bool TryIndented(ReadOnlySpan<byte> line, ref LogLine result)
    {
        var read = IndentedHeads.TryRead(line, _plan.Indent, _plan.Reference, ref result);
        if (!read)
        {
            result = default;
        }

        return read;
    }

    // The columns may change within a file: those that were named last come first.
    private bool TryW3c(ReadOnlySpan<byte> line, ref LogLine result)
    {
        if (line[0] == '#' && W3cFormat.Read(line, _plan.W3c[0].IsLocal) is { } named)
        {
            _w3c = [named, .. _w3c.Where(columns => !columns.IsSame(named))];
        }

        foreach (var columns in _w3c)
        {
            result = default;
            if (columns.TryParse(line, _plan.Reference, ref result))
            {
                return true;
            }
        }

        result = default;
        return false;
    }

    // The user named the format: what is of another does not fit.
    private void ParseAs(string format, ReadOnlySpan<byte> line, ref LogLine result)
    {
        var fits = format switch
        {
            LogFormats.Json => line[0] == '{' && _json.TryParse(line, 0, _plan.Reference, ref result),
            LogFormats.Logfmt => LogfmtFormat.TryParse(line, _plan.Reference, ref result),
            LogFormats.Access => AccessFormat.TryParse(line, _plan.Reference, ref result),
            LogFormats.Syslog => SyslogFormat.TryParse(line, 0, _plan.Reference, ref result) || SyslogFormat.TryCounted(line, _plan.Reference, ref result) || TryText(line, ref result),
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
        return GenericHeader.TryParse(line, 0, _plan.Reference, ref result);
    }
}
