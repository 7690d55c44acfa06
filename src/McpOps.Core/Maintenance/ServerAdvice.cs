using System.Runtime.CompilerServices;
using McpOps.Maintenance.Advice;
using McpOps.Maintenance.Plans;
using McpOps.Monitoring;
using McpOps.Servers;

namespace McpOps.Maintenance;

/// <summary>Which settings of servers should be changed: the rules of the inventory over configuration, history and host. Followed only when asked, and taken back when asked.</summary>
/// <param name="context">The clock, progress and notices.</param>
/// <param name="paths">Where history lies; this process's paths when null.</param>
public sealed class ServerAdvice(EngineContext context, ServerPaths? paths = null)
{
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>Judges one rule after the other; follows or takes back what was asked for.</summary>
    /// <param name="options">Which.</param>
    /// <param name="cancellationToken">Ends it between two rules.</param>
    /// <exception cref="McpOpsException"><c>AdviceNotFound</c>: no server has a rule that was named. <c>AdviceConflict</c>: two of to apply, to undo and to forget. <c>MaintenanceRunning</c>, or what is wrong with the history.</exception>
    public async IAsyncEnumerable<McpAdvice> RunAsync(AdviceOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        foreach (var server in options.Servers)
        {
            var folder = StateFolder.Of(options.History, server.History, _paths);
            using var held = (options.Apply || options.Undo || options.Forget) && !options.DryRun ? RunLock.Take(folder, $"advice for '{server.Name}'", context.Time.GetUtcNow(), "advice.lock") : null;
            var kept = new AppliedAdvices(folder);
            var change = new SettingChange(context.Time, kept);
            var ofApplied = options.Undo || options.Forget;
            var found = ofApplied ? UndoAsync(server, kept, change, options, cancellationToken) : JudgeAsync(server, kept, change, options, cancellationToken);
            var known = KnownValues.Of(server, _paths.Variable);
            await foreach (var advice in found.WithCancellation(cancellationToken))
            {
                yield return Shown(advice, known, ofApplied) with { Host = context.Host, SeenAt = context.Time.GetUtcNow().LocalDateTime };
            }
        }
    }

    private void Check(AdviceOptions options)
    {
        var all = options.Servers.SelectMany(server => server.Advice).Select(rule => rule.Name).Distinct(StringComparer.Ordinal).ToList();
        if (new[] { options.Apply, options.Undo, options.Forget }.Count(asked => asked) > 1)
        {
            throw new McpOpsException("AdviceConflict", McpErrorCategory.InvalidArgument, "To apply, to undo and to forget do not go together. Ask for one of them.");
        }

        // What was applied can be undone when its rule is gone.
        if (!(options.Undo || options.Forget) && options.Rules.FirstOrDefault(name => !all.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            throw new McpOpsException("AdviceNotFound", McpErrorCategory.ObjectNotFound, $"No server here has a rule of advice '{unknown}'.{NearestName.Hint(unknown, all)} They stand below \"advice\" in the inventory, and in profiles.", unknown);
        }

        if (all.Count == 0 && options.Servers.Count > 0 && !(options.Undo || options.Forget))
        {
            context.Warn("NoAdviceRules", "No server here has rules of advice: write them below \"advice\" in the inventory, or give a server a profile that has some.");
        }
    }

    /// <summary>Servers that are in the inventory no more, and to which advice was applied that can be undone or forgotten.</summary>
    /// <param name="names">Their names, wildcards understood.</param>
    /// <param name="plan">Where the inventory keeps history.</param>
    /// <param name="history">Where it is kept; what the inventory says when null.</param>
    public IReadOnlyList<McpServer> Gone(IReadOnlyList<string> names, McpHistoryPlan plan, string? history)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(plan);
        return [.. new AppliedAdvices(StateFolder.Of(history, plan, _paths)).Read().Select(applied => applied.Server).Distinct(StringComparer.Ordinal).Where(server => names.Count > 0 && Names.Fit(names, server)).Select(server => new McpServer { Name = server, History = plan })];
    }

