using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace McpOps.Capacity.Load;

/// <summary>Checks an answer without building it: JSON, the right id, a result and no error, and no tool error.</summary>
internal static class AnswerCheck
{
    // Stands for an id that is no whole number: nobody asked with such a one.
    private const long NotOurs = -1;

    private static readonly JsonReaderOptions Reading = new() { MaxDepth = 256 };

    /// <summary>The kind of failure of a JSON-RPC message; null when it is the answer that was asked for.</summary>
    /// <param name="message">The message.</param>
    /// <param name="id">The request's id.</param>
    /// <param name="kinds">Names of the kinds that carry a number, so that errors at speed allocate nothing.</param>
    public static string? Judge(ReadOnlySpan<byte> message, long id, ConcurrentDictionary<long, string> kinds) => Read(message, kinds, out var found) switch
    {
        { } kind => kind,
        null when found is null => CallError.NoAnswer,
        null when found != id => CallError.WrongId,
        _ => null,
    };

    /// <summary>Reads a message: its id where it is an answer, and the kind of failure that it tells.</summary>
    /// <param name="message">The message.</param>
    /// <param name="kinds">As for <see cref="Judge"/>.</param>
    /// <param name="id">The id of an answer; null for a request, a notification or an answer without one.</param>
    public static string? Read(ReadOnlySpan<byte> message, ConcurrentDictionary<long, string> kinds, out long? id)
    {
        id = null;
        try
        {
            var reader = new Utf8JsonReader(message, Reading);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return CallError.NotRpc;
            }

            long? found = null;
            string? failure = null;
            var answered = false;
            var asked = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("id"u8))
                {
                    reader.Read();
                    found = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number
                        : reader.TokenType == JsonTokenType.Null ? null : NotOurs;
                    reader.Skip();
                }
                else if (reader.ValueTextEquals("result"u8))
                {
                    answered = true;
                    reader.Read();
                    failure ??= IsToolError(ref reader) ? CallError.ToolError : null;
                }
                else if (reader.ValueTextEquals("error"u8))
                {
                    answered = true;
                    reader.Read();
                    failure = ErrorKind(ref reader, kinds);
                }
                else
                {
                    asked |= reader.ValueTextEquals("method"u8);
                    reader.Read();
                    reader.Skip();
                }
            }

            if (asked)
            {
                return null;
            }

            id = found;
            return answered ? failure : CallError.NotRpc;
        }
        catch (JsonException)
        {
            return CallError.NotJson;
        }
    }

    private static bool IsToolError(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var isError = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var named = reader.ValueTextEquals("isError"u8);
            reader.Read();
            isError |= named && reader.TokenType == JsonTokenType.True;
            reader.Skip();
        }

        return isError;
    }

    private static string ErrorKind(ref Utf8JsonReader reader, ConcurrentDictionary<long, string> kinds)
    {
        long code = 0;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var named = reader.ValueTextEquals("code"u8);
                reader.Read();
                if (named && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number))
                {
                    code = number;
                }

                reader.Skip();
            }
        }
        else
        {
            reader.Skip();
        }

        // A server may answer with as many codes as it likes: the table must not grow with them.
        return kinds.Count > 256 ? "json-rpc" : kinds.GetOrAdd(code, number => "json-rpc " + number.ToString(CultureInfo.InvariantCulture));
    }
}
