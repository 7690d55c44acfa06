using System.Globalization;
using System.Runtime.CompilerServices;
using McpOps.Backups;
using McpOps.Maintenance.Plans;
using McpOps.Maintenance.Recovery;
using McpOps.Platform;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Maintenance;

/// <summary>Gets a server back on its feet: look, keep evidence, stop it its own way and then its own processes, clean, start, and prove by a call that it works, now and a while later.</summary>
/// <param name="context">The clock, progress and notices.</param>
/// <param name="paths">Where the state lies; this process's paths when null.</param>
public sealed class ServerRestart(EngineContext context, ServerPaths? paths = null)
{
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>What speaks to its service manager.</summary>
    internal ServiceControl Services { get; init; } = new(context.Time);

    /// <summary>Restarts it, step by step; the last record says whether it works. A healthy server is left alone.</summary>
    /// <param name="options">Which, and how.</param>
    /// <param name="cancellationToken">Ends it; what was stopped by then is not started again.</param>
    /// <exception cref="McpOpsException"><c>RestartNoService</c>, <c>ServiceNotStartable</c>, <c>MaintenanceRunning</c>, or what is wrong with the inventory: nothing was touched.</exception>
    public async IAsyncEnumerable<McpMaintenanceStep> RunAsync(RestartOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var server = options.Server;
        if (options.Orphans)
        {
            await foreach (var step in OrphanEnd.RunAsync(context, options, cancellationToken))
            {
                yield return step;
            }

            yield break;
        }

        var service = server.ToReference() ?? throw new McpOpsException("RestartNoService", McpErrorCategory.InvalidArgument,
            $"Nothing says what runs '{server.Name}' on this machine. {(server.Transport is McpTransport.Stdio ? "A stdio server is started by each of its clients: restart those; what dead ones left behind is ended with --orphans (-Orphans). " : "")}Give it a \"service\" in the inventory.", server.Name);
        var plan = server.Recover ?? new McpRecoverPlan();
        plan = plan with { Settle = options.Settle ?? plan.Settle, Timeout = options.Timeout ?? plan.Timeout };
        var folder = StateFolder.Of(options.History, server.History, _paths);
        var memories = new RecoveryMemories(folder);
        using var held = options.DryRun ? null : memories.Take(server.Name, $"restart of '{server.Name}'", context.Time.GetUtcNow());
        var (steps, turns) = (new StepClock(context, server.Name), new ServiceTurns(context, Services));

        // Look: is it ill at all, and can a restart help?
        var facts = await LookAsync(server, service, turns, cancellationToken);
        ProcessTree tree;
        (tree, facts, var untold) = Own(server, facts);
        var causes = Incurable.Of(facts);
        var healthy = facts.Health.Status is HealthStatus.Healthy or HealthStatus.Degraded && facts.Service?.Status is ServiceStatus.Running;
        var said = $"{facts.Health.Status} ({facts.Health.Verdict}){(facts.Health.Message.Length > 0 ? $": {facts.Health.Message}" : "")}";
        if (healthy && !options.Force)
        {
            yield return steps.Take("diagnose", StepOutcome.Ok, $"It is {(facts.Health.Status is HealthStatus.Healthy ? "Healthy" : said.TrimEnd('.'))}, and was left alone. 'mcpops restart {server.Name} --force' (Restart-McpServer -Force) restarts it all the same.");
            yield break;
        }

        if (facts.Service is { Status: ServiceStatus.Unknown } && !options.Force && await turns.AnswersAsync(server, cancellationToken))
        {
            yield return steps.Take("diagnose", StepOutcome.Skipped, $"It answers, and its service manager cannot be asked, so it was left alone: {facts.Service!.Message}");
            yield break;
        }

        if (causes.Count == 0 && !options.Force && Incurable.OnlyAround(facts) is { Count: > 0 } around)
        {
            yield return steps.Take("diagnose", StepOutcome.Skipped, $"It answers, and a restart would not cure what is wrong; it was left alone. {string.Join(" ", around.Select(check => $"{check.Name}: {check.Message.TrimEnd('.')}."))}");
            yield break;
        }

        if (options.Automatic && facts.Service is { Status: ServiceStatus.Changing, RestartPolicy: { } policy })
        {
            yield return steps.Take("diagnose", StepOutcome.Skipped, $"{service.Kind} is at work on it by itself (restart: {policy}{(facts.Service.Restarts is { } often ? string.Create(CultureInfo.InvariantCulture, $", {often} times so far") : "")}); it was left to it.");
            yield break;
        }

        var memory = memories.Read(server.Name);
        var recent = memory.Recent(plan, context.Time.GetUtcNow());
        if (causes.Count == 0 && await Services.WhyNoStartAsync(service, cancellationToken) is { } noStart)
        {
            if (!options.Automatic)
            {
                throw ServiceControl.NotStartable(service, noStart);
            }

            // A watch and a plan tell of it as of every other cause that no restart cures.
            yield return steps.Take("diagnose", StepOutcome.Failed, $"It was not restarted (ServiceNotStartable): {noStart} Nothing was stopped.");
            yield break;
        }

        if (causes.Count > 0 || untold is not null)
        {
            yield return steps.Take("diagnose", StepOutcome.Failed, $"It was not restarted: {untold ?? $"a restart would not cure it: {Sentences.Ended(string.Join("; ", causes))}"}");
            yield break;
        }

        if (recent.Count >= plan.Limit && !options.Force)
        {
            yield return steps.Take("diagnose", StepOutcome.Failed, GivenUpWords.Of(server, recent.Count, plan, $"is {said.TrimEnd('.')}", ServerProcess.Holders(server, facts.Service)));
            yield break;
        }

        yield return steps.Take("diagnose", StepOutcome.Ok, said);
        if (options.DryRun)
        {
            foreach (var step in steps.Preview(server, service, plan, tree))
            {
                yield return step;
            }

            yield break;
        }

        var evidence = await new Evidence(context, folder).KeepAsync(server, facts, tree, cancellationToken);
        yield return steps.Take("evidence", StepOutcome.Changed, $"Kept in {evidence}.", evidence);

        // What a person starts says nothing of how often it dies by itself.
        memories.Write(server.Name, (options.Automatic ? memory.With(context.Time.GetUtcNow()) : memory) with { GivenUpAt = options.Force ? null : memory.GivenUpAt });

        var runs = service.Kind is not ServiceKind.Process || tree.Living.Count > 0;
        var (stopped, stopSaid) = await turns.StopAsync(server, service, tree, plan, cancellationToken);
        yield return steps.Take("stop", !stopped ? StepOutcome.Failed : runs ? StepOutcome.Changed : StepOutcome.Ok, stopSaid);
        var foreign = ServerProcess.Foreign(server, []);
        if (!stopped || foreign.Count > 0)
        {
            if (stopped)
            {
                yield return steps.Take("ports", StepOutcome.Failed, $"Port {foreign[0].Port} is held by process {foreign[0].ProcessId} ({foreign[0].Name}) after the stop. The server was not started: end that process, or give one of the two another port.");
            }

            yield break;
        }

        if (plan.Clean.Count > 0)
        {
            yield return await CleanAsync(server, options, plan, steps, cancellationToken);
        }

        // The last resort, and only where the inventory asks for it; then it is not said which way back there would be.
        var isLast = plan.Restore && recent.Count + 1 >= plan.Limit;
        var started = await turns.TryStartAsync(service, cancellationToken);
        yield return steps.Take("start", started is null ? StepOutcome.Changed : StepOutcome.Failed, started ?? $"{service.Kind} service '{service.Name}' was started.{(service.Output is { } output ? $" What it prints is kept in {output.File}." : "")}");
        // What is no MCP server is asked what its checks ask.
        var works = server.Transport is McpTransport.None ? "Its checks hold" : "It answers a call";
        var problem = started is not null ? "" : await turns.VerifyAsync(server, service, plan.Timeout, cancellationToken);
        yield return steps.Take("verify", problem is null ? StepOutcome.Ok : StepOutcome.Failed, problem is null ? $"{works}." : $"It does not work. {problem} {(isLast ? "" : await LastGoodAsync(server, cancellationToken))}".Trim());
        var failed = problem is not null;
        if (problem is null && plan.Settle > TimeSpan.Zero)
        {
            var first = (await Services.GetAsync(service, cancellationToken)).ProcessId;
            await Task.Delay(plan.Settle, context.Time, cancellationToken);
            var later = await turns.VerifyAsync(server, service, TimeSpan.Zero, cancellationToken);
            var second = (await Services.GetAsync(service, cancellationToken)).ProcessId;
            later ??= first != second ? $"Its process {first} ended, and its manager started {second}." : null;
            failed = later is not null;
            yield return steps.Take("settle", later is null ? StepOutcome.Ok : StepOutcome.Failed, later is null
                ? string.Create(CultureInfo.InvariantCulture, $"{works} {plan.Settle.TotalSeconds:0.#} s later too.")
                : $"It worked at first, and no more. {later} {(isLast ? "" : await LastGoodAsync(server, cancellationToken))}".Trim());
        }

        // What a watch saw of it meanwhile is not how it is now; and what a person got back on its feet dies anew, if it dies.
        var known = memories.Read(server.Name);
        memories.Write(server.Name, known with { NotBefore = context.Time.GetUtcNow(), Restarts = !failed && options is { Force: true, Automatic: false } ? [] : known.Restarts });
        if (failed && isLast)
        {
            var (outcome, message) = await LastResort.RestoreAsync(context, server, plan.Timeout, cancellationToken);
            yield return steps.Take("restore", outcome, message);
        }
    }

