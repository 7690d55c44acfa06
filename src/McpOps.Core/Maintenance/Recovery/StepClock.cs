using System.Globalization;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Maintenance.Recovery;

/// <summary>Makes the records, each with the time since the one before.</summary>
internal sealed class StepClock(EngineContext context, string server)
{
    private (DateTimeOffset At, long Stamp) _last = (context.Time.GetUtcNow(), context.Time.GetTimestamp());

    /// <summary>One record.</summary>
    public McpMaintenanceStep Take(string step, string outcome, string message, params string[] changed)
    {
        var (at, stamp) = _last;
        _last = (context.Time.GetUtcNow(), context.Time.GetTimestamp());
        return new McpMaintenanceStep
        {
            Plan = "restart", Step = step, Use = step, Server = server, Host = context.Host, Outcome = outcome, Changed = changed, ChangedCount = changed.Length, Message = context.Words(message),
            StartedAt = at.LocalDateTime, DurationMs = Math.Round(context.Time.GetElapsedTime(stamp, _last.Stamp).TotalMilliseconds, 1),
        };
    }

    /// <summary>What each step of a restart would do.</summary>
    public IEnumerable<McpMaintenanceStep> Preview(McpServer server, ServiceReference service, McpRecoverPlan plan, ProcessTree tree)
    {
        yield return Take("evidence", StepOutcome.WouldChange, "Would be kept: health, processes, limits, the end of the logs.");
        var own = tree.Ids.Count == 0 ? "It has no process." : $"What is left of its own processes ({string.Join(", ", tree.Ids)}) would be ended.";
        yield return Take("stop", service.Kind is ServiceKind.Process && tree.Ids.Count == 0 ? StepOutcome.Ok : StepOutcome.WouldChange, $"{(service.Kind is ServiceKind.Process ? "" : $"{service.Kind} service '{service.Name}' would be stopped. ")}{own}");
        if (plan.Clean.Count > 0)
        {
            yield return Take("clean", StepOutcome.WouldChange, $"By the rules {string.Join(", ", plan.Clean)}: see 'mcpops clean {server.Name} --dry-run' (Clear-McpFile {server.Name} -WhatIf).");
        }

        yield return Take("start", StepOutcome.WouldChange, service.Kind is ServiceKind.Process ? $"Would be run: {Redaction.MaskText(string.Join(' ', Redaction.MaskArguments(service.StartCommand)))}" : $"{service.Kind} service '{service.Name}' would be started.");
        yield return Take("verify", StepOutcome.WouldChange, string.Create(CultureInfo.InvariantCulture, $"Would be proved by a call, and again after {plan.Settle.TotalSeconds:0.#} s."));
    }
}
