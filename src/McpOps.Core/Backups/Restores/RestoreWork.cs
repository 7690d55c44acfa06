using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Backups.Restores;

/// <summary>What a restore does beside its files and databases.</summary>
internal static class RestoreWork
{
    /// <summary>What it would do, in sentences; empty where it touches nothing else.</summary>
    /// <param name="job">The restore.</param>
    /// <param name="services">What speaks to the service manager.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public static async Task<string> OfAsync(RestoreJob job, ServiceControl services, CancellationToken cancellationToken)
    {
        var plan = job.Plan(null);
        var refused = await WhyRefusedAsync(plan, services, cancellationToken) is { } why ? $"It would be refused (ServiceNotStartable): {why}" : "";
        var (service, health) = (plan.ServiceKind is { } kind ? $"The {kind} service '{plan.ServiceName}' would be stopped, and started again after it." : "", plan.IsElsewhere ? null : job.Options.Server);
        var after = plan.AfterRestore.Where(command => command.Count > 0).Select(command => $"'{Redaction.MaskText(string.Join(' ', Redaction.MaskArguments(command)))}'").ToList();
        var known = health is null ? null : KnownValues.Of(health, Environment.GetEnvironmentVariable);
        var ran = after.Count == 0 ? "" : $"Before the start would be run (afterRestore): {string.Join(", ", after)}.";
        var text = $"{(refused.Length > 0 ? refused : service)} {ran}".Trim();
        return known?.Mask(text) ?? text;
    }

    /// <summary>Refuses a restore that would stop a service which could not be started again.</summary>
    /// <exception cref="McpOpsException"><c>ServiceNotStartable</c>: nothing was stopped.</exception>
    public static async Task RefuseAsync(RestoreJob job, ServiceControl services, CancellationToken cancellationToken)
    {
        var plan = job.Plan(null);
        if (await WhyRefusedAsync(plan, services, cancellationToken) is { } why)
        {
            throw ServiceControl.NotStartable(plan.Service!, why);
        }
    }

    // What starts a service that does not run may be what is restored: its unit, its program. What no file tells is missing either way.
    private static async Task<string?> WhyRefusedAsync(RestorePlan plan, ServiceControl services, CancellationToken cancellationToken) =>
        plan.Service is { } service && (service is { Kind: ServiceKind.Process, StartCommand.Count: 0 } || (await services.GetAsync(service, cancellationToken)).Status is ServiceStatus.Running or ServiceStatus.Changing)
            ? await services.WhyNoStartAsync(service, cancellationToken) : null;
}
