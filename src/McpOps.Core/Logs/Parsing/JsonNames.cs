
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

    /// <summary>A word, a number of syslog below 8, or one of Google Cloud in hundreds.</summary>
    Gravity,
    Severity,

    /// <summary>A word, or a number from 0 (verbose) to 4 (critical), as Azure's Application Insights counts.</summary>
    SeverityLevel,
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

    /// <summary>When something began: the time of the line where it has no other.</summary>
    WeakTime,

    /// <summary>An object of seconds and nanoseconds (Log4j 2, protobuf).</summary>
    Instant,
    EpochSeconds,
    NanoOfSecond,

    /// <summary>A level of GELF's sender: its name says that numbers are those of syslog.</summary>
    Gelf,

    /// <summary>Only writers name it whose small numbers of levels count from zero, from debug to fatal (Nextcloud, ownCloud).</summary>
    Scale,

    /// <summary>A trace beside the message.</summary>
    Trace,
}

/// <summary>The property names that loggers use.</summary>
internal static class JsonNames
{
    /// <summary>Objects that are looked into.</summary>
    public static bool IsTransparent(JsonRole role) =>
        role is JsonRole.Transparent or JsonRole.Time or JsonRole.Error or JsonRole.Params or JsonRole.Request or JsonRole.Response or JsonRole.Body or JsonRole.Message or JsonRole.Event or JsonRole.Client or JsonRole.Url or JsonRole.Tool or JsonRole.Level or JsonRole.Instant;

    /// <summary>The role of a property, by its name and the object that it stands in.</summary>
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

        if (key.SequenceEqual("severitylevel"u8))
        {
            // Azure counts from zero; who writes severity_level has the numbers of syslog.
            return length < name.Length ? JsonRole.Gravity : JsonRole.SeverityLevel;
        }

        return within switch
        {
            JsonRole.Error => InError(key),
            JsonRole.Time or JsonRole.Instant => InTime(key),
            JsonRole.Level => key.SequenceEqual("name"u8) || key.SequenceEqual("levelstr"u8) || key.SequenceEqual("value"u8) || key.SequenceEqual("label"u8) ? JsonRole.Level : JsonRole.None,
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
        _ when Any(key, "type"u8, "name"u8, "class"u8, "exceptiontype"u8, "classname"u8, "kind"u8, "exceptionclass"u8) => JsonRole.ErrorType,
        _ when Any(key, "stack"u8, "stacktrace"u8, "backtrace"u8, "trace"u8) => JsonRole.Trace,
        _ when key.SequenceEqual("code"u8) => JsonRole.Code,
        _ => JsonRole.None,
    };

    private static JsonRole InTime(ReadOnlySpan<byte> key) => key switch
    {
        _ when Any(key, "$date"u8, "timestamp"u8, "date"u8, "$numberlong"u8, "value"u8) => JsonRole.Time,
        _ when Any(key, "epochsecond"u8, "seconds"u8) => JsonRole.EpochSeconds,
        _ when Any(key, "nanoofsecond"u8, "nanos"u8) => JsonRole.NanoOfSecond,
        _ => JsonRole.None,
    };

    private static JsonRole InParams(ReadOnlySpan<byte> key) => key.SequenceEqual("name"u8) ? JsonRole.Tool : JsonRole.None;

