using System.CommandLine;
using System.Text.Json.Nodes;
using McpOps.Capacity;
using McpOps.Cli.Output;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops capacity</c>: how much can it take?</summary>
internal static class CapacityVerb
{
    private static readonly IReadOnlyList<Column<McpCapacityStep>> StepColumns =
    [
        new("InFlight", step => step.Concurrency) { Right = true },
        new("Rate", step => step.Rate) { Right = true },
        new("Offered", step => step.OfferedRate) { Right = true },
        new("Errors", step => step.Errors) { Right = true, Color = step => step.Errors > 0 ? 31 : null },
        new("P50Ms", step => step.P50Ms) { Right = true },
        new("P95Ms", step => step.P95Ms) { Right = true },
        new("P99Ms", step => step.P99Ms) { Right = true },
        new("MaxMs", step => step.MaxMs) { Right = true },
    ];

    public static Command Create(CliConsole console)
    {
        var tool = new Option<string?>("--tool") { Description = "The tool to call.", HelpName = "TOOL" };
        var arguments = new Option<string[]>("--arg") { Description = "An argument of the tool; several are allowed.", HelpName = "NAME=VALUE" };
        var maxConcurrency = new Option<int?>("--max-concurrency") { Description = "The last step of the ramp 1, 2, 4 … (64).", HelpName = "N" };
        var duration = new Option<double?>("--duration") { Description = "Seconds of load in all (30).", HelpName = "SECONDS" };
        var rate = new Option<double?>("--rate") { Description = "Calls per second at fixed times, instead of a ramp.", HelpName = "R" };
        var objective = new Option<string?>("--objective") { Description = "What must hold, such as 'p99 < 500ms, errors < 1%'. Alone: search the highest rate that keeps it.", HelpName = "OBJECTIVE" };
        var force = new Option<bool>("--force") { Description = "Load public hosts, and tools that do not declare that they only read." };
        var output = SharedOptions.Output();
        var verb = new Command("capacity", "Find out how many calls a second a server takes, and what gives out first.") { tool, arguments, maxConcurrency, rate, objective, duration, force, output };
        var which = new ServerArguments(verb);
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var server = (await which.RequireAsync(parsed, console, cancellationToken))[0];
            var options = new CapacityOptions
            {
                Tool = parsed.GetValue(tool),
                Arguments = Arguments(parsed.GetValue(arguments) ?? []),
                MaxConcurrency = parsed.GetValue(maxConcurrency),
                Rate = parsed.GetValue(rate),
                Objective = parsed.GetValue(objective) is { } text ? CapacityObjective.Parse(text) : null,
                Force = parsed.GetValue(force),
            };
            if (parsed.GetValue(duration) is { } seconds)
            {
                options = options with { Duration = TimeSpan.FromSeconds(seconds) };
            }

            var result = await new CapacityTest(console.Context).RunAsync(server, options, cancellationToken);
            if (parsed.GetValue(output) is OutputFormat.Json or OutputFormat.Ndjson)
            {
                console.Out.WriteLine(parsed.GetValue(output) is OutputFormat.Json ? JsonText.Pretty(result) : JsonText.OneLine(result));
            }
            else
            {
                ResultWriter.WriteAll(console, parsed.GetValue(output), result.Steps, StepColumns);
                console.WriteError(result.Message);
            }

            return ExitCodes.Done;
        });
        return verb;
    }

    private static JsonObject Arguments(IReadOnlyList<string> pairs)
    {
        var arguments = new JsonObject();
        foreach (var pair in pairs)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new McpOpsException("InvalidToolArguments", McpErrorCategory.InvalidArgument, $"'{pair}' is not an argument. Write --arg NAME=VALUE.");
            }

            arguments[pair[..equals]] = pair[(equals + 1)..];
        }

        return arguments;
    }
}
