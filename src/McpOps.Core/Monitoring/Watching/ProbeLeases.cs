using System.Diagnostics;

namespace McpOps.Monitoring;

/// <summary>The servers at which a run looks just now, so that a single one that begins meanwhile does not look and count at the same time.</summary>
/// <param name="Owner">The machine, process and run.</param>
/// <param name="Until">When it holds no longer, whatever became of its run.</param>
/// <param name="Servers">The servers.</param>
internal sealed record ProbeLease(string Owner, DateTimeOffset Until, IReadOnlyList<string> Servers);

/// <summary>Gives and takes leases. It changes the state that it is given and nothing else.</summary>
internal static class ProbeLeases
{
    // Longer than a run takes that is not stuck. Of a process of this machine that is gone, a lease says nothing before that.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>A name for this run.</summary>
    public static string NewOwner() => $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";

    /// <summary>Takes the servers at which nobody else looks.</summary>
    /// <returns>Those that are taken.</returns>
    public static IReadOnlyList<string> Take(WatchState state, string owner, IReadOnlyList<string> servers, DateTimeOffset now, Func<string, bool> lives)
    {
        foreach (var old in state.Leases.All.Where(lease => lease.Until <= now || !lives(lease.Owner)).ToList())
        {
            state.Leases.Remove(old.Owner);
        }

        var taken = state.Leases.All.SelectMany(lease => lease.Servers).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<string> mine = [.. servers.Where(server => !taken.Contains(server))];
        if (mine.Count > 0)
        {
            state.Leases.Put(new ProbeLease(owner, now + Longest, mine));
        }

        return mine;
    }

    /// <summary>Keeps the lease of a watch that runs on and on: what it looks at is not looked at, and counted, by single runs beside it.</summary>
    /// <param name="state">What is remembered; changed.</param>
    /// <param name="owner">The watch.</param>
    /// <param name="servers">Which it watches: those of its own inventory, for hosts that share a history have others.</param>
    /// <param name="now">Now.</param>
    public static void Keep(WatchState state, string owner, IReadOnlyList<string> servers, DateTimeOffset now)
    {
        if (state.Leases.Find(owner) is not { } held || held.Until - now < Longest / 2 || !held.Servers.SequenceEqual(servers, StringComparer.Ordinal))
        {
            state.Leases.Put(new ProbeLease(owner, now + Longest, servers));
        }
    }

    /// <summary>Whether the process of a lease may still live: one of another machine may.</summary>
    public static bool Lives(string owner)
    {
        if (owner.Split(':') is not [var machine, var process, _] || machine != Environment.MachineName || !int.TryParse(process, System.Globalization.CultureInfo.InvariantCulture, out var id))
        {
            return true;
        }

        try
        {
            using var running = Process.GetProcessById(id);
            return !running.HasExited;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return exception is System.ComponentModel.Win32Exception;
        }
    }
}
