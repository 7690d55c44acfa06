using McpOps.Monitoring;
using McpOps.Platform;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Maintenance.Recovery;

/// <summary>Restarts servers that the watch finds down, where the inventory asks for it (<c>recover.automatic</c>): few at once, further and further apart, and given up with one alert.</summary>
internal sealed class AutomaticRecovery(EngineContext context, ServerPaths paths) : IWatchCompanion
{
    // What is said of a server, and of whom the channels are told.
    private const string Rule = "recover";
    private const int AtOnce = 2;
    private static readonly TimeSpan RefusedWait = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly HashSet<string> _elsewhere = new(StringComparer.Ordinal);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> _said = new(StringComparer.Ordinal);

    public bool IsAskedFor(WatchPlan plan) => plan.Servers.Any(server => server.Server.Recover is { Automatic: true });

    public Task BeginAsync(WatchView seen, Func<CompanionWord, Task> say, CancellationToken cancellationToken)
    {
        foreach (var name in _running.Where(one => one.Value.IsCompleted).Select(one => one.Key).ToList())
        {
            _running.Remove(name);
        }

        foreach (var server in seen.Plan.Servers.Select(watched => watched.Server).Where(server => server.Recover is { Automatic: true } && !_running.ContainsKey(server.Name)))
        {
            var memories = new RecoveryMemories(StateFolder.Of(seen.History, seen.Plan.Fleet.History, paths));
            var (memory, now) = (memories.Read(server.Name), context.Time.GetUtcNow());
            var healthy = seen.HealthySince.TryGetValue(server.Name, out var since) ? since : (DateTimeOffset?)null;
            switch (RecoveryDecision.Of(seen.Alerts.GetValueOrDefault(server.Name), healthy, memory, server.Recover!, now))
            {
                case RecoveryAct.Forget:
                    TryChange(server, memories, now, known => known with { NotBefore = null, GivenUpAt = null, Told = "" });
                    break;
                case RecoveryAct.GiveUp when TryChange(server, memories, now, known => known with { GivenUpAt = now }):
                    _running[server.Name] = GuardAsync(server, () => GiveUpAsync(server, memory, now, say, cancellationToken));
                    break;
                case RecoveryAct.Restart when IsElsewhere(server):
                    break;
                case RecoveryAct.Restart when _running.Count < AtOnce:
                    _running[server.Name] = Task.Run(() => GuardAsync(server, () => RestartAsync(server, seen, memories, say, cancellationToken)), CancellationToken.None);
                    break;
                default:
                    break;
            }
        }

        return Task.CompletedTask;
    }

    public Task EndAsync() => Task.WhenAll(_running.Values);

    private async Task GiveUpAsync(McpServer server, RecoveryMemory memory, DateTimeOffset now, Func<CompanionWord, Task> say, CancellationToken cancellationToken)
    {
        var state = server.Service?.ToReference() is { } service ? await new ServiceControl(context.Time).GetAsync(service, cancellationToken) : null;
        await say(new CompanionWord(server.Name, Rule, "GivenUp", GivenUpWords.Of(server, memory.Recent(server.Recover!, now).Count, server.Recover!, "does not work", ServerProcess.Holders(server, state)), Tell: true));
    }

    // A watch may look at servers of other machines; what is called the same here is another.
    private bool IsElsewhere(McpServer server)
    {
        if (LocalServers.Address(server) is not { } url || LocalServers.IsThisMachine(url.Host))
        {
            return false;
        }

        if (_elsewhere.Add(server.Name))
        {
            context.Warn("RecoveryElsewhere", $"'{server.Name}' is at {url.Host}, which is not this machine, so it is not restarted from here. Run the watch that restarts it there.", server.Name);
        }

        return true;
    }

    // Whoever waits for these tasks waits for their end only: what goes wrong in one is said where it does.
    private async Task GuardAsync(McpServer server, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The watch ends.
        }
        catch (Exception exception)
        {
            if (IsNew(server, exception.Message))
            {
                context.Warn("RecoveryFailed", $"What was done about '{server.Name}' could not be written down, or told: {Sentences.Ended(exception.Message)} The watch goes on.", server.Name);
            }
        }
    }

    // A folder of state that may not be written is tried each second, and said once.
    private bool IsNew(McpServer server, string fault)
    {
        var known = _said.GetValueOrDefault(server.Name);
        _said[server.Name] = fault;
        return known != fault;
    }

    // False where another restarts it just now: the next look sees what came of that.
    private static bool TryChange(McpServer server, RecoveryMemories memories, DateTimeOffset now, Func<RecoveryMemory, RecoveryMemory> change)
    {
        try
        {
            memories.Change(server.Name, now, change);
            return true;
        }
        catch (McpOpsException exception) when (exception.ErrorId is "MaintenanceRunning")
        {
            return false;
        }
    }

    private async Task RestartAsync(McpServer server, WatchView seen, RecoveryMemories memories, Func<CompanionWord, Task> say, CancellationToken cancellationToken)
    {
        var steps = new List<McpMaintenanceStep>();
        try
        {
            var options = new RestartOptions { Server = server, Inventory = [.. seen.Plan.Servers.Select(one => one.Server)], History = seen.History, Automatic = true };
            await foreach (var step in new ServerRestart(context, paths).RunAsync(options, cancellationToken))
            {
                steps.Add(step);
            }
        }
        catch (McpOpsException exception) when (exception.ErrorId is "MaintenanceRunning")
        {
            // A person is at work on it.
            return;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            if (IsNew(server, exception.Message))
            {
                context.Warn("RecoveryFailed", $"'{server.Name}' could not be restarted: {Sentences.Ended(exception.Message)} It is tried again.", server.Name);
            }
        }

        await AfterAsync(server, steps, memories, say);
    }

    private async Task AfterAsync(McpServer server, List<McpMaintenanceStep> steps, RecoveryMemories memories, Func<CompanionWord, Task> say)
    {
        var now = context.Time.GetUtcNow();
        var failed = steps.Find(step => step.Outcome is StepOutcome.Failed);
        if (steps is [{ Step: "diagnose", Outcome: StepOutcome.Failed or StepOutcome.Skipped } refused])
        {
            // To look again costs a look; a cause that no restart cures does not pass in a second, and is not waited for when it has.
            var tell = false;
            TryChange(server, memories, now, memory =>
            {
                tell = refused.Outcome is StepOutcome.Failed && memory.Told != refused.Message;
                return memory with { NotBefore = now + RefusedWait, Told = tell ? refused.Message : memory.Told };
            });
            if (tell)
            {
                await say(new CompanionWord(server.Name, Rule, "Refused", refused.Message, Tell: true));
            }

            return;
        }

        TryChange(server, memories, now, memory => memory with { NotBefore = now + RecoveryDecision.Wait(memory.Recent(server.Recover!, now).Count, Random.Shared.NextDouble()) });
        if (steps is [_, _, ..])
        {
            var restored = steps[^1] is { Step: "restore", Outcome: StepOutcome.Changed };
            var word = restored ? steps[^1].Message : failed is null ? $"It was restarted. {steps[^1].Message}" : failed.Message;
            await say(new CompanionWord(server.Name, Rule, restored ? "Restored" : failed is null ? "Restarted" : "Failed", word, Tell: restored));
        }
    }
}