    private static JsonRole Anywhere(ReadOnlySpan<byte> key, JsonRole within)
    {
        switch (key.Length)
        {
            case 1:
                return key[0] switch { (byte)'t' => JsonRole.Time, (byte)'0' => JsonRole.Event, (byte)'l' => JsonRole.Level, (byte)'m' => JsonRole.Message, (byte)'x' => JsonRole.Error, (byte)'s' => JsonRole.Letter, _ => JsonRole.None };
            case 2:
                return One(key, "ts"u8, JsonRole.Time) | One(key, "id"u8, within is JsonRole.None or JsonRole.Transparent or JsonRole.Message ? JsonRole.Id : JsonRole.None) | One(key, "ip"u8, JsonRole.Client)
                    | One(key, "ms"u8, JsonRole.Milliseconds) | One(key, "mt"u8, JsonRole.Event);
            case 3:
                return One(key, "msg"u8, JsonRole.Message) | One(key, "lvl"u8, JsonRole.Level) | One(key, "sev"u8, JsonRole.Level) | One(key, "url"u8, JsonRole.Url) | One(key, "uri"u8, JsonRole.Url)
                    | One(key, "req"u8, JsonRole.Request) | One(key, "res"u8, JsonRole.Response) | One(key, "err"u8, JsonRole.Error) | One(key, "exc"u8, JsonRole.Error)
                    | One(key, "log"u8, JsonRole.Message) | One(key, "exn"u8, JsonRole.Error);
            case 4:
                return One(key, "time"u8, JsonRole.Time) | One(key, "date"u8, JsonRole.Time) | One(key, "name"u8, within is JsonRole.None ? JsonRole.Source : JsonRole.None) | One(key, "body"u8, JsonRole.Body)
                    | One(key, "tool"u8, JsonRole.Tool) | One(key, "path"u8, JsonRole.Url) | One(key, "code"u8, JsonRole.Code) | One(key, "http"u8, JsonRole.Transparent) | One(key, "data"u8, JsonRole.Transparent) | One(key, "text"u8, JsonRole.Event) | One(key, "meta"u8, JsonRole.Transparent);
            case 5:
                return One(key, "level"u8, JsonRole.Level) | One(key, "event"u8, JsonRole.Event) | One(key, "error"u8, JsonRole.Error) | One(key, "stack"u8, JsonRole.Trace) | One(key, "attrs"u8, JsonRole.Transparent) | One(key, "reqid"u8, JsonRole.Scale)
                    | One(key, "entry"u8, JsonRole.Transparent);
            case 6:
                return One(key, "fields"u8, JsonRole.Transparent) | One(key, "logger"u8, JsonRole.Source) | One(key, "status"u8, JsonRole.Status) | One(key, "client"u8, JsonRole.Client) | One(key, "method"u8, JsonRole.Method) | One(key, "params"u8, JsonRole.Params)
                    | One(key, "result"u8, JsonRole.Result) | One(key, "module"u8, JsonRole.Source) | One(key, "caller"u8, JsonRole.Source) | One(key, "record"u8, JsonRole.Transparent)
                    | One(key, "timems"u8, JsonRole.Milliseconds) | One(key, "thrown"u8, JsonRole.Error);
            case 7:
                return One(key, "message"u8, JsonRole.Message) | One(key, "asctime"u8, JsonRole.Time) | One(key, "jsonrpc"u8, JsonRole.Rpc) | One(key, "request"u8, JsonRole.Request) | One(key, "context"u8, JsonRole.Transparent)
                    | One(key, "response"u8, JsonRole.Response) | One(key, "latency"u8, JsonRole.Duration) | One(key, "elapsed"u8, JsonRole.Duration) | One(key, "service"u8, JsonRole.None) | One(key, "iserror"u8, JsonRole.IsError)
                    | One(key, "payload"u8, JsonRole.Transparent) | One(key, "took"u8, JsonRole.Duration) | One(key, "instant"u8, JsonRole.Instant) | One(key, "excinfo"u8, JsonRole.Error)
                    | One(key, "logtime"u8, JsonRole.Time) | One(key, "channel"u8, JsonRole.Source) | One(key, "loggedat"u8, JsonRole.Time) | One(key, "appname"u8, JsonRole.Source) | One(key, "content"u8, JsonRole.Body);
            default:
                return Longer(key);
        }
    }

