using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using McpOps.Logs.Parsing;

namespace McpOps.Logs.Summaries;

/// <summary>Counts entries into a state. One for each worker.</summary>
/// <param name="state">Takes the counts.</param>
/// <param name="path">The file.</param>
/// <param name="options">Which stretch of time counts.</param>
internal sealed class SummarySink(SummaryState state, string path, LogOptions options) : IEntrySink
{
    private static readonly SearchValues<byte> HostEnds = SearchValues.Create("/ ?#\"'>),"u8);
    private readonly MessagePlans _plans = new();
    private readonly SuspicionCounter _suspicions = new(state);
    private readonly LogClock _clock = new(options.TimeZone);
    private readonly TimeRange _range = new(options);
    private readonly TimeRange? _before = TimeRange.Previous(options);
    private readonly PreviousPeriod? _previous = options.PreviousSince is { } since ? state.Previous ??= new PreviousPeriod(since.UtcTicks) : null;
    private readonly ErrorCounter _errors = new(state);
    private readonly EntryFilter? _filter = EntryFilter.Of(options);
    private StretchStats _stretch = state.Undated;
    private long _secondStart = 1;
    private long _secondEnd;
    private long _moment;

    /// <summary>Set when the numbers of lines are not known, because what is before them was not read.</summary>
    public bool WithoutLines { get; set; }

    public void Told(long untold) => state.Untold = UntoldCount.Of(untold);

    public void Begin(ReadOnlySpan<byte> block) => _suspicions.Begin(block);

