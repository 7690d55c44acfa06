using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace McpOps.Monitoring;

/// <summary>
/// The state as a snapshot (<c>state.json</c>) and the changes since (<c>journal.jsonl</c>). The journal is put into the snapshot when it has grown, so that a single run reads little
/// however long the history is.
/// </summary>
internal sealed class Journal(string folder)
{
    private const int MostBytes = 256 * 1024;
    private readonly string _path = Path.Combine(folder, "journal.jsonl");
    private readonly string _snapshot = Path.Combine(folder, "state.json");
    private long _read;
    private (DateTime Written, long Length) _snapshotSeen;

    /// <summary>Brings a state up to what lies on disk. Call it under the lock, or put up with what is a moment old.</summary>
    /// <exception cref="McpOpsException">HistoryNotReadable or HistoryNewer.</exception>
    public void Refresh(WatchState state)
    {
        var info = new FileInfo(_snapshot);
        var seen = info.Exists ? (info.LastWriteTimeUtc, info.Length) : default;
        var length = new FileInfo(_path) is { Exists: true } file ? file.Length : 0;
        if (seen != _snapshotSeen || length < _read)
        {
            var start = ReadSnapshot();
            if (start is null || start.Sequence >= state.Sequence || length < _read)
            {
                state.Clear();
                state.Sequence = 0;
                if (start is not null)
                {
                    state.Load(start);
                }
            }

            _snapshotSeen = seen;
            _read = 0;
        }

        if (length > _read)
        {
            ReadJournal(state);
        }
    }

    /// <summary>Writes what was changed as one line, and waits until the disk has it. Call it under the lock, after <see cref="Refresh"/>.</summary>
    public void Append(WatchState state, DateTimeOffset at)
    {
        var changes = state.Changes(at);
        var line = new ArrayBufferWriter<byte>(1024);
        WriteLine(line, changes);
        using (var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, 1))
        {
            // What is torn behind the last whole line never happened.
            if (file.Length != _read)
            {
                file.SetLength(_read);
            }

            file.Seek(_read, SeekOrigin.Begin);
            file.Write(line.WrittenSpan);
            file.Flush(flushToDisk: true);
        }

        _read += line.WrittenCount;
        state.Saved(changes.Sequence);
        if (_read > MostBytes)
        {
            Compact(state, at);
        }
    }

    // First the snapshot, then the journal: between the two, lines are read twice, and their numbers tell that.
    private void Compact(WatchState state, DateTimeOffset at)
    {
        var draft = _snapshot + ".tmp";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(file, state.Whole(at), StateJson.Default.StateChanges);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, _snapshot, overwrite: true);
        var events = Path.Combine(folder, "events");
        Directory.CreateDirectory(events);
        var kept = Path.Combine(events, string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:yyyy-MM-dd}-{state.Sequence}.jsonl"));
        File.Move(_path, kept, overwrite: true);
        _read = 0;
        _snapshotSeen = (new FileInfo(_snapshot).LastWriteTimeUtc, new FileInfo(_snapshot).Length);
    }

    private StateChanges? ReadSnapshot()
    {
        if (!File.Exists(_snapshot))
        {
            return null;
        }

        StateChanges? snapshot;
        try
        {
            using var file = new FileStream(_snapshot, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            snapshot = JsonSerializer.Deserialize(file, StateJson.Default.StateChanges);
        }
        catch (JsonException exception)
        {
            throw new McpOpsException("HistoryNotReadable", McpErrorCategory.InvalidData,
                $"'{_snapshot}' is damaged: {Sentences.Ended(exception.Message)} Move it away to begin anew (what is firing is then told again), or restore it from a backup.", _snapshot, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new McpOpsException("HistoryNotReadable", exception is UnauthorizedAccessException ? McpErrorCategory.PermissionDenied : McpErrorCategory.ReadError,
                $"'{_snapshot}' could not be read: {Sentences.Ended(exception.Message)} Give this account the right to read it.", _snapshot, exception);
        }

        return snapshot is { Version: > StateChanges.NewestVersion }
            ? throw new McpOpsException("HistoryNewer", McpErrorCategory.InvalidData,
                $"'{_snapshot}' was written by a newer McpOps (version {snapshot.Version} of the state; this one knows {StateChanges.NewestVersion}). Update McpOps on this machine.", _snapshot)
            : snapshot;
    }

    private void ReadJournal(WatchState state)
    {
        byte[] bytes;
        using (var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            file.Seek(_read, SeekOrigin.Begin);
            bytes = new byte[file.Length - _read];
            file.ReadExactly(bytes);
        }

        var rest = bytes.AsSpan();
        for (var end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
        {
            var line = rest[..end];
            if (Read(line) is { } changes)
            {
                if (changes.Sequence > state.Sequence)
                {
                    state.Load(changes);
                }
            }
            else if (rest.Length > end + 1)
            {
                throw new McpOpsException("HistoryNotReadable", McpErrorCategory.InvalidData,
                    $"A line in the middle of '{_path}' is damaged (at byte {_read}): the disk, or somebody's editor, changed it. Cut the file off before that byte, or restore it from a backup.", _path);
            }
            else
            {
                return;
            }

            _read += end + 1;
            rest = rest[(end + 1)..];
        }
    }

    private static StateChanges? Read(ReadOnlySpan<byte> line)
    {
        var head = SampleLine.Checked(line);
        return head.IsEmpty ? null : JsonSerializer.Deserialize(Encoding.UTF8.GetString(head) + "}", StateJson.Default.StateChanges);
    }

    private static void WriteLine(IBufferWriter<byte> output, StateChanges changes)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(changes, StateJson.Default.StateChanges);
        SampleLine.Seal(output, body.AsSpan(0, body.Length - 1));
    }
}
