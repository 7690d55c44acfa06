using McpOps.Protocol;

namespace McpOps.Monitoring;

/// <summary>
/// The state machine of one rule of one server: <c>Ok → Pending → Firing → Recovering → Ok</c>, beside it flapping and muted. A pure function: a watch, a single run
/// and a replay come to the same end.
/// </summary>
internal static class AlertMachine
{
    /// <summary>Takes one sample.</summary>
    /// <param name="state">What is remembered.</param>
    /// <param name="seen">The sample.</param>
    /// <param name="hold">What holds the alert back now.</param>
    public static (RuleState State, IReadOnlyList<AlertEvent> Events) Step(RuleState state, Observation seen, Hold hold)
    {
        // What is not newer counts already; what could not be found out neither fires nor clears.
        if (seen.Result is ObservedResult.Unknown || seen.At <= state.Last || Unseen.Hides(state, seen))
        {
            return (state, []);
        }

        var bad = seen.Result is ObservedResult.Bad;
        var (bits, results) = Flapping.Add(state.Bits, state.Results, bad);
        var next = Swing(state, Damp(Count(state, seen, bad), seen), seen) with { Bits = bits, Results = results, ChangedAt = state.Results > 0 && bad != ((state.Bits & 1) == 1) ? seen.At : state.ChangedAt, FailedAt = seen.FailedAt ?? state.FailedAt, Ill = Unseen.After(state, seen), Last = bad || state.Bits != bits || state.Phase is not RulePhase.Ok ? seen.At : state.Last };
        next = next with { Flapping = Flaps(state, next, seen) };
        if (next.Flapping && !state.Flapping && next.Episode.Length == 0)
        {
            next = next with { Episode = EpisodeId(seen.At), Since = next.Since ?? seen.At, Severity = AlertSeverity.Worse(next.Severity, seen.Severity is "" ? AlertSeverity.Warning : seen.Severity) };
        }

        var (told, events) = Tell(state, Causes.Count(next, seen), seen.At, hold);
        return Causes.Tell(told, Unseen.Noted(events, seen), seen, hold, one => Event(AlertEventKind.Joined, one, seen.At, AlertState.Firing));
    }

    // A figure that crosses its bound slowly changes too seldom for the share of results: an alert soon after the end of another begins that, and a quiet time ends it.
    private static bool Flaps(RuleState state, RuleState next, Observation seen)
    {
        if (state.Flapping && seen.Settles is { } quiet)
        {
            return next.ChangedAt is { } changed && seen.At - changed < quiet;
        }

        return (Flapping.Is(next.Bits, next.Results, state.Flapping) && (seen.FlapsUnseen || state.Flapping || state.Announced))
            || (next is { Phase: RulePhase.Firing, EndedAt: not null } && !state.Announced)
            || Swings(state, next);
    }

    // Whoever was told that it works again, and then that it does not, knows that it swings: that is told once, and how it is when it swings no more, or is well.
    private static bool Swings(RuleState state, RuleState next) => next is { SwungAt: not null, Phase: RulePhase.Firing or RulePhase.Recovering }
        && (state.Flapping || (state is { Announced: true, LoweredAt: not null } && AlertSeverity.Gravity(next.Severity) > AlertSeverity.Gravity(state.Severity)));

    private static RuleState Swing(RuleState state, RuleState next, Observation seen)
    {
        if (seen.Swings is not { } quiet || state.Phase is RulePhase.Ok or RulePhase.Pending)
        {
            return next;
        }

        var change = AlertSeverity.Gravity(next.Severity) - AlertSeverity.Gravity(state.Severity);
        return next with { SwungAt = change != 0 ? seen.At : Fresh(state.SwungAt), LoweredAt = change < 0 ? seen.At : Fresh(state.LoweredAt) };

        DateTimeOffset? Fresh(DateTimeOffset? at) => seen.At - at < quiet ? at : null;
    }

    // That a figure crosses its graver bound is told once, and again only when it was below that for long.
    private static RuleState Damp(RuleState state, Observation seen)
    {
        var milder = AlertSeverity.Gravity(seen.Severity) < AlertSeverity.Gravity(state.RaisedAs) ? state.MilderSince ?? seen.At : (DateTimeOffset?)null;
        var isForgotten = seen.Settles is not { } quiet || seen.At - milder >= quiet;
        return state with
        {
            RaisedAs = isForgotten ? AlertSeverity.None : state.RaisedAs,
            MilderSince = isForgotten ? null : milder,
            EndedAt = seen.At - state.EndedAt < seen.Settles ? state.EndedAt : null,
        };
    }