    private static JsonRole Longer(ReadOnlySpan<byte> key) => key switch
    {
        _ when Any(key, "timestamp"u8, "realtimetimestamp"u8, "timeiso8601"u8) || Any(key, "datetime"u8, "timeunixnano"u8, "eventtime"u8, "timelocal"u8, "timemillis"u8, "requesttimeepoch"u8, "createdat"u8, "timestampms"u8, "timestamputc"u8)
            || Any(key, "timegenerated"u8, "checkedat"u8) || key.SequenceEqual("loggedat"u8) || key.SequenceEqual("generatedat"u8) || key.SequenceEqual("timereported"u8) || key.SequenceEqual("dateandtime"u8) => JsonRole.Time,
        _ when Any(key, "starttime"u8, "startutc"u8, "startedat"u8, "startlocal"u8, "starttimeutc"u8) || ((key.EndsWith("timestamp"u8) || key.EndsWith("datetime"u8)) && !key.StartsWith("monotonic"u8)) => JsonRole.WeakTime,
        _ when Any(key, "levelname"u8, "loglevel"u8, "severitytext"u8, "log.level"u8, "levelstr"u8, "loglevelname"u8, "severitylabel"u8, "leveltext"u8, "errorseverity"u8) || Any(key, "syslogseveritytext"u8, "severityname"u8, "logseverity"u8, "messagetype"u8) => JsonRole.Level,
        _ when key.SequenceEqual("severity"u8) => JsonRole.Gravity,
        _ when Any(key, "priority"u8, "syslog.severity"u8, "syslogseverity"u8, "severitycode"u8, "syslogpriority"u8) => JsonRole.Priority,
        _ when Any(key, "loggername"u8, "category"u8, "sourcecontext"u8, "syslogidentifier"u8, "log.logger"u8, "categoryname"u8) => JsonRole.Source,
        _ when Any(key, "messagetemplate"u8, "errormessage"u8, "fullmessage"u8, "textpayload"u8, "rawmessage"u8, "logmessage"u8, "description"u8) || Any(key, "eventmessage"u8, "resultdescription"u8) => JsonRole.Event,
        _ when key.SequenceEqual("shortmessage"u8) => JsonRole.Gelf,
        _ when Any(key, "statuscode"u8, "httpstatus"u8, "httpstatuscode"u8, "http.statuscode"u8, "responsestatus"u8, "http.response.statuscode"u8, "responsecode"u8, "edgeresponsestatus"u8) || Any(key, "scstatus"u8) => JsonRole.Status,
        _ when Any(key, "durationms"u8, "latencyms"u8, "elapsedms"u8, "responsetimems"u8, "responsetime"u8, "elapsedmilliseconds"u8, "requesttimems"u8, "durationmillis"u8, "processingtimems"u8) || Any(key, "avgresponsetimems"u8, "responselatency"u8, "latencyhuman"u8, "elapsedtimems"u8) => JsonRole.Milliseconds,
        _ when Any(key, "durations"u8, "latencys"u8, "elapseds"u8, "requesttime"u8, "processingtime"u8, "durationseconds"u8, "elapsedseconds"u8, "latencyseconds"u8, "executiontime"u8) => JsonRole.Seconds,
        _ when Any(key, "durationns"u8, "event.duration"u8, "latencyns"u8, "elapsedns"u8, "durationnanos"u8) => JsonRole.Nanoseconds,
        _ when Any(key, "duration"u8, "timetaken"u8) => JsonRole.Duration,
        _ when Any(key, "remoteaddr"u8, "remoteaddress"u8, "clientip"u8, "clienthost"u8, "clientaddress"u8, "remoteip"u8, "client.ip"u8, "clientname"u8) => JsonRole.Client,
        _ when Any(key, "httpmethod"u8, "requestmethod"u8, "http.method"u8, "clientrequestmethod"u8, "http.request.method"u8, "csmethod"u8) => JsonRole.Method,
        _ when Any(key, "requesturl"u8, "requesturi"u8, "requestpath"u8, "targeturl"u8, "url.full"u8, "clientrequesturi"u8, "resourcepath"u8, "url.path"u8, "url.original"u8) || Any(key, "csuristem"u8) => JsonRole.Url,
        _ when Any(key, "toolname"u8, "gen.ai.tool.name"u8, "gen_ai.tool.name"u8, "mcptool"u8) => JsonRole.Tool,
        _ when Any(key, "errortype"u8, "error.type"u8, "exceptiontype"u8, "exctype"u8, "errorclass"u8, "exceptionclass"u8, "exception.type"u8, "exceptionname"u8) => JsonRole.ErrorType,
        _ when Any(key, "exception"u8) => JsonRole.Error,
        _ when Any(key, "stacktrace"u8, "exceptionstacktrace"u8, "error.stacktrace"u8, "exception.stacktrace"u8, "errorstack"u8, "errorstacktrace"u8, "backtrace"u8, "exctext"u8) => JsonRole.Trace,
        _ when Any(key, "httprequest"u8) => JsonRole.Request,
        _ when Any(key, "response"u8) => JsonRole.Response,
        _ when Any(key, "attributes"u8, "properties"u8, "resource"u8, "application"u8, "performance"u8, "jsonpayload"u8, "basedata"u8) => JsonRole.Transparent,
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
