using System.Runtime.CompilerServices;

namespace McpOps.Logs.Parsing;

/// <summary>What a JSON property means.</summary>
internal enum JsonRole : byte
{
    None,

    /// <summary>An object whose properties count as those of the line.</summary>
    Transparent,

    /// <summary>An array whose first element counts as the line (OTLP).</summary>
    Container,
    Time,
    Level,
    Priority,
    Severity,
    Letter,
    Source,
    Message,
    Event,
    Status,

    /// <summary>A status beside durations in nanoseconds (Traefik).</summary>
    GoStatus,
    Milliseconds,
    Seconds,
    Nanoseconds,
    Duration,
    Client,
    Method,
    Url,
    Tool,
    ErrorType,
    Error,
    Code,
    Rpc,
    Id,
    Result,
    IsError,
    Params,
    Request,
    Response,
    Body,
}

/// <summary>The property names that loggers use.</summary>
internal static class JsonNames
{
    /// <summary>Objects that are looked into.</summary>
    public static bool IsTransparent(JsonRole role) =>
        role is JsonRole.Transparent or JsonRole.Time or JsonRole.Error or JsonRole.Params or JsonRole.Request or JsonRole.Response or JsonRole.Body or JsonRole.Message or JsonRole.Event or JsonRole.Client or JsonRole.Url or JsonRole.Tool;

    /// <summary>The role of a property, by its name and the object that it stands in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static JsonRole RoleOf(ReadOnlySpan<byte> name, JsonRole within)
    {
        if (name.Length is 0 or > 32)
        {
            return JsonRole.None;
        }

        Span<byte> lower = stackalloc byte[32];
        var length = 0;
        foreach (var value in name)
        {
            // Case, dashes and underscores make no difference: statusCode, status_code, status-code.
            if (value is not ((byte)'_' or (byte)'-' or (byte)'@'))
            {
                lower[length++] = value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value;
            }
        }

        ReadOnlySpan<byte> key = lower[..length];
        if (length < name.Length && key.SequenceEqual("responsetime"u8))
        {
            // pino's responseTime is in milliseconds; who writes response_time takes the difference of two times, in seconds.
            return JsonRole.Seconds;
        }

        return within switch
        {
            JsonRole.Error => InError(key),
            JsonRole.Time => key.SequenceEqual("$date"u8) ? JsonRole.Time : JsonRole.None,
            JsonRole.Params => InParams(key),
            JsonRole.Body => key.SequenceEqual("stringvalue"u8) ? JsonRole.Message : JsonRole.None,
            JsonRole.Client => key.SequenceEqual("ip"u8) || key.SequenceEqual("address"u8) ? JsonRole.Client : JsonRole.None,
            JsonRole.Url => key.SequenceEqual("full"u8) || key.SequenceEqual("original"u8) || key.SequenceEqual("path"u8) ? JsonRole.Url : JsonRole.None,
            JsonRole.Tool => key.SequenceEqual("name"u8) ? JsonRole.Tool : JsonRole.None,
            JsonRole.Result => key.SequenceEqual("iserror"u8) ? JsonRole.IsError : JsonRole.None,
            _ => Anywhere(key, within),
        };
    }

    private static JsonRole InError(ReadOnlySpan<byte> key) => key switch
    {
        _ when key.SequenceEqual("message"u8) || key.SequenceEqual("msg"u8) => JsonRole.Error,
        _ when key.SequenceEqual("type"u8) || key.SequenceEqual("name"u8) || key.SequenceEqual("class"u8) => JsonRole.ErrorType,
        _ when key.SequenceEqual("code"u8) => JsonRole.Code,
        _ => JsonRole.None,
    };

