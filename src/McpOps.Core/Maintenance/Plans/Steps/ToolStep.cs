using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Maintenance.Plans.Steps;

/// <summary><c>tool</c>: calls a tool of the server, such as one that tidies its cache.</summary>
internal sealed class ToolStep : IPlanStep
{
    private const int MostText = 500;

    public string Name => "tool";

    public IReadOnlyList<string> Words => ["tool", "arguments", "expect", "readOnly"];

    public bool OnlyLooks => false;

    public void Check(StepWords with)
    {
        _ = (with.Map("arguments"), with.Text("expect"), with.Flag("readOnly"));
        if (with.Text("tool") is not { Length: > 0 })
        {
            throw with.Wrong("tool", "must name a tool of the server");
        }
    }

    public async Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
    {
        var (tool, looks) = (scope.With.Text("tool")!, scope.With.Flag("readOnly"));
        if (scope.DryRun)
        {
            return looks ? StepResult.Ok($"Would ask '{tool}', which only looks.") : StepResult.Change(dryRun: true, [tool], "Would be called.");
        }

        await using var connector = new McpConnector(scope.Context);
        var session = await connector.ConnectAsync(scope.Server, new ConnectOptions(), cancellationToken);
        try
        {
            var answer = await session.CallToolAsync(tool, scope.With.Map("arguments"), cancellationToken);
            var said = Redaction.MaskText(answer.Text.Length > MostText ? answer.Text[..MostText] + "…" : answer.Text);
            var missing = scope.With.Text("expect") is { Length: > 0 } expected && !answer.Text.Contains(expected, StringComparison.Ordinal) ? expected : null;
            return answer.IsError ? StepResult.Fail($"'{tool}' reports an error: {said}")
                : missing is not null ? StepResult.Fail($"The answer of '{tool}' does not hold '{missing}': {said}")
                : looks ? StepResult.Ok(said) : StepResult.Change(dryRun: false, [tool], said);
        }
        finally
        {
            session.EndInBackground();
        }
    }
}
