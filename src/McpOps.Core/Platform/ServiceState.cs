namespace McpOps.Platform;

/// <summary>A service of this machine, as a service manager knows it.</summary>
/// <param name="Kind">One of <see cref="ServiceKind"/>.</param>
/// <param name="Name">The unit, service, container, or whole words of the process's command line.</param>
public sealed record ServiceReference(string Kind, string Name)
{
    /// <summary>The program and arguments that start it (kind <c>process</c>).</summary>
    public IReadOnlyList<string> StartCommand { get; init; } = [];

    /// <summary>Where the start command runs; this process's folder when null.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Where what it prints is kept (kind <c>process</c>); nowhere when null.</summary>
    internal KeptOutput? Output { get; init; }
}

/// <summary>The kinds of service.</summary>
public static class ServiceKind
{
    /// <summary>A unit of systemd.</summary>
    public const string Systemd = "systemd";

    /// <summary>A service of Windows.</summary>
    public const string Windows = "windows";

    /// <summary>A container of Docker, asked through its socket.</summary>
    public const string Docker = "docker";

    /// <summary>A process found by its command line.</summary>
    public const string Process = "process";
}

/// <summary>How a service is.</summary>
public sealed record ServiceState
{
    /// <summary>One of <see cref="ServiceStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>What the service manager says in its own words, and what to do where that is not plain.</summary>
    public string Message { get; init; } = "";

    /// <summary>Its main process; null when it does not run.</summary>
    public int? ProcessId { get; init; }

    /// <summary>How often its manager started it again by itself; null where that is not counted.</summary>
    public int? Restarts { get; init; }

    /// <summary>When its manager starts it again by itself, in the manager's word, such as <c>on-failure</c>; null where it does not, or does not say.</summary>
    public string? RestartPolicy { get; init; }

    /// <summary>Docker's own health check: <c>healthy</c>, <c>unhealthy</c> or <c>starting</c>; null without one.</summary>
    public string? Health { get; init; }
}

/// <summary>The words for how a service is.</summary>
public static class ServiceStatus
{
    /// <summary>It runs.</summary>
    public const string Running = "Running";

    /// <summary>It is on its way up or down, or between two attempts.</summary>
    public const string Changing = "Changing";

    /// <summary>It was stopped.</summary>
    public const string Stopped = "Stopped";

    /// <summary>It ended by a fault.</summary>
    public const string Failed = "Failed";

    /// <summary>Its manager knows no such service.</summary>
    public const string NotFound = "NotFound";

    /// <summary>Its manager cannot be asked.</summary>
    public const string Unknown = "Unknown";
}
