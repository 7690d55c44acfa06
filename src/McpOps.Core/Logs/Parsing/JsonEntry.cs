
namespace McpOps.Logs.Parsing;

/// <summary>Judges what the properties of a JSON line gave together: its level, its message, its error, and what it says of a request.</summary>
/// <param name="format">Reads JSON within JSON.</param>
/// <param name="scratch">The bytes that decoded texts lie in.</param>
internal sealed class JsonEntry(JsonFormat format, Scratch scratch)
{
    /// <summary>Judges a line when all of it is read.</summary>
    public void Finish(ReadOnlySpan<byte> line, ref JsonFound found, TimeHints reference, ref LogLine result)
    {
        result.Parsed = true;
        if (result.Level is LogLevel.None && found.LevelNumber >= 0)
        {
            result.Level = found.IsGelf ? LogLevels.FromSyslog((int)found.LevelNumber) : found is { IsFromZero: true, LevelNumber: <= 4 } ? LogLevels.FromZero((int)found.LevelNumber) : LogLevels.FromNumber((long)found.LevelNumber);
        }

        result.Level = result.Level is LogLevel.None ? found.WeakLevel : result.Level;
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
        result.Message = !found.Message.IsEmpty ? found.Message : !found.Event.IsEmpty ? found.Event : !found.Body.IsEmpty ? found.Body : !found.ErrorText.IsEmpty ? found.ErrorText
            : found.Rpc && !facts.Method.IsEmpty ? facts.Method : Slice.Between(found.Start, line.Length);
        if (facts.IsAnswer && !found.Rpc && facts.Method.IsEmpty && facts.Url.IsEmpty && result.Message.Of(line, scratch.Bytes).SequenceEqual("request completed"u8))
        {
            // Fastify: "incoming request", with the same number, was the request.
            facts.IsRequest = false;
        }

        var isTrace = TakeErrorType(line, ref found, ref result);
        if (result.Level is LogLevel.None && !result.HasFacts)
        {
            TakeMessageLevel(line, isTrace, reference, ref result);
        }
        else if (isTrace && result.Level is LogLevel.None)
        {
            result.Level = LogLevel.Error;
        }

        if (result.Message.Start < 0 && result.Message.Of(default, scratch.Bytes) is [(byte)'{', (byte)'"', ..] && !found.Rpc)
        {
            TakeInner(reference, ref result);
        }
        else if (result.Message.Start < 0 && !result.HasFacts && result.Message.Of(default, scratch.Bytes).IndexOf(" HTTP/"u8) > 0)
        {
            TakeRequest(ref result);
        }
    }

    // uvicorn behind a JSON formatter: the message is the line of an access log.
    private void TakeRequest(ref LogLine result)
    {
        var message = result.Message;
        var inner = default(LogLine);
        if (!AccessFormat.TryRequest(message.Of(default, scratch.Bytes), 0, ref inner))
        {
            return;
        }

        result.Level = inner.Level > result.Level ? inner.Level : result.Level;
        result.HasFacts = true;
        result.Facts = inner.Facts;
        ref var facts = ref result.Facts;
        (facts.Client, facts.Method, facts.Url) = (Within(facts.Client), Within(facts.Method), Within(facts.Url));

        Slice Within(Slice slice) => slice.IsEmpty ? slice : Scratch.Part(message, slice.Start, slice.Start + slice.Length);
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

            var text = slice.Of(line, scratch.Bytes);
            var name = TraceType.Find(text);
            isTrace |= !name.IsEmpty;
            if (!name.IsEmpty && result.Facts.ErrorType.IsEmpty && text.Overlaps(name, out var at))
            {
                result.Facts.ErrorType = Scratch.Part(slice, at, at + name.Length);
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
        var text = message.Of(line, scratch.Bytes);
        if (!text.IsEmpty && text[0] != '{' && GenericHeader.TryParse(text, 0, reference, ref inner) && inner.Level is not LogLevel.None)
        {
            result.Level = inner.Level;
            result.Message = Scratch.Part(message, inner.Message.Start, message.Length);
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
        var line = scratch.Bytes.Slice(outer, result.Message.Length).ToArray();
        var inner = default(LogLine);
        if (!format.TryObject(line, 0, reference, ref inner) || (inner.Level is LogLevel.None && inner.Message.Start == 0))
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
