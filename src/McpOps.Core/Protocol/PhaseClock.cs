using System.Diagnostics;

namespace McpOps.Protocol;

/// <summary>Notes the moments of a conversation. Only the first connection counts: a later one is part of the handshake.</summary>
internal sealed class PhaseClock
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly long[] _moments = new long[Enum.GetValues<Moment>().Length];
    private double? _listMs;
    private double? _callMs;

    /// <summary>Notes a moment, the first time that it comes.</summary>
    public void Note(Moment moment) => Interlocked.CompareExchange(ref _moments[(int)moment], Stopwatch.GetTimestamp(), 0);

    public bool Has(Moment moment) => At(moment) != 0;

    public void Listed(double milliseconds) => _listMs = milliseconds;

    public void Called(double milliseconds) => _callMs = milliseconds;

    /// <summary>The phases so far; a phase that was begun and not ended lasts until now.</summary>
    public PhaseTimes Read()
    {
        var end = Has(Moment.Connected) ? At(Moment.Connected) : Stopwatch.GetTimestamp();
        var times = new PhaseTimes
        {
            ResolveMs = Between(Moment.ResolveBegan, Moment.ResolveEnded, end),
            ConnectMs = Between(Moment.ConnectBegan, Moment.ConnectEnded, end),
            TlsMs = Between(Moment.TlsBegan, Moment.TlsEnded, end),
            FirstByteMs = Between(Moment.RequestSent, Moment.FirstByte, end),
            HandshakeMs = Has(Moment.FirstByte) ? Milliseconds(At(Moment.FirstByte), end) : null,
            ListMs = _listMs,
            CallMs = _callMs,
        };
        var connecting = Milliseconds(_start, end);
        var known = (times.ResolveMs ?? 0) + (times.ConnectMs ?? 0) + (times.TlsMs ?? 0) + (times.FirstByteMs ?? 0) + (times.HandshakeMs ?? 0);
        return times with { RemainderMs = Math.Max(0, connecting - known), TotalMs = Math.Max(connecting, known) + (_listMs ?? 0) + (_callMs ?? 0) };
    }

    private long At(Moment moment) => Volatile.Read(ref _moments[(int)moment]);

    private double? Between(Moment from, Moment to, long end) => At(from) is 0 ? null : Milliseconds(At(from), At(to) is 0 ? end : Math.Min(At(to), end));

    private static double Milliseconds(long from, long to) => Math.Max(0, Stopwatch.GetElapsedTime(from, to).TotalMilliseconds);
}

/// <summary>The moments that bound the phases.</summary>
internal enum Moment
{
    ResolveBegan,
    ResolveEnded,
    ConnectBegan,
    ConnectEnded,
    TlsBegan,
    TlsEnded,
    RequestSent,
    FirstByte,

    /// <summary>The handshake is done.</summary>
    Connected,
}
