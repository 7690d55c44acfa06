using System.Globalization;

namespace McpOps.Maintenance.Plans.Steps;

/// <summary><c>logs.rotate</c>: rotates the server's logs that are due.</summary>
internal sealed class RotateStep : IPlanStep
{
    public string Name => "logs.rotate";

    public IReadOnlyList<string> Words => [];

    public bool OnlyLooks => false;

    public void Check(StepWords with)
    {
        // It takes no words.
    }

    public async Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
    {
        var logs = new List<McpRotatedLog>();
        var options = new RotateOptions { Servers = [scope.Server], History = scope.Options.History, DryRun = scope.DryRun };
        await foreach (var log in new LogRotator(scope.Context, scope.Paths).RunAsync(options, cancellationToken))
        {
            logs.Add(log);
        }

        if (logs.Count == 0)
        {
            return StepResult.Skip("It has no log files that are there.");
        }

        var done = logs.Where(log => log.Outcome is RotateOutcome.Rotated or RotateOutcome.WouldRotate).ToList();
        var bad = logs.Where(log => log.Outcome is RotateOutcome.Failed or RotateOutcome.Left).ToList();
        var counts = string.Join(", ", logs.GroupBy(log => log.Outcome).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {Word(group.Key)}")));
        var lost = done.Sum(log => log.LostBytes);
        var said = string.Create(CultureInfo.InvariantCulture, $"{counts}{(lost > 0 ? $"; {lost} bytes were lost by cutting logs whose writers keep them open" : "")}.");
        var result = StepResult.Change(scope.DryRun, [.. done.Select(log => log.Path)], said, done.Sum(log => log.FreedBytes));
        return bad.Count == 0 ? result : result with { Outcome = StepOutcome.Failed, Message = $"{said} {bad[0].Path}: {bad[0].Reason}" };
    }

    private static string Word(string outcome) => outcome switch
    {
        RotateOutcome.Rotated => "rotated",
        RotateOutcome.WouldRotate => "would be rotated",
        RotateOutcome.NotDue => "not due",
        RotateOutcome.Left => "left",
        RotateOutcome.Unrotated => "that nobody rotates",
        RotateOutcome.ByOther => "rotated by others",
        _ => "failed",
    };
}