    private async Task<RecoveryFacts> LookAsync(McpServer server, ServiceReference service, ServiceTurns turns, CancellationToken cancellationToken)
    {
        var state = await Services.GetAsync(service, cancellationToken);
        var program = service.StartCommand is [{ } first, ..] && Path.IsPathFullyQualified(first) && !File.Exists(first) ? first : null;
        return new RecoveryFacts
        {
            Health = await turns.ProbeAsync(server, [], null, cancellationToken),
            Service = state,
            ExitStatus = state.Status is ServiceStatus.Failed ? await Services.ExitStatusAsync(service, cancellationToken) : null,
            Disks = HostFacts.DisksToRunOn(server),
            MissingProgram = program,
        };
    }

    // Its own processes; and who else sits on its ports.
    private static (ProcessTree Tree, RecoveryFacts Facts, string? Untold) Own(McpServer server, RecoveryFacts facts)
    {
        try
        {
            var tree = ProcessTree.Of(ServerProcess.Find(server, facts.Service) ?? -1);
            return (tree, facts with { Foreign = facts.Service?.ProcessId is null || server.Service!.Kind is ServiceKind.Process ? ServerProcess.Foreign(server, [.. tree.Ids]) : [] }, null);
        }
        catch (McpOpsException exception) when (exception.ErrorId is "ProcessNotTold")
        {
            return (ProcessTree.Of(-1), facts, exception.Message);
        }
    }

