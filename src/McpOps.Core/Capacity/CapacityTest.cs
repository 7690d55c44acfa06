using McpOps.Capacity.Advice;
using McpOps.Capacity.Forecasting;
using McpOps.Capacity.Load;
using McpOps.Capacity.Resources;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Capacity;

/// <summary>Finds out how much load a server takes, what gives out first, and until when its resources last.</summary>
/// <param name="context">The clock, progress and notices.</param>
public sealed class CapacityTest(EngineContext context)
{
    private const int Named = 3;

    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(1);

    /// <summary>Hears each step while it grows, several times a second; from any thread.</summary>
    public IProgress<McpCapacityStep>? Live { get; init; }

    /// <summary>Tests one server.</summary>
    /// <param name="server">The server; null for this machine's resources and a forecast alone.</param>
    /// <param name="options">The load and the forecast.</param>
    /// <param name="cancellationToken">Ends the load within a second; the result holds what was measured.</param>
    /// <exception cref="McpOpsException">The options cannot be used, or the server is not ready, or load is not allowed.</exception>
    public async Task<McpCapacity> RunAsync(McpServer? server, CapacityOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (server is null)
        {
            return await MeasureAsync(server, options, cancellationToken);
        }

        var known = KnownValues.Of(server, Environment.GetEnvironmentVariable);
        try
        {
            var result = await MeasureAsync(server, options, cancellationToken);
            return result with { Message = known.Mask(result.Message) };
        }
        catch (McpOpsException exception) when (known.Mask(exception.Message) is var masked && masked != exception.Message)
        {
            throw new McpOpsException(exception.ErrorId, exception.Category, masked, exception.Target);
        }
    }

    private async Task<McpCapacity> MeasureAsync(McpServer? server, CapacityOptions options, CancellationToken cancellationToken)
    {
        var startedAt = context.Time.GetTimestamp();
        var result = new McpCapacity
        {
            Server = server?.Name ?? context.Host,
            Host = context.Host,
            Target = server?.Target,
            Transport = server?.Transport,
            Subject = server,
            Objective = options.Objective?.ToString(),
            StartedAt = context.Time.GetUtcNow().LocalDateTime,
        };

        // What is only read comes first: a history that cannot be found should not cost a load test.
        if (options.Forecast is { } forecast)
        {
            result = result with { Forecast = await new ForecastRun(context).RunAsync(forecast, cancellationToken) };
        }

        var connection = server is null ? null : ConnectionResolver.Resolve(server, Environment.GetEnvironmentVariable);
        var processId = options.ProcessId ?? (connection is null ? null : PortOwner.Find(connection));
        if (options.Load && server is not null)
        {
            result = await LoadAsync(server, connection!, processId, options, result, cancellationToken);
        }
        else if (options.Look)
        {
            await using var resources = new ResourceWatch(context, server, processId);
            await LookAsync(cancellationToken);
            result = result with { Resources = await resources.StopAsync() };
            result = result with { Message = NoLoad(result.Resources) };
        }

        if (options.Watch is { } watch)
        {
            result = result with { Forecast = [.. result.Forecast, await new LeakWatch(context).RunAsync(processId, watch, cancellationToken)] };
        }

        return result with
        {
            Message = context.Words(result.Message),
            GeneratorLimit = result.GeneratorLimit is { } limit ? context.Words(limit) : null,
            Advice = Adviser.Advise(result),
            Interrupted = cancellationToken.IsCancellationRequested,
            Seconds = context.Time.GetElapsedTime(startedAt).TotalSeconds,
        };
    }

    // The fullest first: that is what whoever made no load wants to see.
    private static string NoLoad(IReadOnlyList<McpResource> resources)
    {
        var figures = resources.Where(resource => resource is { Unit: "%", Samples: > 0 }).OrderByDescending(resource => resource.Mean).Take(Named).Select(resource => FormattableString.Invariant($"{resource.Name} {resource.Mean:0} %")).ToList();
        return $"No load was made.{(figures.Count > 0 ? $" This machine: {string.Join(", ", figures)}; see Resources." : "")}";
    }

    private async Task<McpCapacity> LoadAsync(McpServer server, McpConnection connection, int? processId, CapacityOptions options, McpCapacity result, CancellationToken cancellationToken)
    {
        var plan = await new Preflight(context).PlanAsync(server, options, Calls(server, options), cancellationToken);
        result = result with { Era = plan.IsModern ? "modern" : "legacy", Workload = plan.Workload, Tools = plan.Tools };

        await using var target = NewTarget(connection, plan);
        await target.OpenAsync(cancellationToken);
        await using var watch = new GeneratorWatch(new HostSampler(context.Time));
        processId ??= target.ProcessId;
        var process = processId is { } id ? new ProcessSampler(id, context.Time) : null;
        await using var resources = new ResourceWatch(context, server, processId);
        var meter = new StepMeter(watch, new LoadLimits(options.MaxErrorRate), process, Live ?? (context.Progress is null ? null : new Growing(step => Report(server, step))));
        var budget = new CallBudget(options.MaxCalls);
        var run = new LoadRun(() => new LoadStage(target, options.CallTimeout, budget), meter, options, step => Report(server, step));
        result = await run.RunAsync(result, cancellationToken);
        return ResourceVerdict.Apply(result with { Resources = await resources.StopAsync() });
    }

    private static ILoadTarget NewTarget(McpConnection connection, LoadPlan plan) =>
        connection.Transport is McpTransport.Stdio ? new StdioLoadTarget(connection, plan) : new HttpLoadTarget(connection, plan);

    private static IReadOnlyList<McpLoadCall> Calls(McpServer server, CapacityOptions options) =>
        options.Tool is { } tool ? [new McpLoadCall(tool) { Arguments = options.Arguments }]
        : server.Load.Count > 0 ? server.Load
        : server.Probe is { } probe ? [new McpLoadCall(probe.Tool) { Arguments = probe.Arguments }]
        : [];

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(LookTime, context.Time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // What was seen so far is the result.
        }
    }

    private void Report(McpServer server, McpCapacityStep step) => context.Progress?.Report(new McpProgress(
        $"Loading {server.Name}",
        FormattableString.Invariant($"{step.Concurrency:0} in flight: {step.Rate:#,0} calls/s, p99 {step.P99Ms:0.#} ms, {step.Errors} errors"),
        0,
        null));

    // A step may take half a minute: who waits sees it grow.
    private sealed class Growing(Action<McpCapacityStep> report) : IProgress<McpCapacityStep>
    {
        public void Report(McpCapacityStep value) => report(value);
    }
}
