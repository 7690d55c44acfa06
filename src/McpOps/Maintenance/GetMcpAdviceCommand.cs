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

    /// <summary>Where history is kept; what the inventory says when omitted.</summary>
    [Parameter]
    public string? History { get; set; }

    /// <inheritdoc/>
    private protected override string? Prepare() => WholePlace(History);

    /// <inheritdoc/>
    private protected override async Task WorkAsync(Pipe pipe, Subjects subjects)
    {
        var approved = !(Apply || Undo) || await pipe.ShouldProcessAsync($"settings of {subjects.Text}", Undo ? "Undo advice" : "Apply advice");
        var options = new AdviceOptions { Servers = subjects.Servers, Rules = Rule, Apply = Apply, Undo = Undo, DryRun = !approved, History = subjects.Prepared };
        await pipe.WriteAllAsync(new ServerAdvice(pipe.Context, subjects.Paths).RunAsync(options, pipe.CancellationToken));
    }
}

/// <summary>Completes the rules of advice of servers.</summary>
public sealed class AdviceRuleCompleter : ServerPartCompleter
{
    private protected override IEnumerable<string> Parts(McpServer server) => server.Advice.Select(rule => rule.Name);
}
