using System.Text;

namespace McpOps.Logs.Summaries;

/// <summary>The words by which services say that a request came, went well, took so long, and that they start and stop.</summary>
/// <remarks>The first are those that the guides' scripts count; the others are those of the MCP SDKs, uvicorn, gunicorn, Kestrel, Node and Apache.</remarks>
internal static class MessageRules
{
    private static readonly string[] Requests =
    [
        "extracting content", "crawling url", "scraping url", "processing request", "received request", "handling request", "incoming request", "request received", "request started",
        "starting request", "calling tool", "tool call started", "tool called", "executing tool", "invoking tool", "request starting", "executing request", "new request",
    ];

    private static readonly string[] Successes =
    [
        "successfully extracted", "successfully crawled", "successfully scraped", "successfully fetched", "successfully processed", "successfully handled", "successfully served",
        "successfully executed", "successfully retrieved", "successfully completed", "request completed", "request processed", "request succeeded", "completed request", "finished request",
        "request finished", "tool call completed", "tool completed", "tool succeeded", "tool executed", "handled request", "processed request",
    ];

    private static readonly string[] Failures = ["error ", "failed ", "failure ", "exception ", "unable to ", "could not ", "cannot "];

    private static readonly string[] Timings = ["response time", "duration", "elapsed", "latency", "request took", "took "];

    private static readonly string[] Starts =
    [
        "started server process", "application startup complete", "server started", "server is running", "server running on", "now listening on", "uvicorn running on", "starting gunicorn",
        "service started", "application started", "starting server", "started successfully", "resuming normal operations", "listening on http", "mcp server started", "server listening", "starting crawl",
        "starting mcp server", "server initialized",
    ];

    private static readonly string[] Stops =
    [
        "shutting down", "application shutdown", "finished server process", "server stopped", "service stopped", "application is shutting down", "received sigterm", "caught sigterm", "handling signal: term",
        "stopping server", "server shutting down", "graceful shutdown", "shutdown complete",
    ];

    private static readonly ulong[] Pairs = [.. new[] { Requests, Successes, Failures, Timings, Starts, Stops, ["tool"] }.SelectMany(phrases => phrases).Select(phrase => LetterPairs.Of(Encoding.ASCII.GetBytes(phrase))).Distinct()];

    /// <summary>What the first words of a message say.</summary>
    public static MessageKind Classify(ReadOnlySpan<byte> start)
    {
        // Most messages say none of it, and that their pairs of letters tell at once.
        var pairs = LetterPairs.Of(start);
        if (!Array.Exists(Pairs, phrase => (phrase & ~pairs) == 0))
        {
            return MessageKind.None;
        }

        return Read(Encoding.UTF8.GetString(start).ToLowerInvariant());
    }

    private static MessageKind Read(string text)
    {
        var kind = MessageKind.None;
        if (Array.Exists(Failures, words => text.StartsWith(words, StringComparison.Ordinal)))
        {
            // "Error handling request" comes after the request.
            return Any(text, Stops) ? MessageKind.Stop : MessageKind.None;
        }

        kind |= Any(text, Requests) ? MessageKind.Request : MessageKind.None;
        kind |= Any(text, Successes) ? MessageKind.Success | MessageKind.Timed : MessageKind.None;
        kind |= kind.HasFlag(MessageKind.Success) && text.Contains("request", StringComparison.Ordinal) ? MessageKind.Judged : MessageKind.None;
        kind |= Any(text, Timings) ? MessageKind.Timed : MessageKind.None;
        kind |= Any(text, Stops) ? MessageKind.Stop : Any(text, Starts) ? MessageKind.Start : MessageKind.None;
        kind |= text.Contains("tool", StringComparison.Ordinal) ? MessageKind.Tool : MessageKind.None;
        return kind;
    }

    /// <summary>Whether the end of a request names a status of 400 and above: <c>Request completed with status 500</c>, <c>status=404</c>.</summary>
    public static bool SaysFailure(ReadOnlySpan<byte> message)
    {
        var at = message.IndexOf("tatus"u8);
        if (at < 0)
        {
            return false;
        }

        var rest = message[(at + 5)..];
        rest = rest.StartsWith("code"u8) || rest.StartsWith("Code"u8) ? rest[4..] : rest;
        rest = rest.TrimStart(" :=code_"u8);
        return System.Buffers.Text.Utf8Parser.TryParse(rest, out int status, out _) && status is >= 400 and <= 599;
    }

    private static bool Any(string text, string[] phrases) => Array.Exists(phrases, phrase => text.Contains(phrase, StringComparison.Ordinal));
}
