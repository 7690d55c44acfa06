using System.Management.Automation;
using McpOps.Maintenance;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Says which settings of servers should be changed, with the figures that it rests on; follows that only when asked, and takes it back when asked.</summary>
[Cmdlet(VerbsCommon.Get, "McpAdvice", SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Get-McpAdvice.md")]
[OutputType(typeof(McpAdvice))]
public sealed class GetMcpAdviceCommand : MaintenanceCmdlet
{
    /// <summary>Only these rules below "advice"; all when omitted.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AdviceRuleCompleter))]
    public string[] Rule { get; set; } = [];

    /// <summary>Changes the settings as advised, each in its own file, of which a copy is kept.</summary>
    [Parameter]
    public SwitchParameter Apply { get; set; }

    /// <summary>Takes back what was applied, the newest first.</summary>
    [Parameter]
    public SwitchParameter Undo { get; set; }

    /// <summary>Lets stand what is set now, such as what somebody changed by hand since: what was applied is undone no more.</summary>
    [Parameter]
    public SwitchParameter Forget { get; set; }

    /// <summary>Where history is kept; what the inventory says when omitted.</summary>
    [Parameter]
    public string? History { get; set; }

    /// <inheritdoc/>
    private protected override string? Prepare() => WholePlace(History);

    /// <inheritdoc/>
    private protected override IReadOnlyList<McpServer> OrElse(Pipe pipe, ServerPaths paths, ServerSet set, IReadOnlyList<string> names, string? prepared) => Undo || Forget ? new ServerAdvice(pipe.Context, paths).Gone(names, set.Fleet.History, prepared) : [];

    /// <inheritdoc/>
    private protected override async Task WorkAsync(Pipe pipe, Subjects subjects)
    {
        var options = new AdviceOptions { Servers = subjects.Servers, Rules = Rule, Apply = Apply, Undo = Undo, Forget = Forget, History = subjects.Prepared };
        var engine = new ServerAdvice(pipe.Context, subjects.Paths);
        if (!(Apply || Undo || Forget))
        {
            await pipe.WriteAllAsync(engine.RunAsync(options, pipe.CancellationToken));
            return;
        }

        // Each change is asked for by its own name; what is not agreed to is shown as it would be.
        var looked = new List<(McpAdvice Advice, bool Agreed)>();
        await foreach (var advice in engine.RunAsync(options with { DryRun = true }, pipe.CancellationToken))
        {
            looked.Add((advice, advice.Outcome is StepOutcome.WouldChange && await pipe.ShouldProcessAsync($"{advice.Key} in {advice.Path}", Action(advice))));
        }

        foreach (var server in subjects.Servers)
        {
            // What one rule changed several times is taken back as one.
            var own = looked.Where(one => one.Advice.Server == server.Name).GroupBy(one => one.Advice.Rule).ToList();
            var agreed = own.Where(rule => rule.All(one => one.Agreed)).Select(rule => rule.Key).ToList();
            foreach (var (advice, _) in own.Where(rule => !agreed.Contains(rule.Key)).SelectMany(rule => rule))
            {
                pipe.Write(advice);
            }

            if (agreed.Count > 0)
            {
                await pipe.WriteAllAsync(engine.RunAsync(options with { Servers = [server], Rules = agreed }, pipe.CancellationToken), MaintenanceFault.Of);
            }
        }
    }

    private string Action(McpAdvice advice) => Forget ? $"Forget the advice '{advice.Rule}'" : $"{(Undo ? "Undo advice: set" : "Set")} from {advice.From ?? "nothing"} to {advice.To ?? "nothing"}";
}

/// <summary>Completes the rules of advice of servers.</summary>
public sealed class AdviceRuleCompleter : ServerPartCompleter
{
    private protected override IEnumerable<string> Parts(McpServer server) => server.Advice.Select(rule => rule.Name);
}
