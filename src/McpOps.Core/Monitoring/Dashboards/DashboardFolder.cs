using System.Text;

namespace McpOps.Monitoring;

/// <summary>The folder of the files: what is there is looked at first, and only what is ours is changed.</summary>
/// <param name="folder">The folder, a whole path.</param>
/// <param name="options">Whether to write, and over what.</param>
/// <param name="context">The words of the door.</param>
internal sealed class DashboardFolder(string folder, DashboardOptions options, EngineContext context)
{
    /// <summary>Brings the folder to what it should be.</summary>
    /// <param name="files">What should be in it.</param>
    /// <param name="cancellationToken">Ends it between two files.</param>
    /// <exception cref="McpOpsException"><c>DashboardNotWritable</c>.</exception>
    public async Task<IReadOnlyList<McpDashboardFile>> WriteAsync(IReadOnlyList<DashboardFile> files, CancellationToken cancellationToken)
    {
        var done = new List<McpDashboardFile>();
        foreach (var (name, kind) in DashboardFiles.Names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = Path.Combine(folder, Path.Combine(name.Split('/')));
            try
            {
                if (await BringAsync(path, kind, files.FirstOrDefault(file => file.Name == name), cancellationToken) is { } record)
                {
                    done.Add(record);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new McpOpsException("DashboardNotWritable", McpErrorCategory.WriteError, $"'{path}' could not be read or written: {Sentences.Ended(exception.Message)} Name a folder in which this account may write with --path (-Path). What was there before still is.", path, exception);
            }
        }

        return done;
    }

    // How a file stands. A pure function over two texts.
    private static string StateOf(string? there, string? wanted) => (there, wanted) switch
    {
        (null, _) => DashboardFileState.Missing,
        _ when there == wanted => DashboardFileState.Current,
        _ => DashboardFiles.Mark.Read(there) switch
        {
            (false, _) => DashboardFileState.Foreign,
            (_, false) => DashboardFileState.Edited,
            _ => wanted is null ? DashboardFileState.Orphaned : DashboardFileState.Outdated,
        },
    };

    private async Task<McpDashboardFile?> BringAsync(string path, string kind, DashboardFile? file, CancellationToken cancellationToken)
    {
        var there = File.Exists(path) ? Encoding.UTF8.GetString(RegularFile.ReadAllBytes(path)) : null;
        var state = StateOf(there, file?.Text);

        // A file that nobody asks for is ours to remove only as we wrote it.
        if (file is null && state is not DashboardFileState.Orphaned)
        {
            return null;
        }

        var record = new McpDashboardFile { Path = path, Kind = kind, State = state, Outcome = DashboardOutcome.Ok, Entries = file?.Entries ?? 0, Message = file?.Note ?? "" };
        if (state is DashboardFileState.Current)
        {
            return record;
        }

        if (!options.Force && state is DashboardFileState.Edited or DashboardFileState.Foreign)
        {
            return record with
            {
                Outcome = DashboardOutcome.Failed,
                Message = context.Words(state is DashboardFileState.Edited ? "Somebody changed it since it was written, and it was left alone. Put the change into the inventory, or write over it with --force (-Force)."
                    : "It was not written by McpOps, and was left alone. Move it away, name another folder, or write over it with --force (-Force)."),
            };
        }

        record = record with { Outcome = DashboardOutcome.WouldChange, Diff = FileMark.Diff(there ?? "", file?.Text ?? "") };
        if (options.DryRun)
        {
            return record;
        }

        if (file is null)
        {
            File.Delete(path);
            return record with { Outcome = DashboardOutcome.Changed, Message = "Removed: the inventory has nothing for it any more." };
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await WholeFile.WriteAsync(path, Encoding.UTF8.GetBytes(file.Text), cancellationToken);
        return record with { Outcome = DashboardOutcome.Changed, State = DashboardFileState.Current };
    }
}
