using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace McpOps.Platform;

/// <summary>A process and all that it started, each told by its id and its start: an id that was given to another since is another.</summary>
internal sealed class ProcessTree
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly IReadOnlyList<(int Id, string Mark, string Name)> _members;

    private ProcessTree(IReadOnlyList<(int, string, string)> members) => _members = members;

    /// <summary>The ids, the root first.</summary>
    public IReadOnlyList<int> Ids => [.. _members.Select(member => member.Id)];

    /// <summary>Those that still live.</summary>
    public IReadOnlyList<int> Living => [.. _members.Where(member => Mark(member.Id) == member.Mark).Select(member => member.Id)];

    /// <summary>The tree below a process as it is now; empty when there is no such process. This process and those that started it are never in it.</summary>
    public static ProcessTree Of(int root)
    {
        var all = ProcessTable.All();
        var own = ProcessTable.Ancestors(all, Environment.ProcessId);
        var children = all.Where(process => process.ParentId is not null).ToLookup(process => process.ParentId!.Value);
        var (members, open, seen) = (new List<(int, string, string)>(), new Queue<ProcessDetail>(all.Where(process => process.Id == root)), new HashSet<int>());
        while (open.TryDequeue(out var process))
        {
            if (!seen.Add(process.Id) || own.Contains(process.Id) || process.Id <= 1)
            {
                continue;
            }

            if (Mark(process.Id) is { } mark)
            {
                members.Add((process.Id, mark, process.Name));
            }

            foreach (var child in children[process.Id])
            {
                open.Enqueue(child);
            }
        }

        return new ProcessTree(members);
    }

    /// <summary>Asks each to end, waits, and ends what is left.</summary>
    /// <param name="patience">How long they may take to end by themselves.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Those that live all the same, and those that did not end by themselves.</returns>
    public async Task<(IReadOnlyList<int> Left, IReadOnlyList<int> Forced)> EndAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (var id in OperatingSystem.IsWindows() ? [] : Living)
        {
            UnixNative.AskToEnd(id);
        }

        await WaitAsync(OperatingSystem.IsWindows() ? TimeSpan.Zero : patience, time, cancellationToken);
        var forced = Living;
        foreach (var id in forced)
        {
            Kill(id);
        }

        await WaitAsync(TimeSpan.FromSeconds(5), time, cancellationToken);
        return (Living, OperatingSystem.IsWindows() ? [] : forced);
    }

    /// <summary>What makes a process the same as before: on Linux the ticks between boot and its start, which no clock change moves.</summary>
    internal static string? Mark(int id)
    {
        if (!OperatingSystem.IsLinux())
        {
            return ProcessTable.Get(id)?.StartedAt?.ToString("O", CultureInfo.InvariantCulture);
        }

        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : fields[19];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private async Task WaitAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var started = time.GetTimestamp(); Living.Count > 0 && time.GetElapsedTime(started) < patience;)
        {
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has ended by itself, or this account may not; who lives on is told.
        }
    }
}
