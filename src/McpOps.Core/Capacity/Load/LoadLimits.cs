namespace McpOps.Capacity.Load;

/// <summary>Why a test ended before its last step.</summary>
/// <param name="LimitedBy">One of <see cref="CapacityLimit"/>.</param>
/// <param name="Message">One sentence with the figure that shows it.</param>
internal sealed record LoadStop(string LimitedBy, string Message);

/// <summary>What ends a test early: a server that refuses, fails or is gone, or a limit of the test.</summary>
/// <param name="MaxErrorRate">The share of failed calls, 0 to 1, from which a step is the last.</param>
internal sealed record LoadLimits(double MaxErrorRate)
{
    // Fewer calls than this are no share to speak of.
    private const int MinCalls = 5;

    private const double RefusedShare = 0.01;

    /// <summary>Judges what a step came to so far; null to go on.</summary>
    public LoadStop? Judge(StepRecorder recorder)
    {
        var failed = recorder.Failed;
        var calls = recorder.Succeeded + failed;
        if (calls < MinCalls || failed == 0)
        {
            return null;
        }

        var refused = recorder.ErrorCount(CallError.RateLimited);
        if (refused >= RefusedShare * calls)
        {
            var wait = recorder.RetryAfterSeconds > 0 ? FormattableString.Invariant($" and asked to wait {recorder.RetryAfterSeconds:0.#} s") : "";
            return new LoadStop(CapacityLimit.RateLimit, FormattableString.Invariant($"The server refused {100.0 * refused / calls:0.#} % of the calls by HTTP 429{wait}: the rate is its own limit."));
        }

        var gone = recorder.ErrorCount(CallError.Refused) + recorder.ErrorCount(CallError.Exited);
        if (gone >= Math.Max(MinCalls, 0.2 * calls))
        {
            return new LoadStop(CapacityLimit.Died, FormattableString.Invariant($"The server is gone: {gone} of {calls} calls met a closed port or an ended process. Look at its log for the reason."));
        }

        return failed >= MaxErrorRate * calls
            ? new LoadStop(CapacityLimit.Errors, FormattableString.Invariant($"{100.0 * failed / calls:0.#} % of the calls failed, most of them with '{recorder.ErrorKinds[0].Kind}'."))
            : null;
    }
}
