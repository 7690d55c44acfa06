using System.Globalization;
using McpOps.Maintenance.Plans;
using McpOps.Probing;

namespace McpOps.Maintenance.Diagnosis;

/// <summary>Is there room where its files lie?</summary>
internal sealed class DiskArea : IDiagnosisArea
{
    public string Name => "disks";

    public Task<IReadOnlyList<Observation>> LookAsync(DiagnosisScope scope, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Observation>>(
        [.. HostFacts.DisksOf(scope.Server).Select(disk => new Observation(
            Name,
            disk.UsedPercent >= 99 || disk.InodesUsedPercent >= 99 ? HealthStatus.Unhealthy : disk.UsedPercent >= 90 || disk.InodesUsedPercent >= 90 ? HealthStatus.Degraded : HealthStatus.Healthy,
            string.Create(CultureInfo.InvariantCulture, $"{disk.Mount}: {disk.UsedPercent:0.#} % full, {disk.AvailableBytes / 1048576.0:0} MB left{(disk.InodesUsedPercent is { } inodes ? $", {inodes:0.#} % of its inodes" : "")}."),
            disk.InodesUsedPercent >= 90 ? "It runs out of inodes: many small files. 'mcpops clean --dry-run' (Clear-McpFile -WhatIf) shows old ones."
            : disk.UsedPercent >= 90 ? "'mcpops clean --dry-run' (Clear-McpFile -WhatIf) and 'mcpops rotate --dry-run' (Invoke-McpLogRotation -WhatIf) show what can go." : ""))]);
}
