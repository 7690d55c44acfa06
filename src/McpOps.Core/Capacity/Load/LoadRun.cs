
namespace McpOps.Capacity.Load;

/// <summary>Runs the model that was asked for, and says what the steps mean.</summary>
internal sealed class LoadRun(Func<LoadStage> newStage, StepMeter meter, CapacityOptions options, Action<McpCapacityStep> report)
{
    private const int DefaultMaxConcurrency = 64;
    private const int DefaultMaxInFlight = 10_000;

    private readonly List<McpCapacityStep> _steps = [];
    private string? _generatorLimit;

    /// <summary>Runs to the end, or to what ends it early.</summary>
    public async Task<McpCapacity> RunAsync(McpCapacity result, CancellationToken cancellationToken)
    {
        result = options switch
        {
            { Rate: { } rate } => await HoldAsync(result, rate, cancellationToken),
            { Objective: not null, MaxConcurrency: null } => await SearchAsync(result, options.Objective, cancellationToken),
            _ => await RampAsync(result, cancellationToken),
        };
        return result with
        {
            Steps = _steps,
            GeneratorLimited = _generatorLimit is not null,
            GeneratorLimit = _generatorLimit,
            RetryAfterSeconds = meter.RetryAfterSeconds > 0 ? meter.RetryAfterSeconds : null,
        };
    }

    private async Task<McpCapacity> RampAsync(McpCapacity result, CancellationToken cancellationToken)
    {
        await using var stage = newStage();
        await foreach (var step in new ClosedRamp(stage, meter).RunAsync(ClosedRamp.Concurrencies(options.MaxConcurrency ?? DefaultMaxConcurrency), options.Duration, cancellationToken))
        {
            Add(step);
        }

        return RampVerdict.Apply(result with { Model = "closed" }, _steps, meter, options.Objective, stage.IsSpent);
    }

    private async Task<McpCapacity> HoldAsync(McpCapacity result, double rate, CancellationToken cancellationToken)
    {
        await using var stage = newStage();
        await using var pump = new OpenPump(stage, rate, MaxInFlight, StepMeter.WarmUp(options.Duration) / 2);
        Add(await meter.MeasureAsync(stage, concurrency: null, options.Duration, mayEndEarly: false, cancellationToken));
        return OpenVerdict.ApplyFixed(result with { Model = "open" }, _steps[0], rate, meter, options.Objective);
    }

    private async Task<McpCapacity> SearchAsync(McpCapacity result, CapacityObjective objective, CancellationToken cancellationToken)
    {
        var search = new RateSearch(newStage, meter, objective, options.Duration, MaxInFlight, Add);
        return await search.RunAsync(result with { Model = "search" }, cancellationToken);
    }

    private int MaxInFlight => options.MaxConcurrency ?? DefaultMaxInFlight;

    private void Add(McpCapacityStep step)
    {
        _steps.Add(step);
        _generatorLimit ??= meter.GeneratorLimit;
        report(step);
    }
}
