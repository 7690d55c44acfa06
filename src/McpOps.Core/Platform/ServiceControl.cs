namespace McpOps.Platform;

/// <summary>Asks how services are, starts and stops them: systemd, Docker, Windows services and plain processes.</summary>
/// <param name="time">The clock.</param>
public sealed class ServiceControl(TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // A program that cannot run ends at once; one that is alive after this long has at least begun.
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(500);

    // So long a program may take to show itself among the processes of a busy machine.
    private static readonly TimeSpan Begun = TimeSpan.FromSeconds(5);

    // One look may fall between a script and the server that it starts.
    private const int LooksAtGone = 3;

    private readonly ProcessServices _processes = new(time);

    internal CommandRunner Commands { get; init; } = new();

    internal string? DockerHost { get; init; } = Environment.GetEnvironmentVariable("DOCKER_HOST");

    /// <summary>How a service is. Never throws for what it finds: a manager that cannot be asked is <see cref="ServiceStatus.Unknown"/>, with the reason.</summary>
    /// <param name="service">The service.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ServiceState> GetAsync(ServiceReference service, CancellationToken cancellationToken)
    {
        try
        {
            return await Manager(service).GetAsync(service, cancellationToken);
        }
        catch (McpOpsException exception)
        {
            return new ServiceState { Status = ServiceStatus.Unknown, Message = exception.Message };
        }
    }

    /// <summary>Why a service could not be started again once it is stopped, as far as that is known before; null where nothing speaks against it.</summary>
    /// <param name="service">The service.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<string?> WhyNoStartAsync(ServiceReference service, CancellationToken cancellationToken)
    {
        try
        {
            return await Manager(service).WhyNoStartAsync(service, cancellationToken);
        }
        catch (McpOpsException)
        {
            // A manager that cannot be asked stops nothing either.
            return null;
        }
    }

    /// <summary>Refuses what would stop a service that could not be started again.</summary>
    /// <exception cref="McpOpsException"><c>ServiceNotStartable</c>.</exception>
    internal async Task RequireStartAsync(ServiceReference service, CancellationToken cancellationToken)
    {
        if (await WhyNoStartAsync(service, cancellationToken) is { } why)
        {
            throw NotStartable(service, why);
        }
    }

    /// <summary>The refusal to stop what could not be started again.</summary>
    internal static McpOpsException NotStartable(ServiceReference service, string why) =>
        new("ServiceNotStartable", McpErrorCategory.InvalidOperation, $"{why} Nothing was stopped.", service.Name);

    /// <summary>Starts a service and waits until it runs. One that runs already is left alone.</summary>
    /// <param name="service">The service.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="McpOpsException"><c>ServiceStartFailed</c>, <c>ServiceNotStartable</c>, <c>ServiceNotFound</c> or <c>ServiceManagerUnavailable</c>.</exception>
    public async Task<ServiceState> StartAsync(ServiceReference service, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var state = await GetAsync(service, cancellationToken);
        if (state.Status is ServiceStatus.Running)
        {
            return state;
        }

        await Manager(service).StartAsync(service, cancellationToken);
        await WaitAsync(service, ServiceStatus.Running, "ServiceStartFailed", timeout, cancellationToken);
        await Task.Delay(Settled, time, cancellationToken);
        return await WaitAsync(service, ServiceStatus.Running, "ServiceStartFailed", TimeSpan.Zero, cancellationToken);
    }

    /// <summary>Asks for a start, whatever else runs, and does not wait: whoever asks proves by a call that it works. What systemd holds against a unit that failed too often is forgotten first.</summary>
    internal async Task RequestStartAsync(ServiceReference service, CancellationToken cancellationToken)
    {
        if (service.Kind is ServiceKind.Systemd)
        {
            await Commands.RunAsync("systemctl", ["reset-failed", "--no-ask-password", "--", service.Name], cancellationToken);
        }

        await Manager(service).StartAsync(service, cancellationToken);
    }

    /// <summary>Has the manager read anew what it keeps in files, such as a unit that was just put there. Whether that worked, the start tells.</summary>
    internal async Task RereadAsync(ServiceReference service, CancellationToken cancellationToken)
    {
        if (service.Kind is ServiceKind.Systemd)
        {
            await Commands.RunAsync("systemctl", ["daemon-reload", "--no-ask-password"], cancellationToken);
        }
    }

    /// <summary>How the process ended that this started last for a service of the kind <c>process</c>; null while it runs, or where nobody knows.</summary>
    internal ProcessEnd? EndOf(ServiceReference service) => service.Kind is ServiceKind.Process ? _processes.EndOf(service) : null;

    /// <summary>The exit status of a unit's main process; null where it is no unit, or systemd does not say.</summary>
    internal async Task<int?> ExitStatusAsync(ServiceReference service, CancellationToken cancellationToken)
    {
        if (service.Kind is not ServiceKind.Systemd)
        {
            return null;
        }

        var said = await Commands.RunAsync("systemctl", ["show", "--no-pager", "--value", "--property=ExecMainStatus", "--", service.Name], cancellationToken);
        return said.ExitCode == 0 && int.TryParse(said.Out.Trim(), System.Globalization.CultureInfo.InvariantCulture, out var status) ? status : null;
    }

    /// <summary>Stops a service and waits until it has ended. One that does not run, or that its manager does not know, is left alone.</summary>
    /// <param name="service">The service.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="McpOpsException"><c>ServiceStopFailed</c>, <c>ServiceNotFound</c> or <c>ServiceManagerUnavailable</c>.</exception>
    public async Task<ServiceState> StopAsync(ServiceReference service, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var state = await GetAsync(service, cancellationToken);
        // One that its manager does not know, as on a host that is set up anew, does not run either.
        if (state.Status is ServiceStatus.Stopped or ServiceStatus.Failed or ServiceStatus.NotFound)
        {
            return state;
        }

        await Manager(service).StopAsync(service, cancellationToken);
        return await WaitAsync(service, ServiceStatus.Stopped, "ServiceStopFailed", timeout, cancellationToken);
    }

    private async Task<ServiceState> WaitAsync(ServiceReference service, string wanted, string errorId, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var gone = 0;
        for (var started = time.GetTimestamp(); ;)
        {
            var state = await GetAsync(service, cancellationToken);
            if (state.Status == wanted || (wanted is ServiceStatus.Stopped && state.Status is ServiceStatus.Failed))
            {
                return state;
            }

            // What has failed or ended by itself does not come to run by waiting.
            var waited = time.GetElapsedTime(started);
            var end = wanted is ServiceStatus.Running ? EndOf(service) : null;
            gone = state.Status is ServiceStatus.Stopped ? gone + 1 : 0;
            var isOver = wanted is ServiceStatus.Running && (state.Status is ServiceStatus.Failed || (state.Status is ServiceStatus.Stopped && waited >= Begun) || (end is { HasFailed: true } && gone >= LooksAtGone));
            if (isOver || waited >= timeout)
            {
                throw new McpOpsException(errorId, McpErrorCategory.OperationTimeout,
                    $"{service.Kind} service '{service.Name}' is {state.Status}, not {wanted}, after {(isOver ? waited : timeout).TotalSeconds:0.#} s. {state.Message} {(end is null ? "" : ProcessEnd.Said(end, TimeSpan.Zero, waited) + " ")}{(wanted is ServiceStatus.Running ? service.Output?.Said() : "")}".TrimEnd(), service.Name);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private IServiceManager Manager(ServiceReference service) => service.Kind switch
    {
        ServiceKind.Systemd => new SystemdServices(Commands),
        ServiceKind.Windows => new WindowsServices(Commands),
        ServiceKind.Docker => new DockerServices(DockerHost),
        ServiceKind.Process => _processes,
        _ => throw new McpOpsException("UnknownServiceKind", McpErrorCategory.InvalidArgument,
            $"'{service.Kind}' is no kind of service. Use {ServiceKind.Systemd}, {ServiceKind.Windows}, {ServiceKind.Docker} or {ServiceKind.Process}.", service.Name),
    };
}
