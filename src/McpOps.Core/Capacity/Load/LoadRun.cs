
namespace McpOps.Capacity.Load;

/// <summary>Runs the model that was asked for, and says what the steps mean.</summary>
internal sealed class LoadRun(LoadStage stage, StepMeter meter, CapacityOptions options, Action<McpCapacityStep> report)
{
    private const int DefaultMaxConcurrency = 64;

    private readonly List<McpCapacityStep> _steps = [];
    private string? _generatorLimit;

    /// <summary>Runs to the end, or to what ends it early.</summary>
    public async Task<McpCapacity> RunAsync(McpCapacity result, CancellationToken cancellationToken)
    {
        result = await RampAsync(result, cancellationToken);
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
        await foreach (var step in new ClosedRamp(stage, meter).RunAsync(ClosedRamp.Concurrencies(options.MaxConcurrency ?? DefaultMaxConcurrency), options.Duration, cancellationToken))
        {
            Add(step);
        }

        return RampVerdict.Apply(result with { Model = "closed" }, _steps, meter, options.Objective, stage.IsSpent);
    }

    private void Add(McpCapacityStep step)
    {
        _steps.Add(step);
        _generatorLimit ??= meter.GeneratorLimit;
        report(step);
    }
}
