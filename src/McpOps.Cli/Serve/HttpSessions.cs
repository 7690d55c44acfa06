using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace McpOps.Cli.Serve;

/// <summary>The sessions of legacy clients: bounded in number, ended when idle.</summary>
internal sealed class HttpSessions(ServeOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, HttpSession> _sessions = new(StringComparer.Ordinal);

    public int Count => _sessions.Count;

    /// <summary>A session id that nobody can guess: visible ASCII, as the specification asks.</summary>
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public async Task AddAsync(string id, HttpSession session)
    {
        _sessions[id] = session;
        var now = time.GetUtcNow();
        var idle = _sessions.Where(pair => now - pair.Value.LastUsed > options.SessionIdleTimeout);
        var surplus = _sessions.OrderBy(pair => pair.Value.LastUsed).Take(Math.Max(0, _sessions.Count - options.MaxSessions));
        foreach (var (old, _) in idle.Concat(surplus).ToList())
        {
            await EndAsync(old);
        }
    }

    public HttpSession? Find(string id)
    {
        if (!_sessions.TryGetValue(id, out var session))
        {
            return null;
        }

        session.LastUsed = time.GetUtcNow();
        return session;
    }

    public async Task<bool> EndAsync(string id)
    {
        if (!_sessions.TryRemove(id, out var session))
        {
            return false;
        }

        await session.DisposeAsync();
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var id in _sessions.Keys.ToList())
        {
            await EndAsync(id);
        }
    }
}
