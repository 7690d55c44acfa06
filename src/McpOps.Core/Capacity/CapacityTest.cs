using McpOps.Capacity.Load;
using McpOps.Capacity.Resources;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Capacity;

/// <summary>Finds out how much load a server takes, what gives out first, and until when its resources last.</summary>
/// <param name="context">The clock, progress and notices.</param>
public sealed class CapacityTest(EngineContext context)
{
    /// <summary>Hears each step while it grows, several times a second; from any thread.</summary>
    public IProgress<McpCapacityStep>? Live { get; init; }

    /// <summary>Tests one server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="options">The load and the forecast.</param>
    /// <param name="cancellationToken">Ends the load within a second; the result holds what was measured.</param>
    /// <exception cref="McpOpsException">The options cannot be used, or the server is not ready, or load is not allowed.</exception>
    public async Task<McpCapacity> RunAsync(McpServer server, CapacityOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var startedAt = context.Time.GetTimestamp();
        var result = new McpCapacity
        {
            Server = server.Name,
            Target = server.Target,
            Transport = server.Transport,
            Objective = options.Objective?.ToString(),
            StartedAt = context.Time.GetUtcNow(),
        };
        if (options.Load)
        {
            result = await LoadAsync(server, options, result, cancellationToken);
        }

        return result with
        {
            Interrupted = cancellationToken.IsCancellationRequested,
            Seconds = context.Time.GetElapsedTime(startedAt).TotalSeconds,
        };
    }

    private async Task<McpCapacity> LoadAsync(McpServer server, CapacityOptions options, McpCapacity result, CancellationToken cancellationToken)
    {
        var plan = await new Preflight(context).PlanAsync(server, options, Calls(server, options), cancellationToken);
        result = result with { Era = plan.IsModern ? "modern" : "legacy", Workload = plan.Workload, Tools = plan.Tools };

        var connection = ConnectionResolver.Resolve(server, Environment.GetEnvironmentVariable);
        await using var target = NewTarget(connection, plan);
        await target.OpenAsync(cancellationToken);
        await using var watch = new GeneratorWatch(new HostSampler(context.Time));
        var process = (options.ProcessId ?? target.ProcessId ?? PortOwner.Find(connection)) is { } id ? new ProcessSampler(id, context.Time) : null;
        var meter = new StepMeter(watch, new LoadLimits(options.MaxErrorRate), process, Live);
        var budget = new CallBudget(options.MaxCalls);
        var run = new LoadRun(() => new LoadStage(target, options.CallTimeout, budget), meter, options, step => Report(server, step));
        return await run.RunAsync(result, cancellationToken);
    }

    private static ILoadTarget NewTarget(McpConnection connection, LoadPlan plan) =>
        connection.Transport is McpTransport.Stdio ? new StdioLoadTarget(connection, plan) : new HttpLoadTarget(connection, plan);

    private static IReadOnlyList<McpLoadCall> Calls(McpServer server, CapacityOptions options) =>
        options.Tool is { } tool ? [new McpLoadCall(tool) { Arguments = options.Arguments }]
        : server.Load.Count > 0 ? server.Load
        : server.Probe is { } probe ? [new McpLoadCall(probe.Tool) { Arguments = probe.Arguments }]
        : [];

    private void Report(McpServer server, McpCapacityStep step) => context.Progress?.Report(new McpProgress(
        $"Loading {server.Name}",
        FormattableString.Invariant($"{step.Concurrency:0} in flight: {step.Rate:#,0} calls/s, p99 {step.P99Ms:0.#} ms, {step.Errors} errors"),
        0,
        null));
}