    /// <summary>Looks at what is held: at the end of a window, what is still bad fires at once.</summary>
    public static (RuleState State, IReadOnlyList<AlertEvent> Events) Release(RuleState state, DateTimeOffset now, Hold hold)
    {
        if (state.Muted is null || hold.Reason is not null)
        {
            return (state, []);
        }

        var (told, events) = Tell(state, state, now, hold);
        return (Causes.Note(told, events), events);
    }

    private static RuleState Count(RuleState state, Observation seen, bool bad) => (state.Phase, bad) switch
    {
        (RulePhase.Ok, false) => state with { Bad = 0 },
        (RulePhase.Pending, false) => state with { Phase = RulePhase.Ok, Bad = 0, WorseCount = 0, WorseSince = null, Severity = state.Flapping ? state.Severity : AlertSeverity.None, Since = state.Flapping ? state.Since : null, BadSamples = state.Flapping ? state.BadSamples : 0 },
        (RulePhase.Ok or RulePhase.Pending, true) => Worsen(state, seen),
        (_, true) => Again(state, seen),
        (_, false) => Better(state, seen),
    };

    private static RuleState Worsen(RuleState state, Observation seen)
    {
        var count = state.Bad + 1;
        var gravity = AlertSeverity.Gravity(seen.Severity).CompareTo(AlertSeverity.Gravity(state.Severity));

        // A severity is reached by as many samples in a row as a failure takes: one outage after two slow answers is not yet one. What just got graver is waited for, so that one message tells it.
        var worse = gravity > 0 ? 1 : gravity < 0 ? 0 : state.WorseCount + 1;
        var worseSince = gravity > 0 ? seen.At : gravity < 0 ? null : state.WorseSince;
        var fires = count >= seen.Failures && (gravity < 0 || worse >= seen.Failures);
        var first = state.Since ?? seen.At;
        return Describe(state, seen) with
        {
            Phase = fires ? RulePhase.Firing : RulePhase.Pending,
            Bad = Math.Min(count, seen.Failures),
            Good = 0,
            WorseCount = fires ? 0 : worse,
            WorseSince = fires ? null : worseSince,

            // What was only worth a look before is not when it failed.
            Since = fires ? worseSince ?? first : first,
            GoodSince = null,
            Severity = fires ? seen.Severity : AlertSeverity.Worse(state.Severity, seen.Severity),
            Episode = fires && state.Episode.Length == 0 ? EpisodeId(worseSince ?? first) : state.Episode,
            BadSamples = state.BadSamples + 1,
            Cause = fires ? CauseOf(seen) : null,
        };
    }

    // It rises after the count of a failure, as from Ok, and falls after the count of recovery.
    private static RuleState Again(RuleState state, Observation seen)
    {
        var next = Describe(state, seen) with { Phase = RulePhase.Firing, Good = 0, GoodSince = null, BadSamples = state.BadSamples + 1, WorseCount = 0, WorseSince = null };
        if (!IsNews(state, seen))
        {
            return AlertSeverity.Gravity(seen.Severity) < AlertSeverity.Gravity(state.Severity) ? Fall(next, seen) : next with { LowerCount = 0, Lower = AlertSeverity.None };
        }

        next = next with { LowerCount = 0, Lower = AlertSeverity.None };
        var (count, since) = (state.WorseCount + 1, state.WorseSince ?? seen.At);

        // Where it is told anew, reminders and escalation begin anew with it.
        return count < seen.Failures ? next with { WorseCount = count, WorseSince = since }
            : IsKnown(state, seen) ? next with { Severity = seen.Severity, Cause = CauseOf(seen) }
            : IsSameOutage(state, seen) ? (next with { Cause = CauseOf(seen) }).Anew(since)
            : (next with { Severity = seen.Severity, Since = since, Cause = CauseOf(seen) }).Anew(null);
    }

    // It did not work before either, and looks different now: its length is that of all.
    private static bool IsSameOutage(RuleState state, Observation seen) => seen.Severity == state.Severity && state.Cause?.Verdict is not (null or McpVerdict.Healthy);

    // What swings, or wanders, was told to be as grave already, and is not told anew.
    private static bool IsKnown(RuleState state, Observation seen) => (state.FlappingTold || seen.Settles is not null)
        && AlertSeverity.Gravity(seen.Severity) <= AlertSeverity.Gravity(state.FlappingTold ? state.FlappingAs : state.RaisedAs);

