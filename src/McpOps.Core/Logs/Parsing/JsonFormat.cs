using System.Runtime.CompilerServices;
using System.Text.Json;

namespace McpOps.Logs.Parsing;

/// <summary>JSON lines: structlog, python-json-logger, pino, winston, bunyan, zap, zerolog, Serilog, ECS, OTLP, journald, Docker, MCP traffic, metrics.</summary>
/// <remarks>Each known name has a role; the first value of a role wins, outer before inner. Names are known whatever their case.</remarks>
internal sealed class JsonFormat
{
    private const int MaxDepth = 64;
    private const int MaxNames = 2000;
    private readonly ByteMap<JsonRole> _roles = new();
    private byte[] _scratch = new byte[1024];
    private int _used;
    private int _start;

    /// <summary>The bytes that decoded slices of the last line lie in.</summary>
    public ReadOnlySpan<byte> Scratch => _scratch;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryParse(ReadOnlySpan<byte> line, int start, TimeHints reference, ref LogLine result)
    {
        _used = 0;
        return TryObject(line, start, reference, ref result);
    }

    private bool TryObject(ReadOnlySpan<byte> line, int start, TimeHints reference, ref LogLine result)
    {
        _start = start;
        var reader = new Utf8JsonReader(line[start..], new JsonReaderOptions { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Skip });
        var found = new JsonFound { Start = start, LevelNumber = -1 };
        try
        {
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject || !ReadObject(ref reader, line, JsonRole.None, ref found, reference, ref result))
            {
                return false;
            }
        }
        catch (JsonException)
        {
            return false;
        }

