using System.Text.Json;

namespace McpOps.Logs.Parsing;

/// <summary>Takes the values of JSON's properties, each by the role of its name.</summary>
/// <param name="scratch">Takes texts that are written with escapes.</param>
internal sealed class JsonProperties(Scratch scratch)
{
    /// <summary>Where the object begins in its line.</summary>
    public int Start { get; set; }

    /// <summary>Takes the value at hand.</summary>
    public void Take(ref Utf8JsonReader reader, JsonRole role, ref JsonFound found, TimeHints reference, ref LogLine result)
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
            case JsonRole.Scale:
                found.IsFromZero = true;
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
            case JsonRole.Priority when result.Level is LogLevel.None && reader.TokenType is JsonTokenType.String:
                result.Level = JsonValues.Level(ref reader);
                return;
            case JsonRole.Severity when result.Level is LogLevel.None && JsonValues.Number(ref reader) is { } severity:
                result.Level = LogLevels.FromSeverity(severity);
                return;
            case JsonRole.SeverityLevel when result.Level is LogLevel.None && reader.TokenType is JsonTokenType.String or JsonTokenType.Number:
                result.Level = JsonValues.Number(ref reader) is { } counted ? LogLevels.FromSeverityLevel(counted) : JsonValues.Level(ref reader);
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
            case JsonRole.Status when found.WeakLevel is LogLevel.None && reader.TokenType is JsonTokenType.String:
                found.WeakLevel = LogLevels.FromHealth(reader.ValueSpan) is LogLevel.None ? LogLevels.FromWord(reader.ValueSpan) : LogLevels.FromHealth(reader.ValueSpan);
                return;
            case JsonRole.Body:
                Keep(ref reader, ref found.Body);
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

    // journald: what is no clean text is an array of its bytes.
    public void ReadBytes(ref Utf8JsonReader reader, ref Slice slice)
    {
        var bytes = new List<byte>();
        var depth = reader.CurrentDepth;
        while (reader.Read() && !(reader.TokenType is JsonTokenType.EndArray && reader.CurrentDepth == depth))
        {
            if (reader.TokenType is JsonTokenType.Number && reader.TryGetByte(out var value))
            {
                bytes.Add(value);
            }
        }

        slice = scratch.Add(LineText.Clean(bytes.ToArray()));
    }

    // log4js: the message is the first of what was logged.
    public void ReadTexts(ref Utf8JsonReader reader, ref Slice slice)
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

    // nginx: "request": "POST /mcp HTTP/1.1".
    private void TakeRequest(ref Utf8JsonReader reader, ref LogFacts facts)
    {
        Slice request = default;
        Keep(ref reader, ref request);
        var text = request.Start >= 0 ? reader.ValueSpan : request.Of(default, scratch.Bytes);
        var space = text.IndexOf((byte)' ');
        if (space is < 3 or > 10 || text[..space].ContainsAnyExceptInRange((byte)'A', (byte)'Z'))
        {
            return;
        }

        var end = text[(space + 1)..].IndexOf((byte)' ');
        end = end < 0 ? text.Length : space + 1 + end;
        facts.Method = facts.Method.IsEmpty ? Scratch.Part(request, 0, space) : facts.Method;
        facts.Url = facts.Url.IsEmpty ? Scratch.Part(request, space + 1, end) : facts.Url;
    }

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
    private void Keep(ref Utf8JsonReader reader, ref Slice slice)
    {
        if (!slice.IsEmpty || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || reader.ValueSpan.Length == 0)
        {
            return;
        }

        if (!reader.ValueIsEscaped || !scratch.TryAdd(ref reader, ref slice))
        {
            // Strings start behind their quotation mark.
            slice = new Slice((int)reader.TokenStartIndex + Start + (reader.TokenType is JsonTokenType.String ? 1 : 0), reader.ValueSpan.Length);
        }
    }
}