    public void Add(scoped in RawEntry entry, ref LogLine line)
    {
        var untold = state.Untold.Look(_range, ref line);
        if (_filter is not null && !_filter.Fits(in entry, ref line))
        {
            _suspicions.Pass(in entry);
            return;
        }

        if (untold)
        {
            state.Untold.Add();
        }

        if (!_range.IsAll && !_range.Contains(ref line, _clock))
        {
            AddPrevious(in entry, ref line);
            _suspicions.Pass(in entry);
            return;
        }

        state.Entries++;
        state.Lines += entry.Lines;
        state.Levels[(int)line.Level]++;
        var stretch = line.HasTime && !line.Time.IsTimeOnly ? At(_clock.ToUtc(line.Time)) : state.Undated;
        stretch.Entries++;
        if (line.HasFacts)
        {
            AddFacts(in entry, ref line, stretch);
        }
        else
        {
            AddMessage(entry.Of(line.Message), stretch);
        }

        if (line.Level >= LogLevel.Warning || IsFailure(ref line))
        {
            AddGrave(in entry, ref line, stretch);
        }

        if (!line.Parsed)
        {
            state.Unparsed += entry.Lines;
            if (state.UnparsedSamples.Count < SummaryState.MaxSamples)
            {
                state.AddUnparsed(Sample(in entry, ref line));
            }
        }

        if (_suspicions.NextHit < entry.Start + entry.Text.Length)
        {
            _suspicions.AddHits(in entry, ref line, Ticks(ref line), Place(in entry));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private StretchStats At(long utc)
    {
        if (utc < _secondStart || utc >= _secondEnd)
        {
            Enter(utc);
        }

        _moment = utc;
        state.First = Math.Min(state.First, utc);
        state.Last = Math.Max(state.Last, utc);
        return _stretch;
    }

    // Entries of one second share its stretch and its mark.
    private void Enter(long utc)
    {
        _secondStart = utc - (utc % TimeSpan.TicksPerSecond);
        _secondEnd = _secondStart + TimeSpan.TicksPerSecond;
        var within = utc % _clock.StretchLength(utc);
        _stretch = state.StretchAt((int)((utc - within) / StretchStats.Step));
        _stretch.Touch((int)(within / TimeSpan.TicksPerSecond));
    }

    private void AddMessage(ReadOnlySpan<byte> message, StretchStats stretch)
    {
        var kind = _plans.Find(message);
        kind |= !kind.HasFlag(MessageKind.Timed) && MessageDuration.IsNamedAtEnd(message) ? MessageKind.Timed : MessageKind.None;
        if (kind == MessageKind.Known)
        {
            return;
        }

        if (kind.HasFlag(MessageKind.Request))
        {
            stretch.Requests++;
            AddDomain(message);
        }

        if (kind.HasFlag(MessageKind.Success) && !(kind.HasFlag(MessageKind.Judged) && MessageRules.SaysFailure(message)))
        {
            stretch.Successes++;
        }

        if (kind.HasFlag(MessageKind.Timed) && MessageDuration.TryFind(message, out var milliseconds))
        {
            AddLatency(stretch, milliseconds);
        }

        if ((kind & (MessageKind.Tool | MessageKind.Start | MessageKind.Stop)) != MessageKind.None)
        {
            AddEvent(kind, message);
        }
    }

    private static void AddLatency(StretchStats stretch, double milliseconds)
    {
        var whole = (int)milliseconds;
        if (whole == milliseconds)
        {
            stretch.Latency.AddWhole(whole);
        }
        else
        {
            stretch.Latency.Add(milliseconds);
        }
    }

    private void AddEvent(MessageKind kind, ReadOnlySpan<byte> message)
    {
        if (kind.HasFlag(MessageKind.Tool) && kind.HasFlag(MessageKind.Request) && ToolName.Find(message) is { IsEmpty: false } tool)
        {
            state.Tools.Add(tool);
        }

        if (_stretch != state.Undated && kind.HasFlag(MessageKind.Start))
        {
            state.Starts.Add(_moment);
        }

        if (_stretch != state.Undated && kind.HasFlag(MessageKind.Stop))
        {
            state.Stops.Add(_moment);
        }
    }

    private void AddDomain(ReadOnlySpan<byte> text)
    {
        var scheme = text.IndexOf("://"u8);
        if (scheme < 0)
        {
            return;
        }

        var host = text[(scheme + 3)..];
        var end = host.IndexOfAny(HostEnds);
        host = end < 0 ? host : host[..end];
        var user = host.IndexOf((byte)'@');
        host = user < 0 ? host : host[(user + 1)..];
        if (!host.IsEmpty)
        {
            state.Domains.Add(host);
        }
    }

    private void AddFacts(scoped in RawEntry entry, ref LogLine line, StretchStats stretch)
    {
        ref var facts = ref line.Facts;
        if (facts.IsRequest)
        {
            stretch.Requests++;
            AddDomain(entry.Of(facts.Url));
        }

        if (!facts.Tool.IsEmpty && (facts.IsRequest || facts.IsAnswer || line.Facts.RpcId.IsEmpty))
        {
            state.Tools.Add(entry.Of(facts.Tool));
        }

        if (!facts.Client.IsEmpty)
        {
            state.Clients.Add(entry.Of(facts.Client));
        }

        if (facts.Status > 0)
        {
            Span<byte> digits = [(byte)('0' + (facts.Status / 100)), (byte)('0' + (facts.Status / 10 % 10)), (byte)('0' + (facts.Status % 10))];
            state.Statuses.Add(digits);
            if (facts.Status is 401 or 403)
            {
                _suspicions.Add(SuspiciousPhrases.Denied, in entry, ref line, Ticks(ref line), Place(in entry));
            }
        }

        if (facts.IsAnswer && !facts.IsFailure && facts.Status < 400)
        {
            stretch.Successes++;
        }

        if (facts.DurationMs is { } duration)
        {
            AddLatency(stretch, duration);
        }

        if (!facts.RpcId.IsEmpty && line.HasTime)
        {
            AddRpc(entry.Of(facts.RpcId), ref facts);
        }

        if (!facts.IsRequest && !facts.IsAnswer)
        {
            AddMessage(entry.Of(line.Message), stretch);
        }
    }

    private void AddRpc(ReadOnlySpan<byte> id, ref LogFacts facts)
    {
        if (facts.IsRequest)
        {
            state.Rpc.Request(Encoding.UTF8.GetString(id), _moment, state);
        }
        else if (facts.IsAnswer)
        {
            state.Rpc.Answer(Encoding.UTF8.GetString(id), _moment, state);
        }
    }

    private static bool IsFailure(ref LogLine line) => line.HasFacts && line.Facts.IsFailure;

    // Of the period before only what its errors say is of interest.
    private void AddPrevious(scoped in RawEntry entry, ref LogLine line)
    {
        if (_previous is null || !_before!.Contains(ref line, _clock))
        {
            return;
        }

        _previous.Entries++;
        _previous.First = line.HasTime && !line.Time.IsTimeOnly ? Math.Min(_previous.First, _clock.ToUtc(line.Time)) : _previous.First;
        if (line.Level > LogLevel.Warning || IsFailure(ref line))
        {
            _previous.Add(_errors.Key(in entry, ref line));
        }
    }

    private void AddGrave(scoped in RawEntry entry, ref LogLine line, StretchStats stretch)
    {
        // An answer of 500 is an error, whatever level it is logged at.
        if (line.Level is LogLevel.Warning && !IsFailure(ref line))
        {
            stretch.Warnings++;
            return;
        }

        stretch.Errors++;
        _errors.Add(in entry, ref line, Ticks(ref line), Place(in entry));
    }

    // What has no time comes after all that has.
    private long Ticks(ref LogLine line) => line.HasTime ? _moment : long.MaxValue;

    private LinePlace Place(scoped in RawEntry entry) => new(path, WithoutLines ? null : entry.Line, entry.Offset);

    private LineSample Sample(scoped in RawEntry entry, ref LogLine line) => SampleText.Make(in entry, ref line, Ticks(ref line), Place(in entry));
}
