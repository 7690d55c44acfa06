using System.Globalization;
using McpOps.Backups;

namespace McpOps.Maintenance.Plans.Steps;

/// <summary><c>backup.prune</c>: removes the backups that no rule of the server's retention keeps.</summary>
internal sealed class BackupPruneStep : IPlanStep
{
    public string Name => "backup.prune";

    public IReadOnlyList<string> Words => [];

    public bool OnlyLooks => false;

    public void Check(StepWords with)
    {
        // It takes no words.
    }

    public async Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
    {
        if (await new BackupUpkeep(scope.Context).PruneAsync(scope.Server, scope.DryRun, cancellationToken) is not { } gone)
        {
            return StepResult.Skip("The inventory names no backup.retention of it, so everything is kept.");
        }

        // A part that a later backup shares is not freed with the backup that wrote it.
        return StepResult.Change(
            scope.DryRun,
            [.. gone.Select(backup => backup.Id)],
            string.Create(CultureInfo.InvariantCulture, $"{gone.Count} backups that no rule keeps ({scope.Server.Backup!.Retention})."));
    }
}
