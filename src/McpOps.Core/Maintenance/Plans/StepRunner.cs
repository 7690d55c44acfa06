using McpOps.Servers;

namespace McpOps.Maintenance.Plans;

/// <summary>Runs one step: when its condition holds, within its time. Whatever happens is its result.</summary>
internal sealed class StepRunner(EngineContext context, MaintenanceOptions options, ServerPaths paths, IReadOnlyList<McpServer> inventory, string stateFolder)
{
    /// <summary>How long a step may take where its plan does not say.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromHours(1);

    // What does not end when it is told to is left alone after so long; the rest of the night does not wait for it.
    private static readonly TimeSpan Obeys = TimeSpan.FromSeconds(10);

    /// <summary>Runs it, and says what it came to.</summary>
    public async Task<McpMaintenanceStep> RunAsync(PlannedRun run, PlannedStep planned, CancellationToken cancellationToken)
    {
        var (startedAt, started) = (context.Time.GetUtcNow(), context.Time.GetTimestamp());
        var result = await ResultAsync(run, planned, cancellationToken);
        var known = KnownValues.Of(run.Server, paths.Variable);
        return Record(run, planned, result) with
        {
            Changed = [.. result.Changed.Select(known.Mask)],
            Message = context.Words(known.Mask(result.Message)),
            StartedAt = startedAt.LocalDateTime,
            DurationMs = Math.Round(context.Time.GetElapsedTime(started).TotalMilliseconds, 1),
        };
    }

    /// <summary>The record of a step that is not run.</summary>
    public McpMaintenanceStep Leave(PlannedRun run, PlannedStep planned, string why) => Record(run, planned, StepResult.Skip(why)) with { StartedAt = context.Time.GetUtcNow().LocalDateTime };

    private McpMaintenanceStep Record(PlannedRun run, PlannedStep planned, StepResult result) => new()
    {
        Plan = run.Plan.Name,
        Step = planned.Step.Id,
        Use = planned.Step.Use,
        Server = planned.Kind.IsOfHost ? null : run.Server.Name,
        Host = context.Host,
        Outcome = result.Outcome,
        Changed = result.Changed,
        ChangedCount = result.ChangedCount,
        FreedBytes = result.FreedBytes,
        Message = result.Message,
    };

    // Where the caller names another place for history, whatever a step remembers, or asks of what was remembered, is there too.
    private McpServer Kept(McpServer server) => options.History is { } named ? server with { History = server.History with { Store = named } } : server;

    private async Task<StepResult> ResultAsync(PlannedRun run, PlannedStep planned, CancellationToken cancellationToken)
    {
        if (planned.When is { } when)
        {
            var value = HostFacts.Read(when.Fact, run.Server, context.Time);
            if (when.Holds(value) is not true)
            {
                return StepResult.Skip(value is { } known ? FormattableString.Invariant($"{when} does not hold: it is {known:0.##}.") : $"This machine does not tell '{when.Fact}', so nobody knows whether {when}.");
            }
        }

        if (options.DryRun && planned.Kind is { OnlyLooks: true, LooksInDryRun: false })
        {
            return StepResult.Ok("It only looks; it is left out of a dry run.");
        }

        var timeout = planned.Step.Timeout ?? DefaultTimeout;
        using var clock = new CancellationTokenSource(timeout, context.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        var last = new LastPlace(context.Progress);
        var scope = new StepScope { Context = context with { Progress = last }, Server = Kept(run.Server), Inventory = [.. inventory.Select(Kept)], Paths = paths, Step = planned.Step, With = planned.With, Options = options, StateFolder = stateFolder };
        var work = Task.Run(() => planned.Kind.RunAsync(scope, limit.Token), CancellationToken.None);
        try
        {
            return await work.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAny(work, Task.Delay(Obeys, context.Time, CancellationToken.None));
            cancellationToken.ThrowIfCancellationRequested();
            return work.IsCompletedSuccessfully ? await work
                : StepResult.Fail($"It did not end within {timeout.TotalSeconds:0} s{(work.IsCompleted ? " and was ended" : ", and not when it was told to either: it was left alone")}{(last.Name is { } place ? $". It was at '{place}'" : "")}. Give it a longer \"timeout\", or look at what it waits for.");
        }
        catch (McpOpsException exception)
        {
            return StepResult.Fail($"{exception.Message} ({exception.ErrorId})");
        }
        catch (Exception exception)
        {
            // One step's fault does not keep the others from their work.
            return StepResult.Fail($"{exception.GetType().Name}: {exception.Message}");
        }
    }

    // What hangs, such as a share whose server is dead, says nothing by itself: where the step was last is where it hangs.
    private sealed class LastPlace(IProgress<McpProgress>? listener) : IProgress<McpProgress>
    {
        public string? Name { get; private set; }

        public void Report(McpProgress value)
        {
            Name = value.Status;
            listener?.Report(value);
        }
    }
}