    private static JsonRole InParams(ReadOnlySpan<byte> key) => key.SequenceEqual("name"u8) ? JsonRole.Tool : JsonRole.None;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static JsonRole Anywhere(ReadOnlySpan<byte> key, JsonRole within)
    {
        switch (key.Length)
        {
            case 1:
                return key[0] switch { (byte)'t' => JsonRole.Time, (byte)'l' => JsonRole.Level, (byte)'m' => JsonRole.Message, (byte)'x' => JsonRole.Error, (byte)'s' => JsonRole.Letter, _ => JsonRole.None };
            case 2:
                return One(key, "ts"u8, JsonRole.Time) | One(key, "id"u8, within is JsonRole.None or JsonRole.Transparent or JsonRole.Message ? JsonRole.Id : JsonRole.None) | One(key, "ip"u8, JsonRole.Client)
                    | One(key, "ms"u8, JsonRole.Milliseconds) | One(key, "mt"u8, JsonRole.Event);
            case 3:
                return One(key, "msg"u8, JsonRole.Message) | One(key, "lvl"u8, JsonRole.Level) | One(key, "sev"u8, JsonRole.Level) | One(key, "url"u8, JsonRole.Url) | One(key, "uri"u8, JsonRole.Url)
                    | One(key, "req"u8, JsonRole.Request) | One(key, "res"u8, JsonRole.Response) | One(key, "err"u8, JsonRole.Error) | One(key, "exc"u8, JsonRole.Error)
                    | One(key, "log"u8, JsonRole.Message);
            case 4:
                return One(key, "time"u8, JsonRole.Time) | One(key, "date"u8, JsonRole.Time) | One(key, "name"u8, within is JsonRole.None ? JsonRole.Source : JsonRole.None) | One(key, "body"u8, JsonRole.Body)
                    | One(key, "tool"u8, JsonRole.Tool) | One(key, "path"u8, JsonRole.Url) | One(key, "code"u8, JsonRole.Code) | One(key, "http"u8, JsonRole.Transparent) | One(key, "data"u8, JsonRole.Transparent);
            case 5:
                return One(key, "level"u8, JsonRole.Level) | One(key, "event"u8, JsonRole.Event) | One(key, "error"u8, JsonRole.Error) | One(key, "trace"u8, JsonRole.None) | One(key, "attrs"u8, JsonRole.Transparent)
                    | One(key, "entry"u8, JsonRole.Transparent);
            case 6:
                return One(key, "fields"u8, JsonRole.Transparent) | One(key, "logger"u8, JsonRole.Source) | One(key, "status"u8, JsonRole.Status) | One(key, "client"u8, JsonRole.Client) | One(key, "method"u8, JsonRole.Method) | One(key, "params"u8, JsonRole.Params)
                    | One(key, "result"u8, JsonRole.Result) | One(key, "module"u8, JsonRole.Source) | One(key, "caller"u8, JsonRole.Source) | One(key, "record"u8, JsonRole.Transparent)
                    | One(key, "timems"u8, JsonRole.Milliseconds);
            case 7:
                return One(key, "message"u8, JsonRole.Message) | One(key, "asctime"u8, JsonRole.Time) | One(key, "jsonrpc"u8, JsonRole.Rpc) | One(key, "request"u8, JsonRole.Request) | One(key, "context"u8, JsonRole.Transparent)
                    | One(key, "response"u8, JsonRole.Response) | One(key, "latency"u8, JsonRole.Duration) | One(key, "elapsed"u8, JsonRole.Duration) | One(key, "service"u8, JsonRole.None) | One(key, "iserror"u8, JsonRole.IsError)
                    | One(key, "payload"u8, JsonRole.Transparent) | One(key, "took"u8, JsonRole.Duration);
            default:
                return Longer(key);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static JsonRole Longer(ReadOnlySpan<byte> key) => key switch
    {
        _ when Any(key, "timestamp"u8, "datetime"u8, "realtimetimestamp"u8, "timeunixnano"u8, "eventtime"u8, "checkedat"u8) => JsonRole.Time,
        _ when Any(key, "levelname"u8, "loglevel"u8, "severity"u8, "severitytext"u8, "log.level"u8) => JsonRole.Level,
        _ when Any(key, "priority"u8, "syslog.severity"u8) => JsonRole.Priority,
        _ when Any(key, "loggername"u8, "category"u8, "sourcecontext"u8, "syslogidentifier"u8, "log.logger"u8) => JsonRole.Source,
        _ when Any(key, "messagetemplate"u8, "errormessage"u8, "short_message"u8, "shortmessage"u8) => JsonRole.Event,
        _ when Any(key, "statuscode"u8, "httpstatus"u8, "httpstatuscode"u8, "http.statuscode"u8, "responsestatus"u8, "http.response.statuscode"u8) => JsonRole.Status,
        _ when Any(key, "durationms"u8, "latencyms"u8, "elapsedms"u8, "responsetimems"u8, "responsetime"u8, "elapsedmilliseconds"u8, "requesttimems"u8, "durationmillis"u8, "processingtimems"u8) || key.SequenceEqual("avgresponsetimems"u8) => JsonRole.Milliseconds,
        _ when Any(key, "durations"u8, "latencys"u8, "elapseds"u8, "requesttime"u8, "processingtime"u8, "durationseconds"u8, "elapsedseconds"u8, "latencyseconds"u8, "executiontime"u8) => JsonRole.Seconds,
        _ when Any(key, "durationns"u8, "event.duration"u8) => JsonRole.Nanoseconds,
        _ when Any(key, "duration"u8, "timetaken"u8) => JsonRole.Duration,
        _ when Any(key, "remoteaddr"u8, "remoteaddress"u8, "clientip"u8, "clienthost"u8, "clientaddress"u8, "remoteip"u8, "client.ip"u8, "clientname"u8) => JsonRole.Client,
        _ when Any(key, "httpmethod"u8, "requestmethod"u8, "http.method"u8) => JsonRole.Method,
        _ when Any(key, "requesturl"u8, "requesturi"u8, "requestpath"u8, "targeturl"u8, "url.full"u8) => JsonRole.Url,
        _ when Any(key, "toolname"u8, "gen.ai.tool.name"u8, "gen_ai.tool.name"u8, "mcptool"u8) => JsonRole.Tool,
        _ when Any(key, "errortype"u8, "error.type"u8, "exceptiontype"u8, "exctype"u8, "errorclass"u8) => JsonRole.ErrorType,
        _ when Any(key, "exception"u8, "excinfo"u8) => JsonRole.Error,
        _ when Any(key, "response"u8) => JsonRole.Response,
        _ when Any(key, "attributes"u8, "properties"u8, "resource"u8, "application"u8, "performance"u8) => JsonRole.Transparent,
        _ when Any(key, "resourcelogs"u8, "scopelogs"u8, "logrecords"u8) => JsonRole.Container,
        _ when Any(key, "severitynumber"u8) => JsonRole.Severity,
        _ when Any(key, "downstreamstatus"u8) => JsonRole.GoStatus,
        _ => JsonRole.None,
    };

    private static JsonRole One(ReadOnlySpan<byte> key, ReadOnlySpan<byte> name, JsonRole role) => key.SequenceEqual(name) ? role : JsonRole.None;

    private static bool Any(ReadOnlySpan<byte> key, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b = default, ReadOnlySpan<byte> c = default, ReadOnlySpan<byte> d = default,
        ReadOnlySpan<byte> e = default, ReadOnlySpan<byte> f = default, ReadOnlySpan<byte> g = default, ReadOnlySpan<byte> h = default, ReadOnlySpan<byte> i = default) =>
        key.SequenceEqual(a) || key.SequenceEqual(b) || key.SequenceEqual(c) || key.SequenceEqual(d) || key.SequenceEqual(e) || key.SequenceEqual(f) || key.SequenceEqual(g) || key.SequenceEqual(h) || key.SequenceEqual(i);
}
