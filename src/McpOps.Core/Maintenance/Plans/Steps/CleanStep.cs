using System.Globalization;
using McpOps.Servers;

namespace McpOps.Maintenance.Plans.Steps;

/// <summary><c>files.clean</c>: removes old files by the server's rules. A rule that is run for the first time only shows what it would remove.</summary>
internal sealed class CleanStep : IPlanStep
{
    public string Name => "files.clean";

    public IReadOnlyList<string> Words => ["rules"];

    public bool OnlyLooks => false;

    public void Check(StepWords with) => with.Texts("rules");

    public void CheckNames(StepWords with, IReadOnlyList<McpServer> inventory) =>
        with.Known("rules", "rule below \"clean\"", inventory.SelectMany(server => server.Clean).Select(rule => rule.Name));

    public async Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
    {
        var rules = scope.Server.Clean.Where(rule => scope.With.Texts("rules") is not { Count: > 0 } named || named.Contains(rule.Name, StringComparer.Ordinal)).ToList();
        if (rules.Count == 0)
        {
            return StepResult.Skip("The inventory names no such files of it (clean).");
        }

        var known = new KnownRules(scope.StateFolder);
        var (files, fresh) = (new List<McpCleanedFile>(), new List<string>());
        foreach (var rule in rules)
        {
            var isNew = !scope.DryRun && !known.Contains(scope.Server.Name, $"{rule} {rule.Owner}");
            var options = new CleanOptions { Servers = [scope.Server], Inventory = scope.Inventory, Rules = [rule.Name], DryRun = scope.DryRun || isNew };
            await foreach (var file in new FileCleaner(scope.Context, scope.Paths).RunAsync(options, cancellationToken))
            {
                files.Add(file);
            }

            if (isNew)
            {
                fresh.Add(rule.Name);
                known.Add(scope.Server.Name, $"{rule} {rule.Owner}");
            }
        }

        var gone = files.Where(file => file.Outcome is CleanOutcome.Removed or CleanOutcome.WouldRemove).ToList();
        var bad = files.Where(file => file.Outcome is CleanOutcome.Refused or CleanOutcome.Failed).ToList();
        var said = string.Create(CultureInfo.InvariantCulture, $"{gone.Sum(file => file.Files)} files, {files.Count(file => file.Outcome is CleanOutcome.Left)} old ones left{Example(files)}.")
            + (fresh.Count > 0 ? $" First run of {string.Join(", ", fresh)}: nothing was removed, the next run removes." : "");
        var result = StepResult.Change(scope.DryRun || fresh.Count > 0, [.. gone.Select(file => file.Path)], said, gone.Sum(file => file.Bytes));
        return bad.Count == 0 ? result : result with { Outcome = StepOutcome.Failed, Message = $"{said} {bad[0].Path}: {bad[0].Reason}{(bad.Count > 1 ? $" And {bad.Count - 1} more." : "")}" };
    }

    private static string Example(List<McpCleanedFile> files) => files.Find(file => file.Outcome is CleanOutcome.Left) is { } left ? $", such as {left.Path}: {left.Reason}" : "";
}
