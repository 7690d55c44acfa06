using System.Collections.Concurrent;

namespace McpOps.Protocol.Http;

/// <summary>The sessions that a server made for us. There are servers that make one for a request which they refuse, and keep it: each is ended.</summary>
internal sealed class HttpSessions
{
    public const string Header = "Mcp-Session-Id";

    // One that makes a session for every request must not make the end of a load test as long as the test.
    private const int Most = 64;

    private readonly ConcurrentDictionary<string, Uri> _made = new(StringComparer.Ordinal);

    /// <summary>The sessions and the addresses at which they were made.</summary>
    public IEnumerable<KeyValuePair<string, Uri>> Made => _made;

    /// <summary>Notes the session that an answer names.</summary>
    public void Note(HttpResponseMessage response, Uri url)
    {
        if (Of(response) is { } session && _made.Count < Most)
        {
            _made.TryAdd(session, url);
        }
    }

    /// <summary>The session that an answer names; null when it names none.</summary>
    public static string? Of(HttpResponseMessage response) =>
        response.Headers.TryGetValues(Header, out var sessions) && sessions.FirstOrDefault() is { } session && !string.IsNullOrWhiteSpace(session) ? session : null;
}
