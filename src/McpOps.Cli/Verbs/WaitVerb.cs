using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Probing;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops wait</c>: until servers are healthy.</summary>
internal static class WaitVerb
{
    public static Command Create(CliConsole console)
    {
        var verb = new Command("wait", "Wait until servers are healthy: after a start, a restore, a deployment. Exit codes: 0 they are, 1 one did not become so in time, 64 usage.");
        var which = new ServerArguments(verb);
        var within = new Option<double>("--within") { Description = "Seconds that are waited in all.", HelpName = "SECONDS", DefaultValueFactory = _ => 60 };
        var every = new Option<double>("--every") { Description = "Seconds from one look to the next.", HelpName = "SECONDS", DefaultValueFactory = _ => 2 };
        var status = new Option<string>("--status") { Description = "The least that is enough: healthy or degraded.", HelpName = "STATUS", DefaultValueFactory = _ => "healthy" };
        status.AcceptOnlyFromAmong("healthy", "degraded");
        var timeout = SharedOptions.Timeout("its own timeoutSeconds of the inventory, else 10,");
        var check = new ListOption("--check") { Description = "Only this check counts; may be given several times, or with commas.", HelpName = "CHECK" };
        var launch = ServerArguments.Launch();
        var output = SharedOptions.Output();
        foreach (var option in new Option[] { within, every, status, timeout, check, launch, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var servers = await which.RequireAsync(parsed, console, cancellationToken);
            var options = new HealthOptions { Timeout = parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null, Launch = parsed.GetValue(launch), Checks = parsed.GetValue(check) ?? [] };
            var wait = new HealthWaitOptions
            {
                Within = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(within), 0, 604_800)),
                Every = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(every), 0.1, 3600)),
                Status = parsed.GetValue(status) is "degraded" ? HealthStatus.Degraded : HealthStatus.Healthy,
            };
            var results = new HealthWait(console.Context, HealthChecks.OfOtherRooms(console.Context)).UntilAsync(servers, options, wait, cancellationToken);
            var all = await ResultWriter.WriteStreamAsync(console, parsed.GetValue(output), results, HealthColumns.Servers, cancellationToken);
            return all.All(wait.IsEnough) ? ExitCodes.Done : ExitCodes.Failed;
        });
        return verb;
    }
}
