using McpOps.Servers;

namespace McpOps.Backups.Restores;

/// <summary>What a restore does beside its files and databases.</summary>
internal static class RestoreWork
{
    /// <summary>What it would do, in sentences; empty where it touches nothing else.</summary>
    /// <param name="job">The restore.</param>
    public static string Of(RestoreJob job)
    {
        var plan = job.Plan(null);
        var (service, health) = (plan.ServiceKind is { } kind ? $"The {kind} service '{plan.ServiceName}' would be stopped, and started again after it." : "", plan.IsElsewhere ? null : job.Options.Server);
        var after = plan.AfterRestore.Where(command => command.Count > 0).Select(command => $"'{Redaction.MaskText(string.Join(' ', Redaction.MaskArguments(command)))}'").ToList();
        var known = health is null ? null : KnownValues.Of(health, Environment.GetEnvironmentVariable);
        var ran = after.Count == 0 ? "" : $"Before the start would be run (afterRestore): {string.Join(", ", after)}.";
        var text = $"{service} {ran}".Trim();
        return known?.Mask(text) ?? text;
    }
}