    // What is graver; and where a certificate or a disk of one that answers was told, that it is down, however grave the first was. Who acknowledged an outage knows of it, whatever it looks like.
    private static bool IsNews(RuleState state, Observation seen) => AlertSeverity.Gravity(seen.Severity) is var gravity && AlertSeverity.Gravity(state.Severity) is var told
        && (gravity > told || (gravity == told && seen.Rule is Observations.Health && IsOutage(state.Cause?.Verdict, seen.Verdict) && !(state.AcknowledgedAt is not null && IsSameOutage(state, seen))));

    private static RuleState Fall(RuleState state, Observation seen)
    {
        var lower = AlertSeverity.Worse(state.LowerCount > 0 ? state.Lower : AlertSeverity.None, seen.Severity);
        var count = state.LowerCount + 1;
        return count >= seen.Successes ? state with { Severity = lower, LowerCount = 0, Lower = AlertSeverity.None } : state with { Lower = lower, LowerCount = count };
    }

    private static bool IsOutage(string? told, string? verdict) => told is not null && verdict is not null && McpVerdict.Answers(told) && McpVerdict.IsSilent(verdict);

    private static RuleState Better(RuleState state, Observation seen)
    {
        var count = state.Good + 1;
        var since = state.GoodSince ?? seen.At;
        return count >= seen.Successes
            ? state with { Phase = RulePhase.Ok, Good = 0, Bad = 0, GoodSince = since, WorseCount = 0, WorseSince = null }
            : state with { Phase = RulePhase.Recovering, Good = count, GoodSince = since, WorseCount = 0, WorseSince = null };
    }

    private static RuleState Describe(RuleState state, Observation seen) => state with { Verdict = seen.Verdict, Message = seen.Message, Value = seen.Value };

    private static RuleCause CauseOf(Observation seen) => new(seen.Verdict, seen.Message, seen.Value);

    // What is told: a pure comparison of what was told with what holds.
    private static (RuleState State, IReadOnlyList<AlertEvent> Events) Tell(RuleState before, RuleState now, DateTimeOffset at, Hold hold)
    {
        var firing = now.Phase is RulePhase.Firing or RulePhase.Recovering;
        if (now.Flapping)
        {
            return TellFlapping(now, at, hold);
        }

        if (before.FlappingTold && firing && hold.Reason is { } reason)
        {
            return (now with { Muted = reason }, []);
        }

        if (before.FlappingTold)
        {
            // Always one message, with the state that then holds.
            var end = Event(AlertEventKind.FlappingEnded, now, at, firing ? AlertState.Firing : AlertState.Resolved) with { Until = firing ? null : now.GoodSince ?? at };
            return (firing ? Said(now) with { FlappingTold = false } : Ended(now, at), [end]);
        }

        if (before.Flapping && !firing)
        {
            // That it flaps was held; who was told before that it is bad is told that it is over.
            return before.Announced ? (Ended(now, at), [Event(AlertEventKind.Resolved, now, at, AlertState.Resolved) with { Until = now.GoodSince ?? at }]) : (Closed(now), []);
        }

        return firing ? TellBad(before, now, at, hold) : TellGood(before, now, at);
    }

    private static (RuleState State, IReadOnlyList<AlertEvent> Events) TellFlapping(RuleState now, DateTimeOffset at, Hold hold)
    {
        // Who is told of what is critical was not told that it flaps as a warning: that it is down, and stays so, is other news. It is told once.
        var rises = now is { FlappingTold: true, Phase: RulePhase.Firing } && AlertSeverity.Gravity(now.Severity) > AlertSeverity.Gravity(now.FlappingAs);
        if (now.FlappingTold && !rises)
        {
            return (now with { Muted = null }, []);
        }

        if (hold.Reason is { } reason)
        {
            return (now with { Muted = reason }, []);
        }

        var said = News(now, at) with { FlappingTold = true, FlappingAs = now.Severity };
        return rises ? (said, [Event(AlertEventKind.Raised, now, at, AlertState.Firing)])

            // That it works was told a moment ago: that it does not is no repetition of what was told before.
            : (said, [Event(AlertEventKind.FlappingStarted, now, at, AlertState.Flapping) with { IsNews = now.Told is { } told && AlertSeverity.Gravity(now.Severity) > AlertSeverity.Gravity(told.Severity) }]);
    }

