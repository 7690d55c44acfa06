using System.Globalization;
using McpOps.Backups;

namespace McpOps.Maintenance.Plans.Steps;

/// <summary><c>backup.verify</c> and <c>backup.drill</c>: proves the newest backup, the second by restoring it into a temporary folder.</summary>
internal sealed class BackupVerifyStep(bool drill) : IPlanStep
{
    private const int Named = 3;

    public string Name => drill ? "backup.drill" : "backup.verify";

    public IReadOnlyList<string> Words => drill ? ["folder"] : ["deep"];

    public bool OnlyLooks => true;

    public void Check(StepWords with) => _ = drill ? with.Text("folder") is null : with.Flag("deep");

    public async Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
    {
        if (scope.Server.Backup?.Destination is null)
        {
            return StepResult.Skip("The inventory names no backup.destination of it.");
        }

        var options = drill ? new VerifyOptions { Restore = true, DrillFolder = scope.With.Text("folder") } : new VerifyOptions { Deep = scope.With.Flag("deep") };
        var proof = await new BackupUpkeep(scope.Context).VerifyNewestAsync(scope.Server, options, cancellationToken);
        var said = string.Create(CultureInfo.InvariantCulture, $"{proof.Id} is {proof.Status} ({proof.Level}): {proof.Bytes} bytes read.{(drill && proof.BackedUpAt is { } point ? $" Recovery time {proof.DurationMs / 1000:0.0} s, recovery point {point:yyyy-MM-dd HH:mm}." : "")}");
        return proof.Status is VerificationStatus.Valid ? StepResult.Ok(said) : StepResult.Fail($"{said} {string.Join(" ", proof.Problems.Take(Named))}");
    }
}
