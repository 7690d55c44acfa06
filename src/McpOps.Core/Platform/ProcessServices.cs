using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace McpOps.Platform;

/// <summary>Processes that no service manager looks after, found by a part of their command line.</summary>
/// <param name="time">The clock.</param>
internal sealed class ProcessServices(TimeProvider time) : IServiceManager
{
    // Detached from this terminal, so that closing it does not end the server, and with no stream that this process would have to empty. What it prints goes to the end of a file, wherever that is.
    private const string Detach = "_mcpops_printed=$1; shift; if command -v setsid >/dev/null 2>&1; then exec setsid \"$@\"; else exec nohup \"$@\"; fi </dev/null >>\"$_mcpops_printed\" 2>&1";
    private const string Nowhere = "/dev/null";
    private readonly ConcurrentDictionary<string, StartedProcess> _started = new(StringComparer.Ordinal);

    /// <summary>How the process ended that was started last for a service; null while it runs, or where none was started here.</summary>
    public ProcessEnd? EndOf(ServiceReference service) => _started.GetValueOrDefault(service.Name)?.End;

    public Task<ServiceState> GetAsync(ServiceReference service, CancellationToken cancellationToken)
    {
        service.Output?.Bound();
        var found = ServiceProcesses.Of(service).OrderBy(process => process.StartedAt).ToList();
        return Task.FromResult(found.Count == 0
            ? new ServiceState { Status = ServiceStatus.Stopped, Message = $"No process has '{service.Name}' in its command line." }
            : new ServiceState { Status = ServiceStatus.Running, ProcessId = found[0].Id, Message = found.Count == 1 ? "" : $"{found.Count} processes" });
    }

    public Task<string?> WhyNoStartAsync(ServiceReference service, CancellationToken cancellationToken) => Task.FromResult(WhyNoStart(service));

    /// <summary>Why a process could not be started, as far as this machine tells; null where nothing speaks against it.</summary>
    public static string? WhyNoStart(ServiceReference service) =>
        service.StartCommand.Count == 0 ? NoCommand(service)
        : StartProgram.IsMissing(service) ? $"'{service.StartCommand[0]}', which starts it, is not there: install it, or mend the inventory."
        : service.WorkingDirectory is { } folder && !Directory.Exists(folder) ? $"'{folder}', in which it is started, is not there: make it, or mend the inventory."
        : null;

    public async Task StartAsync(ServiceReference service, CancellationToken cancellationToken)
    {
        if (service.StartCommand.Count == 0)
        {
            throw new McpOpsException("ServiceNotStartable", McpErrorCategory.InvalidOperation, NoCommand(service), service.Name);
        }

        try
        {
            var started = time.GetTimestamp();
            _started[service.Name] = new StartedProcess(Process.Start(StartInfo(service))!, started, time);
            await Task.Yield();
        }
        catch (Exception exception) when (exception is Win32Exception or DirectoryNotFoundException)
        {
            throw new McpOpsException("ServiceStartFailed", McpErrorCategory.InvalidOperation, $"'{service.StartCommand[0]}' could not be started: {exception.Message}", service.Name, exception);
        }
    }

    public async Task StopAsync(ServiceReference service, CancellationToken cancellationToken)
    {
        var all = ServiceProcesses.Of(service);
        var ids = all.Select(process => process.Id).ToHashSet();
        var roots = all.Where(process => process.ParentId is not { } parent || !ids.Contains(parent)).Select(process => process.Id).ToList();
        if (roots.Count > 1)
        {
            // Whoever ends all that looks alike ends somebody else's as well.
            throw new McpOpsException("ServiceAmbiguous", McpErrorCategory.InvalidOperation,
                $"Processes {string.Join(", ", roots)} have '{service.Name}' in their command lines and did not start each other, so which of them is the service is not known, and none was ended. Give the service a name that only its own command line holds, or end the others.", service.Name);
        }

        foreach (var found in all)
        {
            if (OperatingSystem.IsWindows() || !UnixNative.AskToEnd(found.Id))
            {
                await KillAsync(found.Id, cancellationToken);
            }
        }
    }

    private static string NoCommand(ServiceReference service) => $"Nothing says how to start the process '{service.Name}'. Give its service a startCommand in the inventory.";

    private static async Task KillAsync(int id, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // It ended by itself.
        }
        catch (Win32Exception exception)
        {
            throw new McpOpsException("ServiceStopFailed", McpErrorCategory.PermissionDenied, $"Process {id} could not be stopped: {exception.Message}", innerException: exception);
        }
    }

    private static ProcessStartInfo StartInfo(ServiceReference service) =>
        OperatingSystem.IsWindows()
            ? new ProcessStartInfo(service.StartCommand[0], service.StartCommand.Skip(1)) { UseShellExecute = false, CreateNoWindow = true, WorkingDirectory = service.WorkingDirectory ?? "" }
            : new ProcessStartInfo("/bin/sh", ["-c", Detach, "sh", service.Output?.Begin() ?? Nowhere, .. service.StartCommand]) { UseShellExecute = false, WorkingDirectory = service.WorkingDirectory ?? "" };
}
