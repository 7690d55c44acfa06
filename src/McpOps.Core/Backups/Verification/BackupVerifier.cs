using McpOps.Backups.Stores;

namespace McpOps.Backups.Verification;

/// <summary>Proves that a backup is as it was written, or names what is not.</summary>
/// <param name="context">The clock and progress.</param>
/// <param name="store">The store.</param>
public sealed class BackupVerifier(EngineContext context, IBackupStore store)
{
    private readonly BackupCatalog _catalog = new(context with { Notices = null }, store);

    /// <summary>Verifies one backup.</summary>
    /// <param name="id">Its id, its time where that is unique, or <c>latest</c>.</param>
    /// <param name="options">How thoroughly.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="McpOpsException"><c>BackupNotFound</c>, <c>BackupAmbiguous</c>, or the store cannot be read.</exception>
    public async Task<McpBackupVerification> VerifyAsync(string id, VerifyOptions options, CancellationToken cancellationToken = default)
    {
        var stored = await FindAsync(id, cancellationToken);
        Check(options);
        var started = context.Time.GetTimestamp();
        var now = context.Time.GetUtcNow();
        var note = VerificationNote.Read(await store.ReadNoteAsync(stored, cancellationToken));
        var check = new StoredFilesCheck(context, store, stored);
        var sample = options.Sample is { } share ? new SampleWindow(note?.SampleFrom ?? 0, share) : null;
        var legacy = (store as FolderStore)?.Legacy().FirstOrDefault(backup => stored == new StoredBackup(LegacyBackup.Server, backup.Stamp))?.ToManifest();
        var manifest = legacy ?? await check.CheckAsync(sample, cancellationToken);
        long files = 0;
        if (legacy is not null)
        {
            // There is nothing to compare with but what gzip and tar themselves check.
            if (options.Restore)
            {
                context.Warn("DrillNotPossible", $"'{stored.Id}' was made by a script and has no manifest to compare with: it was read whole, and not restored.", stored.Id);
            }

            var content = new ContentCheck(context, store, stored, options with { Restore = false });
            files = await content.CheckAsync(legacy, cancellationToken);
            check.Problems.AddRange(content.Problems);
        }
        else if (manifest is not null && check.Problems.Count == 0 && (options.Deep || options.Restore))
        {
            var content = new ContentCheck(context, store, stored, options);
            files = await content.CheckAsync(manifest, cancellationToken);
            check.Problems.AddRange(content.Problems);
        }

        var result = new McpBackupVerification
        {
            Id = stored.Id,
            Server = manifest?.Server ?? stored.Server,
            Host = context.Host,
            Status = check.Problems.Count == 0 ? VerificationStatus.Valid : VerificationStatus.Damaged,
            Level = legacy is not null ? "Deep" : sample is not null ? "Sample" : options.Restore ? "Restore" : options.Deep ? "Deep" : "Quick",
            Problems = check.Problems,
            Files = files,
            Bytes = check.Bytes,
            Covered = sample?.Covered,
            BackedUpAt = manifest?.CreatedAt.LocalDateTime,
            DurationMs = context.Time.GetElapsedTime(started).TotalMilliseconds,
            CheckedAt = now.LocalDateTime,
        };
        await RememberAsync(stored, result, sample, cancellationToken);
        return result;
    }

    /// <summary>Verifies every backup of the store, tarballs of scripts too.</summary>
    /// <param name="options">How thoroughly.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="McpOpsException"><c>BackupNotFound</c>: there is none, or the store cannot be read.</exception>
    public async Task<IReadOnlyList<McpBackupVerification>> VerifyAllAsync(VerifyOptions options, CancellationToken cancellationToken = default)
    {
        var results = new List<McpBackupVerification>();
        foreach (var (stored, _, _) in (await _catalog.ReadAllAsync(null, cancellationToken)).OrderBy(backup => backup.Stored.Id, StringComparer.Ordinal))
        {
            results.Add(await VerifyAsync(stored.Id, options, cancellationToken));
        }

        return results.Count > 0 ? results : throw new McpOpsException("BackupNotFound", McpErrorCategory.ObjectNotFound, $"'{store.Location}' holds no backup: nothing was verified.", store.Location);
    }

    /// <summary>Verifies the newest backup of each server of the store; one that is newer and cannot be read is a finding beside it.</summary>
    /// <param name="server">Only that of this server; of all when null.</param>
    /// <param name="options">How thoroughly.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>In the order of the servers' names; none where there is no backup.</returns>
    public async Task<IReadOnlyList<McpBackupVerification>> VerifyLatestAsync(string? server, VerifyOptions options, CancellationToken cancellationToken = default)
    {
        Check(options);
        var results = new List<McpBackupVerification>();
        foreach (var stored in (await _catalog.ReadAllAsync(server, cancellationToken)).GroupBy(backup => backup.Stored.Server, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).SelectMany(Newest))
        {
            results.Add(await VerifyAsync(stored.Id, options, cancellationToken));
        }

        return results;
    }

    // The newest first, those without a manifest that can be read last: their names say when they were made.
    private static IEnumerable<StoredBackup> Newest(IEnumerable<FoundBackup> backups)
    {
        var whole = backups.FirstOrDefault(backup => backup.Manifest is { Purpose: BackupPurpose.Backup });
        var damaged = backups.Where(backup => backup.Manifest is null).OrderByDescending(backup => backup.Stored.Name, StringComparer.Ordinal).FirstOrDefault();
        return new[] { whole, damaged is not null && (whole is null || string.CompareOrdinal(damaged.Stored.Name, whole.Stored.Name) > 0) ? damaged : null }.OfType<FoundBackup>().Select(backup => backup.Stored);
    }

    // A manifest that cannot be read is a finding, not a reason to find nothing.
    private async Task<StoredBackup> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (id.Equals("latest", StringComparison.OrdinalIgnoreCase))
        {
            return (await _catalog.FindAsync(id, null, cancellationToken)).Stored;
        }

        var matches = (await store.ListAsync(null, cancellationToken)).Where(backup => backup.Id == id || backup.Name == id).ToList();
        return matches.Count == 1 ? matches[0] : (await _catalog.FindAsync(id, null, cancellationToken)).Stored;
    }

    // A sample reads a part only; what reads everything is more than that, and would be left out.
    private static void Check(VerifyOptions options)
    {
        if (options.Sample is not null && (options.Restore || options.Deep))
        {
            throw new McpOpsException("VerifyConflict", McpErrorCategory.InvalidArgument,
                $"A sample reads a part of a backup, and {(options.Restore ? "a drill (--restore, -Restore)" : "--deep (-Deep)")} all of it. Ask for one of them.");
        }
    }

    private async Task RememberAsync(StoredBackup stored, McpBackupVerification result, SampleWindow? sample, CancellationToken cancellationToken)
    {
        var note = new VerificationNote { At = new DateTimeOffset(result.CheckedAt), Status = result.Status, Level = result.Level, SampleFrom = sample?.Next ?? 0 };
        try
        {
            await store.WriteNoteAsync(stored, note.Write(), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Whoever may only read the store may still verify it.
            context.Warn("NoteNotWritten", $"When '{stored.Id}' was verified could not be noted: {exception.Message}", stored.Id);
        }
    }
}
