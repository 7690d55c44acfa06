using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops health</c>: is it healthy?</summary>
internal static class HealthVerb
{
    /// <summary>Nothing could be found out, as monitoring plugins say it.</summary>
    internal const int Unknown = 3;

    public static Command Create(CliConsole console)
    {
        var verb = new Command("health", "Probe servers, all at once. Exit codes: 0 healthy, 1 degraded, 2 unhealthy, 3 unknown, 64 usage.");
        var which = new ServerArguments(verb);
        var timeout = SharedOptions.Timeout("its own timeoutSeconds of the inventory, else 10,");
        var check = new ListOption("--check") { Description = $"Run this check only; may be given several times, or with commas. One of {string.Join(", ", HealthChecks.Names)}.", HelpName = "CHECK" };
        var launch = ServerArguments.Launch();
        var throttleLimit = new Option<int?>("--throttle-limit") { Description = "How many servers are probed at once; 64 when omitted, of those that are started as processes two a processor.", HelpName = "COUNT" };
        throttleLimit.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var count) && count < 1)
            {
                result.AddError("--throttle-limit takes a number from 1 on.");
            }
        });
        var details = new Option<bool>("--details") { Description = "A row for each check instead of one for each server, in tables and csv." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Write nothing; the exit code says it all." };
        var output = SharedOptions.Output();
        foreach (var option in new Option[] { timeout, check, launch, throttleLimit, details, quiet, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new HealthOptions
            {
                Timeout = parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                Launch = parsed.GetValue(launch),
                Checks = parsed.GetValue(check) ?? [],
                ThrottleLimit = parsed.GetValue(throttleLimit),
            };
            try
            {
                var servers = await which.FindAsync(parsed, console, cancellationToken);
                var format = parsed.GetValue(output);
                var results = new HealthProbe(ProgressLine.For(console, format), HealthChecks.OfOtherRooms(console.Context)).ProbeAsync(servers, options, cancellationToken);
                var probed = parsed.GetValue(quiet) ? await GatherAsync(results, cancellationToken)
                    : parsed.GetValue(details) && format is OutputFormat.Table or OutputFormat.Csv ? await WriteChecksAsync(console, format, results, cancellationToken)
                    : await WriteServersAsync(console, format, servers, results, cancellationToken);
                return ExitCode(HealthStatus.Overall(probed));
            }
            catch (McpOpsException exception) when (exception.Category is not McpErrorCategory.InvalidArgument)
            {
                // 1 would say that a server is degraded; that nothing could be found out is 3.
                console.WriteError($"error {exception.ErrorId}: {exception.Message}");
                return Unknown;
            }
        });
        return verb;
    }

    // One server that was named on the command line is one record; whatever may be several is a list.
    private static async Task<IReadOnlyList<McpHealth>> WriteServersAsync(
        CliConsole console, OutputFormat format, IReadOnlyList<McpServer> servers, IAsyncEnumerable<McpHealth> results, CancellationToken cancellationToken)
    {
        IReadOnlyList<McpHealth> all;
        if (servers is [{ Origin: ServerOrigin.AdHoc }])
        {
            all = await GatherAsync(results, cancellationToken);
            ResultWriter.WriteOne(console, format, all[0], HealthColumns.Servers);
        }
        else
        {
            // How to begin was said on standard error; an empty table would say nothing more.
            all = servers.Count == 0 && format is OutputFormat.Table ? [] : await ResultWriter.WriteStreamAsync(console, format, results, HealthColumns.Servers, cancellationToken);
        }

        return all;
    }

    private static async Task<IReadOnlyList<McpHealth>> WriteChecksAsync(CliConsole console, OutputFormat format, IAsyncEnumerable<McpHealth> results, CancellationToken cancellationToken)
    {
        var gathered = await GatherAsync(results, cancellationToken);
        ResultWriter.WriteAll(console, format, [.. gathered.SelectMany(health => health.Checks.Select(check => (health.Server, check)))], HealthColumns.Checks);
        return gathered;
    }

    private static async Task<IReadOnlyList<McpHealth>> GatherAsync(IAsyncEnumerable<McpHealth> results, CancellationToken cancellationToken)
    {
        var gathered = new List<McpHealth>();
        await foreach (var health in results.WithCancellation(cancellationToken))
        {
            gathered.Add(health);
        }

        return gathered;
    }

    private static int ExitCode(string status) => status switch { HealthStatus.Healthy => 0, HealthStatus.Degraded => 1, HealthStatus.Unhealthy => 2, _ => Unknown };
}
