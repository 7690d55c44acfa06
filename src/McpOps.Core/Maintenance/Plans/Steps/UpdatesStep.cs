using System.Globalization;
using McpOps.Maintenance.Updates;

namespace McpOps.Maintenance.Plans.Steps;

/// <summary><c>updates.list</c>: which packages of the system and of the server have newer versions. Nothing is installed.</summary>
internal sealed class UpdatesStep : IPlanStep
{
    private const int Named = 5;

    public string Name => "updates.list";

    public IReadOnlyList<string> Words => ["of", "fail"];

    public bool OnlyLooks => true;

    // Its list is all that there is to it.
    public bool LooksInDryRun => true;

    public void Check(StepWords with)
    {
        _ = with.Flag("fail");
        if (with.Texts("of").FirstOrDefault(name => !UpdateSources.Names.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            throw with.Wrong("of", $"names '{unknown}', which is nothing that lists updates. There are {string.Join(", ", UpdateSources.Names)}");
        }
    }

    public async Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
    {
        var named = scope.With.Texts("of");
        var looked = await new UpdateSources().LookAsync(scope.Server, named.Count > 0 ? named : UpdateSources.Names, cancellationToken);

        // The server's own first: those of the system are many.
        var updates = looked.OrderBy(look => look.Source is "apt").SelectMany(look => look.Updates).ToList();
        var counts = string.Join(", ", updates.GroupBy(update => update.Source).Select(source => string.Create(CultureInfo.InvariantCulture, $"{source.Key} {source.Count()}")));
        var said = string.Create(CultureInfo.InvariantCulture, $"{updates.Count} newer versions{(updates.Count > 0 ? $" ({counts}): {string.Join(", ", updates.Take(Named))}{(updates.Count > Named ? $" and {updates.Count - Named} more" : "")}" : "")}.")
            + string.Concat(looked.Where(look => look.NotChecked.Length > 0).Select(look => $" {look.Source} not checked: {look.NotChecked}."));
        return looked.All(look => look.NotChecked.Length > 0) ? StepResult.Skip(said) : updates.Count > 0 && scope.With.Flag("fail") ? StepResult.Fail(said) : StepResult.Ok(said);
    }
}
