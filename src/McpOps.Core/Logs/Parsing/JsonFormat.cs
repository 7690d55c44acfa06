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
    public bool TryParse(ReadOnlySpan<byte> line, int start, long reference, ref LogLine result)
    {
        _used = 0;
        _start = start;
        var reader = new Utf8JsonReader(line[start..], new JsonReaderOptions { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Skip });
        var found = new JsonFound { Start = start };
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

        Finish(line, ref found, ref result);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, JsonRole within, ref JsonFound found, long reference, ref LogLine result)
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
    private bool ReadFirst(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, ref JsonFound found, long reference, ref LogLine result)
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

    private static void Opened(JsonRole role, ref JsonFound found)
    {
        found.HasResult |= role is JsonRole.Result;
        found.HasError |= role is JsonRole.Error;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Take(ref Utf8JsonReader reader, JsonRole role, ref JsonFound found, long reference, ref LogLine result)
    {
        switch (role)
        {
            case JsonRole.None or JsonRole.Container or JsonRole.Transparent:
                return;
            case JsonRole.Time:
                TakeTime(ref reader, reference, ref found, ref result);
                return;
            case JsonRole.Level when result.Level is LogLevel.None && reader.TokenType is not JsonTokenType.Null:
                result.Level = JsonValues.Level(ref reader);
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
            case JsonRole.Milliseconds or JsonRole.Seconds or JsonRole.Nanoseconds or JsonRole.Duration when result.Facts.DurationMs is null:
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TakeTime(ref Utf8JsonReader reader, long reference, ref JsonFound found, ref LogLine result)
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
    private void Finish(ReadOnlySpan<byte> line, ref readonly JsonFound found, ref LogLine result)
    {
        result.Parsed = true;
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
    }
}
