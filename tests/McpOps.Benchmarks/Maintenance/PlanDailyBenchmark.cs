using System.Diagnostics;
using System.Text.Json;
using McpOps.Cli.Tests.Guides;

namespace McpOps.Benchmarks.Maintenance;

/// <summary>The daily plan of each guide's system in small, with its services at work: the whole process, and what of it is the backup.</summary>
internal sealed class PlanDailyBenchmark : IBenchmark
{
    private const double GoalSeconds = 10;
    private static readonly string[] Profiles = ["crawl4ai", "mcp-context-forge", "mcp-discovery", "kilocode", "mcp-orchestrator"];

    public string Name => "plan-daily";

    public string Description => "The whole daily plan of each guide's replica: at most 10 s beyond what its backup takes. Arguments are other profiles.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        await using var postgres = new LocalPostgres();
        await postgres.StartAsync();
        foreach (var profile in arguments.Count > 0 ? arguments : Profiles)
        {
            var url = await DatabaseAsync(profile, postgres, cancellationToken);
            await using var system = new GuideSystem(words => RunAsync(words, cancellationToken), cancellationToken);
            var (ports, more) = GuideSystem.Variables(profile, url);
            await system.StartAsync(profile, ports, more, "\"settle\": \"1s\"", new Dictionary<string, string>());
            await RunAsync(["watch", "--once", "--config-path", system.Inventory], cancellationToken);

            // The first run only shows what rules of cleaning and retention would remove; the second removes it.
            foreach (var turn in new[] { "first", "second" })
            {
                await MeasureAsync(profile, turn, system.Inventory, cancellationToken);
            }
        }
    }

    private static async Task<string?> DatabaseAsync(string profile, LocalPostgres postgres, CancellationToken cancellationToken)
    {
        if (profile is not ("kilocode" or "mcp-orchestrator"))
        {
            return null;
        }

        if (postgres.Missing is { } missing)
        {
            throw new InvalidOperationException(missing);
        }

        if (profile is "mcp-orchestrator")
        {
            await Psql.LayOrchestratorAsync(postgres.Url, cancellationToken);
            return postgres.Url("mcporch");
        }

        await Psql.RunAsync(postgres.Url(), "create extension if not exists pg_stat_statements", cancellationToken);
        return postgres.Url();
    }

    private static async Task MeasureAsync(string profile, string turn, string inventory, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var (code, output, error) = await RunAsync(["maintain", "daily", "--config-path", inventory, "--output", "json"], cancellationToken);
        var total = Stopwatch.GetElapsedTime(started).TotalSeconds;
        using var parsed = JsonDocument.Parse(output is "" ? throw new InvalidOperationException($"{profile}: {error}") : output);
        var steps = parsed.RootElement.ValueKind is JsonValueKind.Array ? parsed.RootElement.EnumerateArray().ToList() : [parsed.RootElement];
        var failed = steps.Where(step => Text(step, "outcome") is "Failed").Select(step => $"{Text(step, "server")} {Text(step, "step")}: {Text(step, "message")}").ToList();
        if (failed.Count > 0 || code != 0 || steps.Count == 0)
        {
            throw new InvalidOperationException($"{profile}: the plan ended with {code}. {string.Join("; ", failed)} {error}");
        }

        var backup = steps.Where(step => Text(step, "use") is "backup").Sum(step => step.GetProperty("durationMs").GetDouble()) / 1000;
        var slowest = steps.MaxBy(step => Text(step, "use") is "backup" ? 0 : step.GetProperty("durationMs").GetDouble());
        Console.WriteLine($"{profile,-18} {turn,-6} {steps.Count,3} steps, {steps.Count(step => Text(step, "outcome") is "Skipped"),2} skipped: total {total,6:0.00} s, backup {backup,6:0.00} s, beyond it {total - backup,6:0.00} s (goal: at most {GoalSeconds:0} s, {(total - backup <= GoalSeconds ? "reached" : "not reached")}); longest other step {Text(slowest, "step")} {slowest.GetProperty("durationMs").GetDouble() / 1000:0.00} s");
    }

    private static string Text(JsonElement step, string name) => step.TryGetProperty(name, out var value) ? value.ToString() : "";

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] words, CancellationToken cancellationToken)
    {
        var done = await Command.RunAsync(Shipped.McpOps, words, cancellationToken);
        return (done.ExitCode, done.Output, done.Error);
    }
}
