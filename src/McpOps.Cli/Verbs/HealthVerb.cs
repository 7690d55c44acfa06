using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops health</c>: is it healthy?</summary>
internal static class HealthVerb
{
    internal static readonly IReadOnlyList<Column<McpHealth>> Columns =
    [
        new("Server", health => health.Server) { MaxWidth = 28 },
        new("Status", health => health.Status) { Color = health => health.Status switch { HealthStatus.Healthy => 32, HealthStatus.Unhealthy => 31, _ => 33 } },
        new("Verdict", health => health.Verdict),
        new("LatencyMs", health => health.LatencyMs) { Right = true },
        new("Tools", health => health.ToolCount) { Right = true },
        new("Message", health => health.Message),
    ];

    public static Command Create(CliConsole console)
    {
        var url = new Option<Uri?>("--url") { Description = "Probe the server at this address.", HelpName = "URL" };
        var command = new Argument<string[]>("COMMAND") { Description = "Probe the stdio server that this command starts; write it after --.", Arity = ArgumentArity.ZeroOrMore };
        var timeout = SharedOptions.Timeout();
        var output = SharedOptions.Output();
        var verb = new Command("health", "Probe servers: 0 healthy, 1 degraded, 2 unhealthy, 3 unknown.") { url, command, timeout, output };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var server = parsed.GetValue(url) is { } address
                ? McpServer.FromUrl(address)
                : McpServer.FromCommand(parsed.GetValue(command)?.FirstOrDefault() ?? "", parsed.GetValue(command)?.Skip(1).ToArray());
            var options = new HealthOptions();
            if (parsed.GetValue(timeout) is { } seconds)
            {
                options = options with { Timeout = TimeSpan.FromSeconds(seconds) };
            }

            var results = await ResultWriter.WriteStreamAsync(console, parsed.GetValue(output), new HealthProbe(console.Context).ProbeAsync([server], options, cancellationToken), Columns, cancellationToken);
            return HealthStatus.Worst(results.Select(health => health.Status)) switch { HealthStatus.Healthy => 0, HealthStatus.Degraded => 1, HealthStatus.Unhealthy => 2, _ => 3 };
        });
        return verb;
    }
}
