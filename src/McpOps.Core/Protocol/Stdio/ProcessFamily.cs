using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace McpOps.Protocol.Stdio;

/// <summary>The process of a server and everything that it started, such as npx, sh and node.</summary>
/// <remarks>
/// A child whose parent has gone belongs to process 1 and can no longer be found through its parents. On Linux all of them are found
/// by the marker in their environment; elsewhere by their parents, as .NET does it.
/// </remarks>
internal sealed partial class ProcessFamily
{
    private const int SigTerm = 15;

    // One that hangs in the kernel cannot be killed; nobody waits for it longer than this.
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KillPause = TimeSpan.FromMilliseconds(5);

    private readonly int _head;
    private readonly byte[] _entry;

    private ProcessFamily(int head, string marker)
    {
        _head = head;
        _entry = Encoding.UTF8.GetBytes($"{LaunchPlan.Marker}={marker}\0");
    }

    public static ProcessFamily Of(int head, string marker) => new(head, marker);

    /// <summary>Asks all of them to end.</summary>
    public void Terminate()
    {
        if (!OperatingSystem.IsWindows())
        {
            foreach (var member in Members().Append(_head).Distinct())
            {
                _ = SendSignal(member, SigTerm);
            }
        }
    }

    /// <summary>Ends all of them, and those that a dying one starts meanwhile; returns when all are gone.</summary>
    /// <param name="headAlive">Whether the head runs still; the id of one that has gone may be another's by now.</param>
    public async Task KillAsync(bool headAlive)
    {
        if (headAlive)
        {
            KillOne(_head, entireTree: true);
        }

        // A killed process loses its environment a moment before it is gone, so those that were killed are remembered.
        var killed = new HashSet<int>();
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < KillPatience)
        {
            var members = Members();
            members.ForEach(member => KillOne(member, entireTree: false));
            killed.UnionWith(members);
            if (members.Count == 0 && !killed.Any(IsAlive))
            {
                return;
            }

            await Task.Delay(KillPause);
        }
    }

    // The state follows the name, which stands in parentheses and may itself hold some.
    private static bool IsAlive(int id)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{id}/stat");
            return status.AsSpan(status.LastIndexOf(')') + 1).TrimStart() is not ['Z' or 'X', ..];
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void KillOne(int id, bool entireTree)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill(entireTree);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // It has already gone, or is no longer ours.
        }
    }

    private List<int> Members()
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        return [.. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
            .Where(id => id != 0 && id != Environment.ProcessId && CarriesMarker(id))];
    }

    private bool CarriesMarker(int id)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{id}/environ").AsSpan().IndexOf(_entry) >= 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Gone meanwhile, or another user's.
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);
}
