using System.Text.Json;
using System.Text.Json.Serialization;
using McpOps.Files;
using McpOps.Backups.Stores;

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
    public const string After = "after";
    public const string Finishing = "finishing";
    public const string Undoing = "undoing";

    /// <summary>Everything is back as it was; only what was staged is still to be removed.</summary>
    public const string Undone = "undone";

    private const string Ending = ".journal.jsonl";
    private const string NewEnding = ".new";
    private const string LockEnding = ".lock";
    private readonly string _path;
    private readonly FileStream _file;
    private readonly FolderLock _lock;

    private RestoreJournal(string path, FileStream file, FolderLock held)
    {
        _path = path;
        _file = file;
        _lock = held;
    }

    /// <summary>Whether a database was, or may have been, replaced.</summary>
    public bool DatabasesTouched { get; private set; }

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

    /// <summary>Begins a journal. It is there with its plan or not at all, and no other process undoes a restore that still runs.</summary>
    public static RestoreJournal Create(string folder, string id, RestorePlan plan)
    {
        OwnerOnly.CreateLastingFolder(folder);
        Sweep(folder);
        var held = FolderLock.Take(folder, "restore", LockName(id));
        try
        {
            var path = Path.Combine(folder, id + Ending);
            var file = new FileStream(path + NewEnding, OwnerOnly.NewFile(FileMode.CreateNew));
            var journal = new RestoreJournal(path, file, held);
            journal.Write(Begun, plan);
            File.Move(path + NewEnding, path);
            FileSystem.Sync(folder);
            return journal;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Opens the journal of an interrupted restore; null when it is over by now.</summary>
    /// <exception cref="McpOpsException"><c>StoreLocked</c>: the restore still runs.</exception>
    public static (RestoreJournal Journal, UnfinishedRestore Found)? Open(string path)
    {
        var held = FolderLock.Take(Path.GetDirectoryName(path)!, "restore", LockName(Path.GetFileName(path)[..^Ending.Length]));
        try
        {
            if (File.Exists(path) && Read(path) is { } found)
            {
                return (new RestoreJournal(path, new FileStream(path, OwnerOnly.NewFile(FileMode.Append)), held) { DatabasesTouched = found.DatabasesTouched }, found);
            }
        }
        catch
        {
            held.Dispose();
            throw;
        }

        held.Dispose();
        return null;
    }

    /// <summary>Whether the process that wrote a journal has ended, and the restore has not.</summary>
    public static bool IsInterrupted(string path)
    {
        try
        {
            using var journal = Open(path)?.Journal;
            return journal is not null;
        }
        catch (McpOpsException exception) when (exception.ErrorId is "StoreLocked")
        {
            return false;
        }
    }

    /// <summary>The journals of restores that are not over, the newest first.</summary>
    public static IReadOnlyList<UnfinishedRestore> Unfinished(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*" + Ending).OrderDescending(StringComparer.Ordinal).Select(Read).OfType<UnfinishedRestore>()]
        : [];

    /// <summary>Says, durably, that a step begins.</summary>
    public void Write(string step, RestorePlan? plan = null)
    {
        // A line begins with its own break: one that a full disk or a power cut tore does not spoil the next.
        _file.Write([(byte)'\n', .. JsonSerializer.SerializeToUtf8Bytes(new JournalLine(step, plan), RestoreJson.Default.JournalLine), (byte)'\n']);
        _file.Flush(flushToDisk: true);
        DatabasesTouched |= step is Databases;
    }

    /// <summary>The restore is over.</summary>
    public void Close()
    {
        File.Delete(_path);
        FileSystem.Sync(Path.GetDirectoryName(_path)!);
        File.Delete(_path[..^Ending.Length] + LockEnding);
        Dispose();
    }

    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }

    // A process that was killed before its journal stood, or after that was gone, leaves its lock or a beginning.
    private static void Sweep(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*" + LockEnding))
        {
            var journal = path[..^LockEnding.Length] + Ending;
            if (File.Exists(journal))
            {
                continue;
            }

            try
            {
                using (FolderLock.Take(folder, "restore", Path.GetFileName(path)))
                {
                    File.Delete(journal + NewEnding);
                    File.Delete(path);
                }
            }
            catch (McpOpsException exception) when (exception.ErrorId == "StoreLocked")
            {
                // It is just being begun.
            }
        }
    }

    private static string LockName(string id) => id + LockEnding;

    private static UnfinishedRestore? Read(string path)
    {
        RestorePlan? plan = null;
        var step = "";
        var databasesTouched = false;
        foreach (var line in Lines(path).Where(line => line.Length > 0))
        {
            try
            {
                var entry = JsonSerializer.Deserialize(line, RestoreJson.Default.JournalLine)!;
                plan = entry.Plan ?? plan;
                step = entry.Step;
                databasesTouched |= step is Databases;
            }
            catch (JsonException)
            {
                // A line that was cut off: its step had not begun.
            }
        }

        return plan is null ? null : new UnfinishedRestore(path, plan, step, databasesTouched);
    }

    private static string[] Lines(string path)
    {
        try
        {
            return System.Text.Encoding.UTF8.GetString(RegularFile.ReadAllBytes(path)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (FileNotFoundException)
        {
            // It has come to its end since it was listed.
            return [];
        }
    }

    internal sealed record JournalLine(string Step, RestorePlan? Plan);
}

/// <summary>A restore that is not over, as its journal tells it.</summary>
/// <param name="Path">The journal.</param>
/// <param name="Plan">What is restored.</param>
/// <param name="Step">The last step that began.</param>
/// <param name="DatabasesTouched">Whether a database may have been replaced, in this step or an earlier one.</param>
internal sealed record UnfinishedRestore(string Path, RestorePlan Plan, string Step, bool DatabasesTouched)
{
    /// <summary>Whether only what was staged is still to be removed.</summary>
    public bool IsOver => Step is RestoreJournal.Finishing or RestoreJournal.Undone;
}

/// <summary>How a journal's lines are read and written.</summary>
[JsonSerializable(typeof(RestoreJournal.JournalLine))]
internal sealed partial class RestoreJson : JsonSerializerContext;