    private async IAsyncEnumerable<McpAdvice> JudgeAsync(McpServer server, AppliedAdvices kept, SettingChange change, AdviceOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (server.Advice.Count == 0)
        {
            yield break;
        }

        await using var store = HistoryStores.Open(options.History, server.History, _paths);
        var facts = new AdviceFacts(server, store, context.Time);
        var first = new Dictionary<(string?, string), string>();
        var declined = options.Rules.Count == 0 ? kept.Declined() : [];
        foreach (var rule in server.Advice.Where(rule => options.Rules.Count == 0 || options.Rules.Contains(rule.Name, StringComparer.Ordinal)))
        {
            context.Progress?.Report(new McpProgress("Looking for advice", $"{server.Name}: {rule.Name}", 0, null));
            await facts.ReadAsync(rule, cancellationToken);
            var advice = AdviceJudge.Judge(server.Name, rule, AdviceFacts.Setting(rule), term => facts[term]);
            if (advice.Outcome is StepOutcome.WouldChange && !first.TryAdd((rule.File, rule.Key), rule.Name))
            {
                advice = advice with { Outcome = StepOutcome.Skipped, To = null, Confidence = null, Missing = $"What '{first[(rule.File, rule.Key)]}' says of the same setting comes first. Ask again when that was tried.", Message = "Nothing is advised." };
            }

            // Whoever took it back, or let another value stand, has decided; naming the rule asks again, and other advice is news.
            if (advice.Outcome is StepOutcome.WouldChange && declined.FirstOrDefault(one => one.Server == server.Name && one.Rule == rule.Name && one.Path == rule.File && one.Key == rule.Key && one.To == advice.To) is { UndoneAt: { } at })
            {
                advice = advice with { Outcome = StepOutcome.Ok, To = null, Confidence = null, Message = $"It was undone, or let stand, at {TimeZoneInfo.ConvertTime(at, context.Time.LocalTimeZone):yyyy-MM-dd HH:mm}, and is not advised again. To ask again, name it: 'mcpops advise {server.Name} --rule {rule.Name}' (Get-McpAdvice -Rule)." };
            }

            yield return advice.Outcome is not StepOutcome.WouldChange ? advice
                : options.Apply ? await change.ApplyAsync(advice, rule, options.DryRun, cancellationToken) : await change.ForeseeAsync(advice, rule, cancellationToken);
        }
    }

    private async IAsyncEnumerable<McpAdvice> UndoAsync(McpServer server, AppliedAdvices kept, SettingChange change, AdviceOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var applied = kept.Read().Where(one => one.Server == server.Name && (options.Rules.Count == 0 || options.Rules.Contains(one.Rule, StringComparer.Ordinal))).ToList();
        if (applied.Count == 0)
        {
            context.Warn("AdviceNotApplied", $"No advice was applied to '{server.Name}' that is not undone already.", server.Name);
        }

        foreach (var one in applied)
        {
            yield return options.Forget ? change.Forget(one, options.DryRun) : await change.UndoAsync(one, options.DryRun, cancellationToken);
        }
    }

    // Which setting it is may be anybody's choice, and its value a secret: what stood in the file, which an undo puts back.
    private McpAdvice Shown(McpAdvice advice, KnownValues known, bool isUndo)
    {
        var isSecret = Redaction.IsSecretName(advice.Key);
        string?[] hidden = !isSecret ? [] : isUndo ? [advice.From, advice.To] : [advice.From];
        string Of(string text) => known.Mask(hidden.Where(value => value is { Length: > 0 }).Aggregate(text, (said, value) => said.Replace(value!, Redaction.Mask, StringComparison.Ordinal)));
        return advice with { From = advice.From is null ? null : Of(advice.From), To = advice.To is null ? null : Of(advice.To), Evidence = Of(advice.Evidence), Missing = context.Words(Of(advice.Missing)), Message = context.Words(Of(advice.Message)) };
    }
}
