namespace McpOps.Monitoring;

/// <summary>What other monitoring is made of an inventory, and where things are.</summary>
public sealed record DashboardOptions
{
    /// <summary>The word for no exporter at all.</summary>
    public const string None = "none";

    /// <summary>The folder that the files go to when none is named.</summary>
    public const string DefaultPath = "mcpops-dashboard";

    /// <summary>The folder that the files go to; <see cref="DefaultPath"/> where the user stands when null.</summary>
    public string? Path { get; init; }

    /// <summary>Where <c>mcpops watch --listen</c> answers, as <c>host:port</c>; 127.0.0.1:9464 when null.</summary>
    public string? Watch { get; init; }

    /// <summary>Where node_exporter answers, as <c>host:port</c>; 127.0.0.1:9100 when empty. <see cref="None"/> leaves it out, with its rules and its panels.</summary>
    public IReadOnlyList<string> NodeExporters { get; init; } = [];

    /// <summary>Where postgres_exporter answers, as <c>host:port</c>; there is none when empty: the watch looks at connections itself.</summary>
    public IReadOnlyList<string> PostgresExporters { get; init; } = [];

    /// <summary>Where Grafana finds Prometheus, an http or https address; http://127.0.0.1:9090 when null.</summary>
    public string? Prometheus { get; init; }

    /// <summary>Where Prometheus finds Alertmanager, as <c>host:port</c>; 127.0.0.1:9093 when null.</summary>
    public string? Alertmanager { get; init; }

    /// <summary>The folder from which Alertmanager reads the secrets of channels, a file each; /etc/alertmanager/secrets when null.</summary>
    public string? SecretFolder { get; init; }

    /// <summary>True to write over what somebody changed by hand.</summary>
    public bool Force { get; init; }

    /// <summary>True to show what would be written, and write nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>The inventory; looked for in its usual places when null.</summary>
    public string? ConfigPath { get; init; }
}
