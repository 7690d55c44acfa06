using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text;
using McpOps.Files;
using McpOps.Maintenance.Files;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Maintenance;

/// <summary>Rotates logs as the inventory says: each in the way that fits how its writer holds it. What logrotate looks after is left to it.</summary>
/// <param name="context">The clock, progress and notices.</param>
/// <param name="paths">Where the state lies; this process's paths when null.</param>
public sealed class LogRotator(EngineContext context, ServerPaths? paths = null)
{
    private const int GroupWrites = 0x10;
    private const int OthersWrite = 0x2;
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();
    private readonly LogWriters _writers = new(context);

    /// <summary>How long a writer may take to open its log anew. 10 seconds by default; after it, the archive stays plain until the next run.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Rotates what is due. One log's failure is its record, and keeps no other from being rotated.</summary>
    /// <param name="options">Which servers.</param>
    /// <param name="cancellationToken">Ends the work between two logs, or before a log is cut.</param>
    /// <exception cref="McpOpsException"><c>HistoryNotWritable</c>: the state cannot be kept; nothing was rotated.</exception>
    public async IAsyncEnumerable<McpRotatedLog> RunAsync(RotateOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var logrotate = LogrotateEntries.Read(options.HostRoot);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var folders = new AnsweringFolders();
        foreach (var server in options.Servers)
        {
            var folder = StateFolder.Of(options.History, server.History, _paths);
            var state = RotationState.Read(folder);
            foreach (var named in server.Rotate)
            {
                var (answering, silent) = await folders.DivideAsync(named.Paths, Looking, cancellationToken);
                foreach (var path in silent)
                {
                    yield return Silent(server, path);
                }

                var rule = named with { Paths = answering };
                await FinishAsync(rule, state, folder, options, cancellationToken);
                foreach (var path in Find(rule.Paths, cancellationToken).Where(seen.Add))
                {
                    context.Progress?.Report(new McpProgress("Rotating", path, seen.Count, null));
                    var record = new McpRotatedLog { Server = server.Name, Host = context.Host, Path = path, Outcome = RotateOutcome.Left };
                    yield return logrotate.Of(path) is [var other, ..]
                        ? record with { Outcome = RotateOutcome.ByOther, Reason = $"logrotate rotates it ({other}), and two would each take the other's archives. Take it out of one of the two." }
                        : await OneAsync(rule, record, state, folder, options, cancellationToken);
                }
            }

            var logs = await folders.DivideAsync(server.Logs, Looking, cancellationToken);
            foreach (var path in logs.Silent)
            {
                yield return Silent(server, path);
            }

            foreach (var path in Find(logs.Answering, cancellationToken).Where(seen.Add))
            {
                yield return logrotate.Of(path) switch
                {
                    [] => new McpRotatedLog { Server = server.Name, Host = context.Host, Path = path, Outcome = RotateOutcome.Unrotated, Bytes = Size(path), Reason = $"Nobody rotates it. Write below \"rotate\" of the server: {{ \"paths\": [\"{path}\"], \"every\": \"1d\", \"keep\": 30 }}" },
                    [var one] => new McpRotatedLog { Server = server.Name, Host = context.Host, Path = path, Outcome = RotateOutcome.ByOther, Bytes = Size(path), Reason = $"logrotate rotates it ({one})." },
                    var several => new McpRotatedLog { Server = server.Name, Host = context.Host, Path = path, Outcome = RotateOutcome.ByOther, Bytes = Size(path), Reason = $"Several entries of logrotate name it, and it takes the first only: {string.Join(", ", several)}." },
                };
            }
        }
    }

    private McpRotatedLog Silent(McpServer server, string path) => new() { Server = server.Name, Host = context.Host, Path = path, Outcome = RotateOutcome.Failed, Reason = AnsweringFolders.Silence };

    private void Looking(string pattern) => context.Progress?.Report(new McpProgress("Looking for logs", pattern, 0, null));

    // Each place is named before it is looked at: one that hangs is named by that.
    private IEnumerable<string> Find(IReadOnlyList<string> patterns, CancellationToken cancellationToken) => patterns.SelectMany(pattern =>
    {
        Looking(pattern);
        return LogFinder.Find([pattern], cancellationToken);
    });

