namespace McpOps.Platform;

/// <summary>Asks and commands one kind of service manager.</summary>
internal interface IServiceManager
{
    /// <summary>How the service is. Does not throw for what it finds.</summary>
    Task<ServiceState> GetAsync(ServiceReference service, CancellationToken cancellationToken);

    /// <summary>Why it could not be started again once it is stopped, in a whole sentence; null where nothing speaks against it, or nobody can say.</summary>
    Task<string?> WhyNoStartAsync(ServiceReference service, CancellationToken cancellationToken);

    /// <summary>Asks for a start; returns when the manager has accepted it.</summary>
    /// <exception cref="McpOpsException">It refused.</exception>
    Task StartAsync(ServiceReference service, CancellationToken cancellationToken);

    /// <summary>Asks for a stop; returns when the manager has accepted it.</summary>
    /// <exception cref="McpOpsException">It refused.</exception>
    Task StopAsync(ServiceReference service, CancellationToken cancellationToken);
}