    private async Task<McpMaintenanceStep> CleanAsync(McpServer server, RestartOptions options, McpRecoverPlan plan, StepClock steps, CancellationToken cancellationToken)
    {
        var files = new List<McpCleanedFile>();
        try
        {
            await foreach (var file in new FileCleaner(context, _paths).RunAsync(new CleanOptions { Servers = [server], Inventory = options.Inventory, Rules = plan.Clean }, cancellationToken))
            {
                files.Add(file);
            }
        }
        catch (McpOpsException exception)
        {
            return steps.Take("clean", StepOutcome.Failed, exception.Message);
        }

        var gone = files.Where(file => file.Outcome is CleanOutcome.Removed).ToList();
        return steps.Take("clean", gone.Count > 0 ? StepOutcome.Changed : StepOutcome.Ok, string.Create(CultureInfo.InvariantCulture, $"{gone.Count} stale files removed."), [.. gone.Select(file => file.Path)]);
    }

    // To go back is a person's decision; which way there is, is said.
    private async Task<string> LastGoodAsync(McpServer server, CancellationToken cancellationToken)
    {
        try
        {
            return await new BackupUpkeep(context).LastHealthyAsync(server, cancellationToken) is { } good
                ? $"The last backup of it while it was healthy is {good.Id}: look at what would change with 'mcpops restore {good.Id} --store {good.Store} --dry-run' (Restore-McpBackup {good.Id} -Store {good.Store} -WhatIf)."
                : "";
        }
        catch (McpOpsException)
        {
            return "";
        }
    }
}
