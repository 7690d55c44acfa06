using System.Globalization;

namespace McpOps.Platform;

/// <summary>Units of systemd, through systemctl(1).</summary>
internal sealed class SystemdServices(CommandRunner commands) : IServiceManager
{
    private const string Program = "systemctl";

    public async Task<ServiceState> GetAsync(ServiceReference service, CancellationToken cancellationToken)
    {
        var shown = await commands.RunAsync(
            Program, ["show", "--no-pager", "--property=LoadState,ActiveState,SubState,Result,MainPID,NRestarts,Restart", "--", service.Name], cancellationToken);
        return shown.ExitCode == 0 ? Parse(service.Name, shown.Out) : throw Unavailable(shown);
    }

    public async Task<string?> WhyNoStartAsync(ServiceReference service, CancellationToken cancellationToken)
    {
        var shown = await commands.RunAsync(Program, ["show", "--no-pager", "--property=LoadState,CanStart,RefuseManualStart,Transient", "--", service.Name], cancellationToken);
        return shown.ExitCode == 0 ? NoStart(service.Name, Values(shown.Out)) : throw Unavailable(shown);
    }

    public Task StartAsync(ServiceReference service, CancellationToken cancellationToken) => CommandAsync("start", "ServiceStartFailed", service, cancellationToken);

    public Task StopAsync(ServiceReference service, CancellationToken cancellationToken) => CommandAsync("stop", "ServiceStopFailed", service, cancellationToken);

    internal static ServiceState Parse(string name, string shown)
    {
        var values = Values(shown);
        var active = values.GetValueOrDefault("ActiveState", "unknown");
        if (values.GetValueOrDefault("LoadState") is "not-found" && active is "inactive")
        {
            return new ServiceState { Status = ServiceStatus.NotFound, Message = $"systemd knows no unit '{name}'. See 'systemctl list-units'." };
        }

        var status = active switch
        {
            "active" or "reloading" => ServiceStatus.Running,
            "activating" or "deactivating" => ServiceStatus.Changing,
            "failed" => ServiceStatus.Failed,
            "inactive" => ServiceStatus.Stopped,
            _ => ServiceStatus.Unknown,
        };
        return new ServiceState
        {
            Status = status,
            ProcessId = Number(values, "MainPID") is > 0 and var id ? id : null,
            Restarts = Number(values, "NRestarts"),
            RestartPolicy = values.GetValueOrDefault("Restart") is { Length: > 0 } policy and not "no" ? policy : null,
            Message = $"{active} ({values.GetValueOrDefault("SubState", "unknown")})" + Advice(name, status, values.GetValueOrDefault("Result")),
        };
    }

    private static Dictionary<string, string> Values(string shown) => shown.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2)
        .DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    // A unit that was masked or taken away while it ran runs on, and cannot be started again; one of systemd-run is gone when it stops.
    private static string? NoStart(string name, Dictionary<string, string> values) => values.GetValueOrDefault("LoadState") switch
    {
        "masked" => $"The unit '{name}' is masked, so systemd would not start it. Run 'systemctl unmask {name}'.",
        "not-found" => $"systemd knows no unit '{name}'. See 'systemctl list-units'.",
        "error" or "bad-setting" => $"systemd cannot read the unit '{name}'. See 'systemctl status {name}'.",
        _ when values.GetValueOrDefault("RefuseManualStart") is "yes" => $"The unit '{name}' may not be started by hand (RefuseManualStart=yes): mend the unit.",
        _ when values.GetValueOrDefault("Transient") is "yes" => $"The unit '{name}' was made by a command such as systemd-run, and is gone when it stops. Write a unit file for it.",
        _ when values.GetValueOrDefault("CanStart") is "no" => $"systemd says that the unit '{name}' cannot be started. See 'systemctl status {name}'.",
        _ => null,
    };

    private static string Advice(string name, string status, string? result) => status switch
    {
        ServiceStatus.Failed => $", result {result}. See 'journalctl -u {name}'.",
        ServiceStatus.Stopped => $". Start it with 'systemctl start {name}'.",
        _ => "",
    };

    private static int? Number(Dictionary<string, string> values, string name) =>
        int.TryParse(values.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var number) ? number : null;

    private async Task CommandAsync(string verb, string errorId, ServiceReference service, CancellationToken cancellationToken)
    {
        var said = await commands.RunAsync(Program, [verb, "--no-ask-password", "--", service.Name], cancellationToken);
        if (said.ExitCode != 0)
        {
            throw new McpOpsException(errorId, McpErrorCategory.InvalidOperation, $"'systemctl {verb} {service.Name}' failed: {said.FirstLine}", service.Name);
        }
    }

    private static McpOpsException Unavailable(CommandOutput said) =>
        new("ServiceManagerUnavailable", McpErrorCategory.ResourceUnavailable, $"systemd cannot be asked on this machine: {said.FirstLine}");
}
