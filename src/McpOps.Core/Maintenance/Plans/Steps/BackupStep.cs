using System.Globalization;
using McpOps.Backups;
using McpOps.Servers;

namespace McpOps.Maintenance.Plans.Steps;

/// <summary><c>backup</c>: saves the server's files and databases, read back.</summary>
internal sealed class BackupStep : IPlanStep
{
    private static readonly TimeSpan LockWait = TimeSpan.FromMinutes(10);

    public string Name => "backup";

    public IReadOnlyList<string> Words => ["sets", "stopService", "full"];

    public bool OnlyLooks => false;

    /// <summary>Whether there is something to save.</summary>
    public static bool HasBackup(McpServer server) => server.Backup is { Sets.Count: > 0 } || server.Databases.Count > 0;

    public void Check(StepWords with) => _ = (with.Texts("sets"), with.Flag("stopService"), with.Flag("full"));

    public void CheckNames(StepWords with, IReadOnlyList<McpServer> inventory) =>
        with.Known("sets", "backup set", inventory.SelectMany(server => server.Backup?.Sets ?? []).Select(set => set.Name));

    public async Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
    {
        var server = scope.Server;
        if (!HasBackup(server))
        {
            return StepResult.Skip("The inventory names nothing of it to save (backup.sets, databases).");
        }

        var sets = scope.With.Texts("sets");
        var options = new BackupOptions { Server = server, Sets = sets, StopService = scope.With.Flag("stopService"), Full = scope.With.Flag("full"), LockWait = LockWait };
        if (scope.DryRun)
        {
            var service = options.StopService ? $"{server.Service?.Kind} service '{server.Service?.Name}'" : null;
            var stops = await new BackupEngine(scope.Context).RequireServiceAsync(options, cancellationToken);
            IReadOnlyList<string> stopped = stops ? [$"{service}: stopped for the copy, and started again"] : [];
            var meant = (server.Backup?.Sets.Select(set => $"{set.Name}: {string.Join(", ", set.Paths)}") ?? [])
                .Concat(server.Databases.Select(database => $"{database.Name}: {database.Kind}"));
            return StepResult.Change(dryRun: true, [.. stopped, .. meant.Where(line => sets.Count == 0 || sets.Any(set => line.StartsWith(set + ":", StringComparison.Ordinal)))],
                $"Would be saved to {server.Backup?.Destination}.{(service is null ? "" : stops ? $" The {service} would be stopped for the copy, and started again after it." : $" The {service} does not run, and would not be stopped.")}");
        }

        var made = await new BackupEngine(scope.Context).BackupAsync(options, cancellationToken);
        var said = string.Create(CultureInfo.InvariantCulture, $"{made.Id} is {made.Status}: {made.Files} files, {made.Bytes} bytes.");
        if (BackupFault.Of(made) is { } down)
        {
            return new StepResult(StepOutcome.Failed, $"{said} {down.Message} ({down.ErrorId})") { Changed = [made.Id], ChangedCount = 1 };
        }

        return made.Status is BackupStatus.Complete ? StepResult.Change(dryRun: false, [made.Id], said)
            : new StepResult(StepOutcome.Failed, $"{said} {made.SkippedCount} were skipped, such as {made.Skipped.Select(skip => skip.Path).FirstOrDefault()}.") { Changed = [made.Id], ChangedCount = 1 };
    }
}
