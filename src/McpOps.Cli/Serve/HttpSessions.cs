using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace McpOps.Cli.Serve;

/// <summary>The sessions of legacy clients: bounded in number, and ended when their client has gone without saying so.</summary>
internal sealed class HttpSessions : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, HttpSession> _sessions = new(StringComparer.Ordinal);
    private readonly ServeOptions _options;
    private readonly TimeProvider _time;
    private readonly ServeLog _log;
    private readonly ITimer _timer;

    public HttpSessions(ServeOptions options, ServeLog log, TimeProvider time)
    {
        (_options, _log, _time) = (options, log, time);
        var period = TimeSpan.FromTicks(Math.Clamp(options.SessionIdleTimeout.Ticks / 4, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerMinute));
        _timer = time.CreateTimer(_ => _ = EndIdleAsync(), state: null, period, period);
    }

    public int Count => _sessions.Count;

    /// <summary>A session id that nobody can guess: visible ASCII, as the specification asks.</summary>
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Keeps a session; false when there are as many as may be and all are in use.</summary>
    public async Task<bool> AddAsync(string id, HttpSession session)
    {
        if (_sessions.Count >= _options.MaxSessions)
        {
            var idle = _sessions.Where(pair => !pair.Value.InUse);
            if (idle.OrderBy(pair => pair.Value.LastUsed).Select(pair => pair.Key).FirstOrDefault() is not { } idlest)
            {
                return false;
            }

            await EndAsync(idlest);
        }

        _sessions[id] = session;
        return true;
    }

    public HttpSession? Find(string id) => _sessions.GetValueOrDefault(id);

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
        await _timer.DisposeAsync();
        await Task.WhenAll(_sessions.Keys.Select(EndAsync));
    }

    private async Task EndIdleAsync()
    {
        var ended = 0;
        foreach (var (id, session) in _sessions)
        {
            if (!session.InUse && _time.GetElapsedTime(session.LastUsed) > _options.SessionIdleTimeout && await EndAsync(id))
            {
                ended++;
            }
        }

        if (ended > 0)
        {
            _log.Info($"Ended {ended} session(s) that nobody used for {_options.SessionIdleTimeout.TotalSeconds:0} s");
        }
    }
}