        Finish(line, ref found, reference, ref result);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, JsonRole within, ref JsonFound found, TimeHints reference, ref LogLine result)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var role = within is JsonRole.None ? OuterRole(reader.ValueSpan) : JsonNames.RoleOf(reader.ValueSpan, within);
            if (!reader.Read())
            {
                return false;
            }

            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject when JsonNames.IsTransparent(role) || role is JsonRole.Result:
                    Opened(role, ref found);
                    if (!ReadObject(ref reader, line, role, ref found, reference, ref result))
                    {
                        return false;
                    }

                    break;
                case JsonTokenType.StartArray when role is JsonRole.Container:
                    if (!ReadFirst(ref reader, line, ref found, reference, ref result))
                    {
                        return false;
                    }

                    break;
                case JsonTokenType.StartArray when role is JsonRole.Message && found.Message.IsEmpty:
                    ReadBytes(ref reader, ref found.Message);
                    break;
                case JsonTokenType.StartArray when role is JsonRole.Transparent && found.Event.IsEmpty:
                    ReadTexts(ref reader, ref found.Event);
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    Opened(role, ref found);
                    reader.Skip();
                    break;
                default:
                    Take(ref reader, role, ref found, reference, ref result);
                    break;
            }
        }

        return reader.TokenType is JsonTokenType.EndObject;
    }

    // The same names come in line after line.
    private JsonRole OuterRole(ReadOnlySpan<byte> name)
    {
        if (_roles.Count >= MaxNames)
        {
            return JsonNames.RoleOf(name, JsonRole.None);
        }

        ref var role = ref _roles.GetOrAdd(name, out var added);
        if (added)
        {
            role = JsonNames.RoleOf(name, JsonRole.None);
        }

        return role;
    }

    // OTLP nests its records in arrays: the first element speaks for the line.
    private bool ReadFirst(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, ref JsonFound found, TimeHints reference, ref LogLine result)
    {
        var first = true;
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            if (first && reader.TokenType is JsonTokenType.StartObject)
            {
                if (!ReadObject(ref reader, line, JsonRole.Container, ref found, reference, ref result))
                {
                    return false;
                }
            }
            else
            {
                reader.Skip();
            }

            first = false;
        }

        return true;
    }

    // journald: what is no clean text is an array of its bytes.
    private void ReadBytes(ref Utf8JsonReader reader, ref Slice slice)
    {
        var start = _used;
        var depth = reader.CurrentDepth;
        while (reader.Read() && !(reader.TokenType is JsonTokenType.EndArray && reader.CurrentDepth == depth))
        {
            if (reader.TokenType is JsonTokenType.Number && reader.TryGetByte(out var value))
            {
                Room(1);
                _scratch[_used++] = value;
            }
        }

        var clean = LineText.Clean(_scratch.AsSpan(start, _used - start));
        clean.CopyTo(_scratch.AsSpan(start));
        _used = start + clean.Length;
        slice = new Slice(-1 - start, clean.Length);
    }

    // log4js: the message is the first of what was logged.
    private void ReadTexts(ref Utf8JsonReader reader, ref Slice slice)
    {
        var depth = reader.CurrentDepth;
        while (reader.Read() && !(reader.TokenType is JsonTokenType.EndArray && reader.CurrentDepth == depth))
        {
            if (reader.TokenType is JsonTokenType.String)
            {
                Keep(ref reader, ref slice);
            }
        }
    }

    private void Room(int count)
    {
        if (_scratch.Length - _used < count)
        {
            Array.Resize(ref _scratch, Math.Max(_scratch.Length * 2, _used + count));
        }
    }

    private static void Opened(JsonRole role, ref JsonFound found)
    {
        found.HasResult |= role is JsonRole.Result;
        found.HasError |= role is JsonRole.Error;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Take(ref Utf8JsonReader reader, JsonRole role, ref JsonFound found, TimeHints reference, ref LogLine result)
    {
        switch (role)
        {
            case JsonRole.None or JsonRole.Container or JsonRole.Transparent:
                return;
            case JsonRole.Time:
                TakeTime(ref reader, reference, ref found, ref result);
                return;
            case JsonRole.Level when result.Level is LogLevel.None && reader.TokenType is JsonTokenType.String or JsonTokenType.Number:
                if (JsonValues.Number(ref reader) is { } number)
                {
                    found.LevelNumber = found.LevelNumber < 0 ? number : found.LevelNumber;
                }
                else
                {
                    result.Level = JsonValues.Level(ref reader);
                }

                return;
            case JsonRole.Gravity when result.Level is LogLevel.None && reader.TokenType is JsonTokenType.String or JsonTokenType.Number:
                result.Level = JsonValues.Number(ref reader) is { } gravity ? LogLevels.FromGravity(gravity) : JsonValues.Level(ref reader);
                return;
            case JsonRole.Gelf:
                found.IsGelf = true;
                Keep(ref reader, ref found.Message);
                return;
            case JsonRole.WeakTime when reader.TokenType is JsonTokenType.String or JsonTokenType.Number && TimeParser.TryParse(reader.ValueSpan, reference, out var weak, out _):
                found.WeakTime ??= weak;
                return;
            case JsonRole.EpochSeconds when reader.TokenType is JsonTokenType.Number && reader.TryGetInt64(out var seconds):
                found.EpochSeconds = seconds;
                return;
            case JsonRole.NanoOfSecond when reader.TokenType is JsonTokenType.Number && reader.TryGetInt64(out var nanoseconds):
                found.Nanoseconds = nanoseconds;
                return;
            case JsonRole.Trace:
                Keep(ref reader, ref found.Trace);
                return;
            case JsonRole.Request when reader.TokenType is JsonTokenType.String:
                TakeRequest(ref reader, ref result.Facts);
                return;
            case JsonRole.Priority when result.Level is LogLevel.None && JsonValues.Number(ref reader) is { } priority:
                result.Level = LogLevels.FromSyslog((int)priority);
                return;
            case JsonRole.Severity when result.Level is LogLevel.None && JsonValues.Number(ref reader) is { } severity:
                result.Level = LogLevels.FromSeverity(severity);
                return;
            case JsonRole.Letter when result.Level is LogLevel.None && reader.TokenType is JsonTokenType.String && reader.ValueSpan.Length is 1 or 2:
                result.Level = LogLevels.FromLetter(reader.ValueSpan[0]);
                return;
            case JsonRole.GoStatus when JsonValues.Number(ref reader) is >= 100 and < 600 and var status:
                result.Facts.Status = (int)status;
                found.UnitMs = 1e-6;
                return;
            case JsonRole.Status when result.Facts.Status == 0 && JsonValues.Number(ref reader) is >= 100 and < 600 and var status:
                result.Facts.Status = (int)status;
                return;
            case JsonRole.Status when result.Level is LogLevel.None && reader.TokenType is JsonTokenType.String:
                result.Level = LogLevels.FromHealth(reader.ValueSpan);
                return;
            case JsonRole.Milliseconds or JsonRole.Seconds or JsonRole.Nanoseconds or JsonRole.Duration when result.Facts.DurationMs is null || (found.BareDuration && reader.TokenType is JsonTokenType.String):
                if (role is JsonRole.Seconds && reader.TokenType is JsonTokenType.String && JsonValues.Milliseconds(ref reader, role) is null)
                {
                    // "requestTime": "09/Apr/2026:12:34:56 +0000" is no length of time.
                    TakeTime(ref reader, reference, ref found, ref result);
                    return;
                }

                found.BareDuration = role is JsonRole.Duration && reader.TokenType is JsonTokenType.Number;
                result.Facts.DurationMs = JsonValues.Milliseconds(ref reader, role);
                return;
            case JsonRole.Rpc:
                found.Rpc = true;
                return;
            case JsonRole.IsError:
                found.IsError |= reader.TokenType is JsonTokenType.True;
                return;
            case JsonRole.Code when found.HasError:
                Keep(ref reader, ref result.Facts.ErrorType);
                return;
            case JsonRole.Message:
                Keep(ref reader, ref found.Message);
                return;
            case JsonRole.Event:
                Keep(ref reader, ref found.Event);
                return;
            case JsonRole.Source:
                if (result.SourceRank < 4 && reader.TokenType is JsonTokenType.String)
                {
                    Keep(ref reader, ref result.Source);
                    result.SourceRank = 4;
                }

                return;
            case JsonRole.Client:
                Keep(ref reader, ref result.Facts.Client);
                return;
            case JsonRole.Method:
                Keep(ref reader, ref result.Facts.Method);
                return;
            case JsonRole.Url:
                Keep(ref reader, ref result.Facts.Url);
                return;
            case JsonRole.Tool:
                Keep(ref reader, ref result.Facts.Tool);
                return;
            case JsonRole.Id:
                Keep(ref reader, ref result.Facts.RpcId);
                return;
            case JsonRole.ErrorType:
                Keep(ref reader, ref result.Facts.ErrorType);
                return;
            case JsonRole.Error:
                found.HasError |= reader.TokenType is JsonTokenType.String && reader.ValueSpan.Length > 0;
                Keep(ref reader, ref found.ErrorText);
                return;
            default:
                return;
        }
    }

    // nginx: "request": "POST /mcp HTTP/1.1".
    private void TakeRequest(ref Utf8JsonReader reader, ref LogFacts facts)
    {
        Slice request = default;
        Keep(ref reader, ref request);
        var text = request.Start >= 0 ? reader.ValueSpan : _scratch.AsSpan(-1 - request.Start, request.Length);
        var space = text.IndexOf((byte)' ');
        if (space is < 3 or > 10 || text[..space].ContainsAnyExceptInRange((byte)'A', (byte)'Z'))
        {
            return;
        }

        var end = text[(space + 1)..].IndexOf((byte)' ');
        end = end < 0 ? text.Length : space + 1 + end;
        facts.Method = facts.Method.IsEmpty ? Part(request, 0, space) : facts.Method;
        facts.Url = facts.Url.IsEmpty ? Part(request, space + 1, end) : facts.Url;
    }

    private static Slice Part(Slice whole, int start, int end) => new(whole.Start >= 0 ? whole.Start + start : whole.Start - start, end - start);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TakeTime(ref Utf8JsonReader reader, TimeHints reference, ref JsonFound found, ref LogLine result)
    {
        if (reader.TokenType is JsonTokenType.Number && reader.ValueSpan.Contains((byte)'.'))
        {
            found.UnitMs = 1000;
        }

        if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number && TimeParser.TryParse(reader.ValueSpan, reference, out var time, out _))
        {
            result.OfferTime(time);
        }
    }

    // The first value of a role wins.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Keep(ref Utf8JsonReader reader, ref Slice slice)
    {
        if (!slice.IsEmpty || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || reader.ValueSpan.Length == 0)
        {
            return;
        }

        if (!reader.ValueIsEscaped || !TryUnescape(ref reader, ref slice))
        {
            // Strings start behind their quotation mark.
            slice = new Slice((int)reader.TokenStartIndex + _start + (reader.TokenType is JsonTokenType.String ? 1 : 0), reader.ValueSpan.Length);
        }
    }

    // False for half a character (a lone surrogate), which stays as it is written.
    private bool TryUnescape(ref Utf8JsonReader reader, ref Slice slice)
    {
        if (_scratch.Length - _used < reader.ValueSpan.Length)
        {
            Array.Resize(ref _scratch, Math.Max(_scratch.Length * 2, _used + reader.ValueSpan.Length));
        }

        try
        {
            var written = reader.CopyString(_scratch.AsSpan(_used));
            slice = new Slice(-1 - _used, written);
            _used += written;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Finish(ReadOnlySpan<byte> line, ref JsonFound found, TimeHints reference, ref LogLine result)
    {
        result.Parsed = true;
        if (result.Level is LogLevel.None && found.LevelNumber >= 0)
        {
            result.Level = found.IsGelf ? LogLevels.FromSyslog((int)found.LevelNumber) : LogLevels.FromNumber((long)found.LevelNumber);
        }

        if (!result.HasTime && found.EpochSeconds > 0)
        {
            result.OfferTime(new LogTime(DateTime.UnixEpoch.Ticks + (Math.Min(found.EpochSeconds, 1L << 33) * TimeSpan.TicksPerSecond) + (Math.Clamp(found.Nanoseconds, 0, 999_999_999) / 100), 0));
        }
        else if (!result.HasTime && found.WeakTime is { } weak)
        {
            result.OfferTime(weak);
        }

        if (found.BareDuration && found.UnitMs > 0)
        {
            result.Facts.DurationMs *= found.UnitMs;
        }

        if (result.Level is LogLevel.None && line[found.Start..].StartsWith("{\"@t\":"u8))
        {
            // Serilog's compact format leaves out the level of information.
            result.Level = LogLevel.Info;
        }

        ref var facts = ref result.Facts;
        if (found.Rpc)
        {
            facts.IsRequest = !facts.Method.IsEmpty && !facts.RpcId.IsEmpty;
            facts.IsAnswer = facts.Method.IsEmpty && (found.HasResult || found.HasError);
            facts.IsFailure = found.HasError || found.IsError;
            result.Level = result.Level is LogLevel.None && facts.IsFailure ? LogLevel.Error : result.Level;
        }
        else
        {
            facts.IsAnswer = facts.Status > 0 || facts.DurationMs is not null && (!facts.Method.IsEmpty || !facts.Tool.IsEmpty || !facts.Url.IsEmpty);
            facts.IsRequest = facts.IsAnswer;
            facts.IsFailure = facts.Status >= 500 || (facts.IsAnswer && result.Level >= LogLevel.Error);
        }

        result.HasFacts = facts.IsRequest || facts.IsAnswer || !facts.Tool.IsEmpty || !facts.Client.IsEmpty || facts.DurationMs is not null || !facts.ErrorType.IsEmpty;
        result.Message = !found.Message.IsEmpty ? found.Message : !found.Event.IsEmpty ? found.Event : !found.ErrorText.IsEmpty ? found.ErrorText
            : found.Rpc && !facts.Method.IsEmpty ? facts.Method : Slice.Between(found.Start, line.Length);
        var isTrace = TakeErrorType(line, ref found, ref result);
        if (result.Level is LogLevel.None && !result.HasFacts)
        {
            TakeMessageLevel(line, isTrace, reference, ref result);
        }
        else if (isTrace && result.Level is LogLevel.None)
        {
            result.Level = LogLevel.Error;
        }

        if (result.Message.Start < 0 && result.Message.Of(default, _scratch) is [(byte)'{', (byte)'"', ..] && !found.Rpc)
        {
            TakeInner(reference, ref result);
        }
    }

    // The exception's own field names its type; a message of several lines may be one.
    private bool TakeErrorType(ReadOnlySpan<byte> line, ref JsonFound found, ref LogLine result)
    {
        var isTrace = false;
        foreach (var slice in (ReadOnlySpan<Slice>)[found.ErrorText, found.Trace, result.Message])
        {
            if (slice.IsEmpty || (slice == result.Message && result.Level is not (LogLevel.None or >= LogLevel.Error)))
            {
                continue;
            }

            var text = slice.Of(line, _scratch);
            var name = TraceType.Find(text);
            isTrace |= !name.IsEmpty;
            if (!name.IsEmpty && result.Facts.ErrorType.IsEmpty && text.Overlaps(name, out var at))
            {
                result.Facts.ErrorType = Part(slice, at, at + name.Length);
                result.HasFacts = true;
            }
        }

        return isTrace;
    }

    // fluent-bit, pm2: the message is a line of the program, with a level of its own.
    private void TakeMessageLevel(ReadOnlySpan<byte> line, bool isTrace, TimeHints reference, ref LogLine result)
    {
        var inner = default(LogLine);
        var message = result.Message;
        var text = message.Of(line, _scratch);
        if (!text.IsEmpty && text[0] != '{' && GenericHeader.TryParse(text, reference, ref inner) && inner.Level is not LogLevel.None)
        {
            result.Level = inner.Level;
            result.Message = Part(message, inner.Message.Start, message.Length);
        }
        else if (isTrace)
        {
            result.Level = LogLevel.Error;
        }
    }

    // JSON as the text of JSON.
    private void TakeInner(TimeHints reference, ref LogLine result)
    {
        var outer = -1 - result.Message.Start;
        var line = _scratch.AsSpan(outer, result.Message.Length).ToArray();
        var inner = default(LogLine);
        if (!TryObject(line, 0, reference, ref inner) || (inner.Level is LogLevel.None && inner.Message.Start == 0))
        {
            return;
        }

        result.Level = inner.Level is LogLevel.None ? result.Level : inner.Level;
        result.Message = Within(inner.Message);
        if (inner.HasFacts)
        {
            result.HasFacts = true;
            result.Facts = inner.Facts;
            ref var facts = ref result.Facts;
            (facts.Client, facts.Method, facts.Url, facts.Tool, facts.ErrorType, facts.RpcId) =
                (Within(facts.Client), Within(facts.Method), Within(facts.Url), Within(facts.Tool), Within(facts.ErrorType), Within(facts.RpcId));
        }

        Slice Within(Slice slice) => slice.IsEmpty || slice.Start < 0 ? slice : new Slice(-1 - outer - slice.Start, slice.Length);
    }
}
