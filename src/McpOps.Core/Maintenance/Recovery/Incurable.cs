using System.Globalization;
using McpOps.Platform;
using McpOps.Probing;

namespace McpOps.Maintenance.Recovery;

/// <summary>What was seen of a server that does not work.</summary>
internal sealed record RecoveryFacts
{
    public required McpHealth Health { get; init; }

    public ServiceState? Service { get; init; }

    /// <summary>systemd's exit status of the main process, such as 203 or 217.</summary>
    public int? ExitStatus { get; init; }

    public IReadOnlyList<DiskUsage> Disks { get; init; } = [];

    /// <summary>Ports of the server that a process listens on which is none of its own.</summary>
    public IReadOnlyList<PortHolder> Foreign { get; init; } = [];

    /// <summary>The program that starts it, when it is not there.</summary>
    public string? MissingProgram { get; init; }
}

/// <summary>The causes that a restart does not cure: it would only hide them, or do harm. A pure function of what was seen.</summary>
internal static class Incurable
{
    private const double FullPercent = 99.5;
    private const long FullBytes = 1024 * 1024;

    // What lies around a process: a new one finds it as it was.
    private static readonly string[] Around = ["certificates", "disk", "inodes", "sqlite"];

    // systemd.exec(5), the table of exit statuses of processes that could not be started.
    private static readonly Dictionary<int, string> ExecStatuses = new()
    {
        [200] = "its working directory is not there (200/CHDIR)",
        [203] = "its program could not be started (203/EXEC): the path is wrong, or it may not be run",
        [216] = "its group is not there (216/GROUP)",
        [217] = "its account is not there (217/USER)",
        [226] = "its name space could not be set up (226/NAMESPACE)",
    };

    /// <summary>What is wrong around a server that runs and answers; empty where anything of its own is wrong, which a restart may cure.</summary>
    public static IReadOnlyList<McpCheckResult> OnlyAround(RecoveryFacts facts)
    {
        var ills = facts.Health.Checks.Where(check => check.Status is HealthStatus.Unhealthy).ToList();
        return facts is { Service.Status: ServiceStatus.Running, Health.Verdict: Protocol.McpVerdict.Healthy } && ills.TrueForAll(check => Around.Contains(check.Name.Split(':')[0], StringComparer.Ordinal)) ? ills : [];
    }

    /// <summary>The causes, each with what to do; empty when a restart may help.</summary>
    public static IReadOnlyList<string> Of(RecoveryFacts facts) =>
    [
        .. facts.Disks.Where(disk => disk.UsedPercent >= FullPercent || disk.AvailableBytes < FullBytes || disk.InodesUsedPercent >= FullPercent)
            .Select(disk => string.Create(CultureInfo.InvariantCulture, $"the disk of {disk.Mount} is full ({disk.AvailableBytes} bytes left): free space with 'mcpops clean' and 'mcpops rotate'")),
        // Where nobody can say which process is the service's, that on its port may be it.
        .. facts.Foreign.Where(_ => facts.Service?.Status is not ServiceStatus.Unknown).Select(one => $"port {one.Port} is held by process {one.ProcessId} ({one.Name}), which is none of the server's: end it, or give one of the two another port"),
        .. facts.MissingProgram is { } program ? [$"'{program}', which starts it, is not there: install it, or mend the inventory"] : Array.Empty<string>(),
        .. facts.ExitStatus is { } status && facts.Service?.Status is ServiceStatus.Failed && ExecStatuses.TryGetValue(status, out var why) ? [$"{why}: mend the unit"] : Array.Empty<string>(),
        .. facts.Service is { Status: ServiceStatus.Failed, Message: var said } && said.Contains("oom-kill", StringComparison.Ordinal) ? ["it was killed because it used more memory than its limit: raise the limit, or find the leak"] : Array.Empty<string>(),
        .. facts.Service is { Status: ServiceStatus.Unknown, Message: var unasked } ? [$"its service manager cannot be asked, so nothing was ended: {unasked}"] : Array.Empty<string>(),
        .. facts.Service?.Status is ServiceStatus.NotFound ? [$"{facts.Service.Message} Mend the inventory"] : Array.Empty<string>(),
        .. facts.Health.Checks.Where(check => check.Status is HealthStatus.Unhealthy && check.Value is null && check.Name.StartsWith("postgres:", StringComparison.Ordinal))
            .Select(check => $"its database does not answer: {check.Message}"),
        // Of what does not run a certificate is not all that ails it.
        .. facts.Health.Checks.Where(check => facts.Service?.Status is not (ServiceStatus.Stopped or ServiceStatus.Failed) && check.Status is HealthStatus.Unhealthy && check.Value < 0 && check.Name.StartsWith("certificate", StringComparison.Ordinal))
            .Select(check => $"a certificate is over: {check.Message}"),
    ];
}
