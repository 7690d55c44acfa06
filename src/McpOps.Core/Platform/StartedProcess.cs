using System.Diagnostics;

namespace McpOps.Platform;

/// <summary>A process that was started here: when and how it ended, which nobody can tell who only looks now and then.</summary>
internal sealed class StartedProcess
{
    private readonly TimeProvider _time;
    private readonly long _started;
    private volatile ProcessEnd? _end;

    /// <summary>Follows a process that was started at a moment.</summary>
    /// <param name="process">The process; it is let go of when it has ended.</param>
    /// <param name="started">The moment, by the clock.</param>
    /// <param name="time">The clock.</param>
    public StartedProcess(Process process, long started, TimeProvider time)
    {
        (_time, _started) = (time, started);
        _ = FollowAsync(process);
    }

    /// <summary>How it ended; null while it runs.</summary>
    public ProcessEnd? End => _end;

    private async Task FollowAsync(Process process)
    {
        using (process)
        {
            await process.WaitForExitAsync();
            _end = new ProcessEnd(_time.GetElapsedTime(_started), process.ExitCode);
        }
    }
}

/// <summary>The end of a process.</summary>
/// <param name="Lived">How long it lived.</param>
/// <param name="ExitCode">What it ended with.</param>
internal sealed record ProcessEnd(TimeSpan Lived, int ExitCode)
{
    // What was seen a moment after its end is still the same process.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether it failed: one that ended well may have left the server behind, as a script does that starts one.</summary>
    public bool HasFailed => ExitCode != 0;

    /// <summary>One sentence on the end of a service: how long it lived, where that is known, and else in which time it must have ended.</summary>
    /// <param name="end">The end of the process that was started; null where it is not known.</param>
    /// <param name="seen">How long after the start it was last seen to run.</param>
    /// <param name="elapsed">How long ago it was started.</param>
    public static string Said(ProcessEnd? end, TimeSpan seen, TimeSpan elapsed) => end is not null && end.Lived + Slack >= seen
        ? FormattableString.Invariant($"It ended {end.Lived.TotalSeconds:0.#} s after its start, with exit code {end.ExitCode}.")
        : FormattableString.Invariant($"It ended within {elapsed.TotalSeconds:0.#} s of its start.");
}
