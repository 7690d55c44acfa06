using System.Text;
using McpOps.Files;
using McpOps.Maintenance.Schedules;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Maintenance;

/// <summary>Writes the entries that run plans into this system's scheduler: shown first, only its own, the same however often it is called.</summary>
/// <param name="context">The clock and notices.</param>
/// <param name="paths">Where to look for the inventory; this process's paths when null.</param>
public sealed class PlanScheduler(EngineContext context, ServerPaths? paths = null)
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>The root of this host's folders; another for a test.</summary>
    internal string HostRoot { get; init; } = "/";

    internal CommandRunner Commands { get; init; } = new();

    /// <summary>How the entries of the inventory's plans stand, and those of ours that no plan has any more.</summary>
    /// <param name="options">Which.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="McpOpsException"><c>ScheduleKindMissing</c>, <c>ScheduleFolderMissing</c>, or what is wrong with the inventory.</exception>
    public Task<IReadOnlyList<McpSchedule>> ListAsync(ScheduleOptions options, CancellationToken cancellationToken = default) => LookAllAsync(options, () => Program(options), cancellationToken);

    private async Task<IReadOnlyList<McpSchedule>> LookAllAsync(ScheduleOptions options, Func<string> program, CancellationToken cancellationToken)
    {
        var (kind, folder, entries) = await EntriesAsync(options, program, required: false, cancellationToken);
        var known = entries.Select(entry => Look(entry, kind, folder).Schedule).ToList();
        var files = known.SelectMany(schedule => schedule.Paths).ToHashSet(StringComparer.Ordinal);
        var orphans = !Directory.Exists(folder) || options.Plans.Count > 0 ? [] : Directory.EnumerateFiles(folder, "mcpops-*")
            .Where(path => !files.Contains(path) && !path.EndsWith(".service", StringComparison.Ordinal) && ScheduleMark.Read(ReadText(path)).Ours)
            .Select(path => new McpSchedule { Host = context.Host, Name = Path.GetFileNameWithoutExtension(path), Plan = Path.GetFileNameWithoutExtension(path)["mcpops-".Length..], Kind = kind, State = ScheduleState.Orphaned, Paths = Own(path), Message = "No plan of the inventory has a time for it." });
        return [.. known, .. orphans];
    }

    /// <summary>Writes them. What is as it should be is left alone.</summary>
    /// <param name="options">Which.</param>
    /// <param name="cancellationToken">Ends it between two entries.</param>
    /// <exception cref="McpOpsException">Those of <see cref="ListAsync"/>, <c>PlanNotFound</c>, <c>ScheduleCommandMissing</c> or <c>AccessDenied</c>.</exception>
    public async Task<IReadOnlyList<McpSchedule>> RegisterAsync(ScheduleOptions options, CancellationToken cancellationToken = default)
    {
        var (kind, folder, entries) = await EntriesAsync(options, () => Program(options), required: true, cancellationToken);
        var done = new List<McpSchedule>();
        foreach (var entry in entries)
        {
            var (schedule, files) = Look(entry, kind, folder);
            if (schedule.State is ScheduleState.Registered)
            {
                done.Add(schedule);
            }
            else if (schedule.State is ScheduleState.Foreign || (schedule.State is ScheduleState.Edited && !options.Force))
            {
                done.Add(schedule with
                {
                    Outcome = StepOutcome.Failed, Message = schedule.State is ScheduleState.Foreign ? "A file of that name was not written by McpOps, and was left alone. Move it away."
                        : "Somebody changed it since it was written, and it was left alone. Put the change into the inventory, or force it.",
                });
            }
            else
            {
                done.Add(schedule with { Outcome = options.DryRun ? StepOutcome.WouldChange : StepOutcome.Changed, State = options.DryRun ? schedule.State : ScheduleState.Registered, Message = options.DryRun ? "" : await WriteAsync(schedule, files, kind, folder, options, cancellationToken) });
            }
        }

        return done;
    }

    /// <summary>Takes away what was registered; nothing else.</summary>
    /// <param name="options">Which; all of ours when no plan is named.</param>
    /// <param name="cancellationToken">Ends it between two entries.</param>
    public async Task<IReadOnlyList<McpSchedule>> UnregisterAsync(ScheduleOptions options, CancellationToken cancellationToken = default)
    {
        var done = new List<McpSchedule>();

        // What an entry runs says nothing of whether it is ours: no program is needed to take it away.
        foreach (var schedule in await LookAllAsync(options, () => options.Command ?? "mcpops", cancellationToken))
        {
            if (schedule.State is ScheduleState.Missing or ScheduleState.Foreign || (schedule.State is ScheduleState.Edited && !options.Force))
            {
                done.Add(schedule with
                {
                    // The difference is to what would be written, which nobody asks for here.
                    Diff = "",
                    Outcome = schedule.State is ScheduleState.Missing ? StepOutcome.Ok : StepOutcome.Skipped,
                    Message = schedule.State switch { ScheduleState.Missing => "There is none.", ScheduleState.Foreign => "It was not written by McpOps, and was left alone.", _ => "Somebody changed it since it was written, and it was left alone. Force it." },
                });
                continue;
            }

            var diff = string.Join('\n', schedule.Paths.Where(File.Exists).Select(path => $"{path}\n{FileMark.Diff(ReadText(path), "")}"));
            if (options.DryRun)
            {
                done.Add(schedule with { Outcome = StepOutcome.WouldChange, Diff = diff });
                continue;
            }

            var said = options.Folder is null && schedule.Kind is ScheduleKind.Systemd ? await SystemctlAsync(["disable", "--now", $"{schedule.Name}.timer"], cancellationToken)
                : options.Folder is null && schedule.Kind is ScheduleKind.Windows ? await RunAsync("schtasks", ["/Delete", "/F", "/TN", $@"\McpOps\{schedule.Name}"], cancellationToken) : "";
            Guard(() => schedule.Paths.Where(File.Exists).ToList().ForEach(File.Delete), schedule.Paths[0]);
            said += options.Folder is null && schedule.Kind is ScheduleKind.Systemd ? await SystemctlAsync(["daemon-reload"], cancellationToken) : "";
            done.Add(schedule with { Outcome = StepOutcome.Changed, State = ScheduleState.Missing, Diff = diff, Message = said });
        }

        return done;
    }

    private async Task<(string Kind, string Folder, IReadOnlyList<ScheduleEntry> Entries)> EntriesAsync(ScheduleOptions options, Func<string> program, bool required, CancellationToken cancellationToken)
    {
        var kind = options.Kind ?? OwnKind();
        var folder = options.Folder is { } named ? Path.GetFullPath(named) : kind switch
        {
            ScheduleKind.Systemd => Path.Combine(HostRoot, "etc", "systemd", "system"),
            ScheduleKind.Cron => Path.Combine(HostRoot, "etc", "cron.d"),
            ScheduleKind.Windows when OperatingSystem.IsWindows() => Path.Combine(_paths.MachineConfig, "mcpops", "tasks"),
            _ => throw new McpOpsException("ScheduleFolderMissing", McpErrorCategory.InvalidArgument, $"Entries for {kind} are only written as files here. Name a folder for them with --folder (-Folder).", kind),
        };
        var set = await new ServerCatalog(context, _paths).LoadAsync(new ServerQuery { ConfigPath = options.ConfigPath }, cancellationToken);
        var known = set.Servers.SelectMany(server => server.Plans).Where(plan => plan.At is not null).Select(plan => plan.Name).Distinct(StringComparer.Ordinal).ToList();
        if (required && (options.Plans.FirstOrDefault(plan => !known.Contains(plan, StringComparer.Ordinal)) is { } unknown || (unknown = known.Count == 0 ? "" : null) is not null))
        {
            throw new McpOpsException("PlanNotFound", McpErrorCategory.ObjectNotFound, unknown.Length == 0
                ? "No server here has a plan with a time (\"at\"): there is nothing to schedule. Write one below \"plans\" in the inventory, or give a server a profile that has some."
                : $"No server here has a plan '{unknown}' with a time (\"at\").{NearestName.Hint(unknown, known)}", unknown);
        }

        return (kind, folder, set.InventoryPath is not { } inventory ? [] : [.. ScheduleEntry.Of(set.Servers, options.Plans, program(), Path.GetFullPath(inventory), options.Account).Select(entry => entry with { StateHome = StateHome() })]);
    }

    // Where state is kept elsewhere for whoever schedules a plan, its runs are to be found there, and not beside the home of the scheduler's account.
    private string? StateHome() => _paths.Platform is "windows" or "macos" || _paths.Folder("XDG_STATE_HOME") is not { } folder || Path.GetFullPath(folder) == Path.Combine(_paths.Home, ".local", "state") ? null : Path.GetFullPath(folder);

    // Whoever runs this as mcpops means this mcpops; PowerShell asks the PATH.
    private string Program(ScheduleOptions options)
    {
        var program = options.Command ?? (Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "mcpops" ? Environment.ProcessPath : null)
            ?? (_paths.Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "mcpops.exe" : "mcpops")).FirstOrDefault(File.Exists);
        return program is not null && Path.IsPathFullyQualified(program) ? program
            : options.Kind is ScheduleKind.Azure ? "mcpops"
            : throw new McpOpsException("ScheduleCommandMissing", McpErrorCategory.InvalidArgument, "A scheduler needs the whole path of the program mcpops, and it is not on the PATH. Install it (dotnet tool install mcpops --tool-path /usr/local/bin), or name it with --command (-Command).");
    }

    private string OwnKind() => OperatingSystem.IsWindows() ? ScheduleKind.Windows
        : Directory.Exists(Path.Combine(HostRoot, "run", "systemd", "system")) ? ScheduleKind.Systemd
        : Directory.Exists(Path.Combine(HostRoot, "etc", "cron.d")) ? ScheduleKind.Cron
        : throw new McpOpsException("ScheduleKindMissing", McpErrorCategory.ResourceUnavailable, "This system has neither systemd nor /etc/cron.d. Name a kind with --kind (-Kind) and a folder with --folder (-Folder).");

    private (McpSchedule Schedule, IReadOnlyList<ScheduleFile> Files) Look(ScheduleEntry entry, string kind, string folder)
    {
        var files = kind switch { ScheduleKind.Systemd => SystemdTimer.Files(entry), ScheduleKind.Cron => CronFile.Files(entry), ScheduleKind.Windows => WindowsTask.Files(entry), _ => AzureRunbook.Files(entry) };
        var there = files.Select(file => (File: file, Path: Path.Combine(folder, file.Name))).Select(one => (one.File, one.Path, Text: File.Exists(one.Path) ? ReadText(one.Path) : null)).ToList();
        var state = there.TrueForAll(one => one.Text is null) ? ScheduleState.Missing
            : there.Exists(one => one.Text is { } text && !ScheduleMark.Read(text).Ours) ? ScheduleState.Foreign
            : there.TrueForAll(one => one.Text == one.File.Text) ? ScheduleState.Registered
            : there.Exists(one => one.Text is { } text && !ScheduleMark.Read(text).Whole) ? ScheduleState.Edited
            : ScheduleState.Outdated;
        var diff = string.Join('\n', there.Where(one => one.Text != one.File.Text).Select(one => $"{one.Path}\n{FileMark.Diff(one.Text ?? "", one.File.Text)}"));
        return (new McpSchedule { Host = context.Host, Name = entry.Name, Plan = entry.Plan, Kind = kind, When = entry.When, State = state, Paths = [.. there.Select(one => one.Path)], Diff = state is ScheduleState.Foreign ? "" : diff }, files);
    }

    private async Task<string> WriteAsync(McpSchedule schedule, IReadOnlyList<ScheduleFile> files, string kind, string folder, ScheduleOptions options, CancellationToken cancellationToken)
    {
        foreach (var (file, path) in files.Zip(schedule.Paths))
        {
            var bytes = file.Wide ? [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(file.Text)] : Encoding.UTF8.GetBytes(file.Text);
            try
            {
                Directory.CreateDirectory(folder);
                OwnerOnly.Replace(folder, file.Name, bytes);
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(path, Mode);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw Errno.ToMcpOps(exception, path);
            }
        }

        return options.Folder is not null ? "Written as files; nothing is switched on."
            : kind is ScheduleKind.Systemd ? await SystemctlAsync(["daemon-reload"], cancellationToken) + await SystemctlAsync(["enable", "--now", $"{schedule.Name}.timer"], cancellationToken)
            : kind is ScheduleKind.Windows ? await RunAsync("schtasks", ["/Create", "/F", "/TN", $@"\McpOps\{schedule.Name}", "/XML", schedule.Paths[0]], cancellationToken)
            : "";
    }

    private Task<string> SystemctlAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) => RunAsync("systemctl", [.. arguments, "--no-ask-password"], cancellationToken);

    // The files are there; what the scheduler says of them is told, and is nobody's reason to take them back.
    private async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            var said = await Commands.RunAsync(program, arguments, cancellationToken);
            return said.ExitCode == 0 ? "" : $"'{program} {string.Join(' ', arguments)}' failed: {said.FirstLine} ";
        }
        catch (McpOpsException exception)
        {
            return $"'{program} {string.Join(' ', arguments)}' is still to be run: {exception.Message} ";
        }
    }

    private static void Guard(Action action, string path)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Errno.ToMcpOps(exception, path);
        }
    }

    private static string[] Own(string path) => path.EndsWith(".timer", StringComparison.Ordinal) ? [path[..^".timer".Length] + ".service", path] : [path];

    // A text in UTF-16 begins with a mark, which is understood.
    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Errno.ToMcpOps(exception, path);
        }
    }
}