    private static (RuleState State, IReadOnlyList<AlertEvent> Events) TellBad(RuleState before, RuleState now, DateTimeOffset at, Hold hold)
    {
        if (!now.Announced)
        {
            // What is good again at the moment may yet be over: it is not told then.
            return hold.Reason is { } reason ? (now with { Muted = reason }, [])
                : now.Phase is RulePhase.Recovering ? (now with { Muted = null }, [])
                : (News(now, at) with { RaisedAs = now.Severity }, [Event(AlertEventKind.Fired, now, at, AlertState.Firing)]);
        }

        // Against what was told, and not against the sample before: what changed while it was held is told when it is not.
        var told = now.Told ?? new RuleWord(before.Severity, before.Cause?.Verdict);
        var change = AlertSeverity.Gravity(now.Severity) - AlertSeverity.Gravity(told.Severity);
        if (change < 0)
        {
            // Like a recovery it passes through a window: whoever was called because it is down may rest.
            return (Said(now), [Event(AlertEventKind.Lowered, now, at, AlertState.Firing)]);
        }

        var isNews = change > 0 ? AlertSeverity.Gravity(now.Severity) > AlertSeverity.Gravity(now.RaisedAs) : IsOutage(told.Verdict, now.Cause?.Verdict) && IsOutage(told.Verdict, now.Verdict);
        return !isNews ? (now with { Muted = null }, [])
            : hold.Reason is { } held ? (now with { Muted = held }, [])
            : now.Phase is RulePhase.Recovering ? (now with { Muted = null }, [])
            : (News(now, at) with { RaisedAs = now.Severity }, [Event(AlertEventKind.Raised, now, at, AlertState.Firing)]);
    }

    private static RuleState Said(RuleState state) => state with { Announced = true, Muted = null, Told = new RuleWord(state.Severity, state.Cause?.Verdict) };

    // Of what was held nobody could know before.
    private static RuleState News(RuleState state, DateTimeOffset at) => Said(state) with { ToldAt = at, AgainSince = state.Muted is null ? state.AgainSince : at };

    private static (RuleState State, IReadOnlyList<AlertEvent> Events) TellGood(RuleState before, RuleState now, DateTimeOffset at)
    {
        if (now.Phase is RulePhase.Pending || before.Phase is RulePhase.Ok or RulePhase.Pending)
        {
            return (now, []);
        }

        // A recovery passes through a window: who was told that it is bad is told that it is good.
        var was = now.Cause is { } cause ? now with { Verdict = cause.Verdict, Message = cause.Message, Value = cause.Value } : now;
        var end = Event(before.Announced ? AlertEventKind.Resolved : AlertEventKind.Muted, was, at, AlertState.Resolved) with { Until = now.GoodSince ?? at };
        return (before.Announced ? Ended(now, at) : Closed(now), [end]);
    }

    private static RuleState Ended(RuleState state, DateTimeOffset at) => Closed(state) with { EndedAt = state.GoodSince ?? at };

    private static RuleState Closed(RuleState state) => new()
    {
        Server = state.Server,
        Rule = state.Rule,
        Phase = state.Phase,
        Bad = state.Bad,
        Since = state.Phase is RulePhase.Pending ? state.Since : null,
        Severity = state.Phase is RulePhase.Pending ? state.Severity : AlertSeverity.None,
        BadSamples = state.Phase is RulePhase.Pending ? state.Bad : 0,
        WorseCount = state.WorseCount,
        WorseSince = state.WorseSince,
        Message = state.Phase is RulePhase.Pending ? state.Message : "",
        Verdict = state.Phase is RulePhase.Pending ? state.Verdict : "",
        Bits = state.Bits,
        Results = state.Results,
        Last = state.Last,
        ChangedAt = state.ChangedAt,
        FailedAt = state.FailedAt,
        EndedAt = state.EndedAt,
    };

    private static AlertEvent Event(string kind, RuleState state, DateTimeOffset at, string then) => new()
    {
        Kind = kind,
        Server = state.Server,
        Rule = state.Rule,
        Episode = state.Episode,
        Severity = state.Severity,
        At = at,
        Since = state.Since ?? at,
        Message = state.Message,
        Verdict = state.Verdict,
        Value = state.Value,
        BadSamples = state.BadSamples,
        State = then,
    };

    private static string EpisodeId(DateTimeOffset since) => since.ToUnixTimeSeconds().ToString("x", System.Globalization.CultureInfo.InvariantCulture);
}