    private static long Size(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private async Task<McpRotatedLog> OneAsync(McpRotateRule rule, McpRotatedLog record, RotationState state, string stateFolder, RotateOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using var folder = FileSystem.TryOpen(Path.GetDirectoryName(record.Path)!);
            var name = Encoding.UTF8.GetBytes(Path.GetFileName(record.Path));
            if (folder?.Stat(name) is not { Kind: FileKind.Regular } stat)
            {
                return record with { Reason = "it is gone, or no file any more" };
            }

            record = record with { Bytes = stat.Size };
            var now = context.Time.GetUtcNow();
            var known = state.Last.TryGetValue(record.Path, out var last);
            var (due, why) = RotationDecision.Due(rule, stat.Size, known ? last : null, now, context.Time.LocalTimeZone);
            if (!due && !(options.Force && stat.Size > 0))
            {
                if (!known && !options.DryRun)
                {
                    state.Last[record.Path] = now;
                    Save(state, stateFolder);
                }

                return record with { Outcome = RotateOutcome.NotDue, Reason = why };
            }

            if (Refusal(folder.Stat(), stat) is { } refusal)
            {
                return record with { Reason = refusal };
            }

            var held = HeldFiles.Look(maps: false);
            var writers = LogWriters.Of(held, stat);
            var (way, how) = RotationDecision.Way(rule, writers, held.Hidden > 0 && stat.User != FileSystem.User);
            record = record with { Way = way, Reason = $"{(due ? why : "it is forced")}; {how}" };
            if (way is null)
            {
                return record;
            }

            if (way is RotationDecision.CopyTruncate && !HasRoom(record.Path, stat.Size))
            {
                return record with { Outcome = RotateOutcome.Failed, Reason = $"It is to be copied, and the disk has no room for {stat.Size} bytes. Free space first, or give the rule a \"signal\" or \"reload\": then nothing is copied." };
            }

            return options.DryRun ? record with { Outcome = RotateOutcome.WouldRotate } : await RotateAsync(folder, name, stat, writers, rule, record, state, stateFolder, now, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or McpOpsException or Win32Exception)
        {
            return record with { Outcome = RotateOutcome.Failed, Reason = exception.Message };
        }
    }

    private async Task<McpRotatedLog> RotateAsync(IFolder folder, byte[] name, FileStat stat, IReadOnlyList<FileHolder> writers, McpRotateRule rule, McpRotatedLog record, RotationState state, string stateFolder, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var archives = new LogArchives(folder, Path.GetFileName(record.Path));
        state.Begun.Add(record.Path);
        if (rule.Compress)
        {
            state.Plain.Add(record.Path);
        }

        Save(state, stateFolder);
        var freed = archives.Shift(rule.Keep);
        if (record.Way is RotationDecision.CopyTruncate)
        {
            void Copied()
            {
                state.Copied.Add(record.Path);
                Save(state, stateFolder);
            }

            record = record with { LostBytes = LogCut.Run(folder, name, archives.First, Copied, cancellationToken) };
        }
        else
        {
            folder.Rename(name, folder, archives.First, RenameRule.NoReplace);
            Create(folder, name, stat);
            folder.Sync();
            await _writers.TellAsync(rule, writers, cancellationToken);
        }

        state.Begun.Remove(record.Path);
        state.Copied.Remove(record.Path);
        state.Last[record.Path] = now;
        Save(state, stateFolder);
        var released = record.Way is not (RotationDecision.Signal or RotationDecision.Reload) || await _writers.IsReleasedAsync(Patience, folder, archives.First, cancellationToken);
        freed += rule.MaxAge is { } age ? archives.RemoveBefore((Int128)(now - age - DateTimeOffset.UnixEpoch).Ticks * 100) : 0;
        var (packed, rest) = Compress(rule, archives, record.Path, state, stateFolder, cancellationToken);
        folder.Sync();
        var notes = new[]
        {
            record.Reason,
            record.LostBytes > 0 ? $"{record.LostBytes} bytes came while it was cut, and are lost" : record.Way is RotationDecision.CopyTruncate ? "nothing was seen to come while it was cut; only a signal or reload is sure to lose nothing" : null,
            released ? null : "its writer still has the archive open: it was told to open the log anew, and did not. What it writes is in the archive",
            rest,
        };
        var first = Encoding.UTF8.GetString(archives.First);
        return record with
        {
            Outcome = RotateOutcome.Rotated, FreedBytes = freed + packed, Reason = string.Join("; ", notes.OfType<string>()),
            Archive = Path.Combine(Path.GetDirectoryName(record.Path)!, folder.Stat(archives.First) is null ? first + ".gz" : first),
        };
    }

    // A rotation that was killed between its rename and its end: the log is made again, and its writer told.
    private async Task FinishAsync(McpRotateRule rule, RotationState state, string stateFolder, RotateOptions options, CancellationToken cancellationToken)
    {
        foreach (var path in options.DryRun ? [] : state.Begun.Where(path => rule.Paths.Any(pattern => PathPattern.Match(pattern, path))).ToList())
        {
            using var folder = FileSystem.TryOpen(Path.GetDirectoryName(path)!);
            var name = Encoding.UTF8.GetBytes(Path.GetFileName(path));
            var first = folder is null ? null : new LogArchives(folder, Path.GetFileName(path)).First;
            if (state.Copied.Remove(path))
            {
                FinishCut(folder, name, first, path, state);
            }
            else if (folder?.Stat(first) is { Kind: FileKind.Regular } archive && (folder.Stat(name) is null || LogWriters.Of(HeldFiles.Look(maps: false), archive).Count > 0))
            {
                Create(folder, name, archive);
                await _writers.TellAsync(rule, LogWriters.Of(HeldFiles.Look(maps: false), archive), cancellationToken);
                state.Last[path] = context.Time.GetUtcNow();
                context.Warn("RotationFinished", $"The last rotation of '{path}' was killed in its middle. The log is there again, and its writer was told.", path);
            }

            state.Begun.Remove(path);
            Save(state, stateFolder);
        }

        // What was killed before its archives were compressed, and what a writer held open or a full disk kept plain.
        foreach (var path in options.DryRun ? [] : state.Plain.Where(path => rule.Paths.Any(pattern => PathPattern.Match(pattern, path))).ToList())
        {
            try
            {
                using var folder = FileSystem.TryOpen(Path.GetDirectoryName(path)!);
                if (folder?.Stat() is { } stat && Refusal(stat, stat with { Links = 1 }) is null)
                {
                    Compress(rule, new LogArchives(folder, Path.GetFileName(path)), path, state, stateFolder, cancellationToken);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or McpOpsException)
            {
                // The next rotation tells it.
            }
        }
    }

    // One that was killed before its cut leaves the log whole, and a copy; after it, what came in that moment is counted by nobody.
    private void FinishCut(IFolder? folder, byte[] name, byte[]? first, string path, RotationState state)
    {
        if (folder?.Stat(name) is not { Kind: FileKind.Regular } || folder.Stat(first!) is not { Kind: FileKind.Regular })
        {
            return;
        }

        if (LogCut.IsWhole(folder, name, first!))
        {
            folder.Remove(first!);
            return;
        }

        state.Last[path] = context.Time.GetUtcNow();
        context.Warn("RotationCut", $"The last rotation of '{path}' was killed when it had cut the log: what was written between the copy and the cut, if anything, is lost and not counted.", path);
    }

    private static (long Freed, string? Undone) Compress(McpRotateRule rule, LogArchives archives, string path, RotationState state, string stateFolder, CancellationToken cancellationToken)
    {
        var held = HeldFiles.Look(maps: false);
        var (packed, rest) = rule.Compress ? archives.Compress(file => LogWriters.Of(held, file).Count > 0, bytes => HasRoom(path, bytes), cancellationToken) : (0L, null);
        if (rest is null && state.Plain.Remove(path))
        {
            Save(state, stateFolder);
        }

        return (packed, rest);
    }

    private static void Create(IFolder folder, byte[] name, FileStat like)
    {
        try
        {
            using var made = folder.OpenFile(name, FileUse.Create);
            if (FileSystem.MayGiveAway)
            {
                folder.SetOwner(name, like.User, like.Group);
            }

            made.SetMode(like.Permissions);
        }
        catch (FileException exception) when (exception.Number is Errno.Exists)
        {
            // Its writer opens it for each line, and was quicker.
        }
    }

    // Whoever may write to the folder could put another's file in the place of the log.
    private static string? Refusal(FileStat folder, FileStat log) =>
        (folder.Permissions & OthersWrite) != 0 || ((folder.Permissions & GroupWrites) != 0 && folder.Group != 0 && folder.User != FileSystem.User)
            ? "its folder can be written by others than its owner, who could put another file in its place: run 'chmod go-w' on it, or this as the folder's owner"
            : log.Links > 1 ? "it has a second name elsewhere" : null;

    private static bool HasRoom(string path, long bytes) => Disks.For(path) is not { } disk || disk.AvailableBytes > bytes;

    private static void Save(RotationState state, string folder)
    {
        try
        {
            state.Write(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new McpOpsException("HistoryNotWritable", McpErrorCategory.WriteError,
                $"When logs were rotated cannot be noted in '{folder}': {Sentences.Ended(exception.Message)} Give this account the right to write there, or name another place with --history (-History).", folder, exception);
        }
    }
}
