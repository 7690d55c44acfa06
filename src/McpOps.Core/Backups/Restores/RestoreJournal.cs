using System.Text.Json;
using McpOps.Backups.Posix;

namespace McpOps.Backups.Restores;

/// <summary>How far a restore is, on disk, so that it can be resumed or undone after any interruption.</summary>
/// <remarks>One JSON line for each step, synced before the step begins. The file is there exactly as long as the restore is not over.</remarks>
internal sealed class RestoreJournal : IDisposable
{
    public const string Begun = "begun";
    public const string Staged = "staged";
    public const string Stopping = "stopping";
    public const string Swapping = "swapping";
    public const string Swapped = "swapped";
    public const string Databases = "databases";
    public const string Finishing = "finishing";
    public const string Undoing = "undoing";

    private const string Ending = ".journal.jsonl";
    private readonly string _path;
    private readonly FileStream _file;

    private RestoreJournal(string path, FileStream file)
    {
        _path = path;
        _file = file;
    }

    /// <summary>Where journals are, when the user does not say.</summary>
    public static string DefaultFolder
    {
        get
        {
            var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return Path.Combine(
                !string.IsNullOrEmpty(state) ? state : home.Length > 0 ? Path.Combine(home, ".local", "state") : "/var/lib",
                "mcpops", "restores");
        }
    }

    public static RestoreJournal Create(string folder, string id)
    {
        if (!Directory.Exists(folder))
        {
            OwnerOnly.CreateFolder(folder);
        }

        var path = Path.Combine(folder, id + Ending);
        var file = new FileStream(path, OwnerOnly.NewFile(FileMode.CreateNew));
        PosixFolder.Sync(folder);
        return new RestoreJournal(path, file);
    }

    /// <summary>Opens the journal of an interrupted restore.</summary>
    public static RestoreJournal Open(string path) => new(path, new FileStream(path, OwnerOnly.NewFile(FileMode.Append)));

    /// <summary>The journals of restores that are not over, the newest first.</summary>
    public static IReadOnlyList<(string Path, RestorePlan Plan, string Step)> Unfinished(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var found = new List<(string Path, RestorePlan Plan, string Step)>();
        foreach (var path in Directory.EnumerateFiles(folder, "*" + Ending).OrderDescending(StringComparer.Ordinal))
        {
            if (Read(path) is { } last)
            {
                found.Add((path, last.Plan, last.Step));
            }
            else
            {
                // Killed before its first line: nothing had been done.
                File.Delete(path);
            }
        }

        return found;
    }

    /// <summary>Says, durably, that a step begins.</summary>
    public void Write(string step, RestorePlan? plan = null)
    {
        _file.Write(JsonSerializer.SerializeToUtf8Bytes(new JournalLine(step, plan)));
        _file.Write("\n"u8);
        _file.Flush(flushToDisk: true);
    }

    /// <summary>The restore is over.</summary>
    public void Close()
    {
        _file.Dispose();
        File.Delete(_path);
    }

    public void Dispose() => _file.Dispose();

    private static (RestorePlan Plan, string Step)? Read(string path)
    {
        RestorePlan? plan = null;
        var step = "";
        foreach (var line in File.ReadLines(path))
        {
            try
            {
                var entry = JsonSerializer.Deserialize<JournalLine>(line)!;
                plan = entry.Plan ?? plan;
                step = entry.Step;
            }
            catch (JsonException)
            {
                // The last line was cut off: its step had not begun.
                break;
            }
        }

        return plan is null ? null : (plan, step);
    }

    private sealed record JournalLine(string Step, RestorePlan? Plan);
}
