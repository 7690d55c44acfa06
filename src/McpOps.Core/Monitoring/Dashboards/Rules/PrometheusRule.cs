namespace McpOps.Monitoring;

/// <summary>A rule by which Prometheus raises an alert.</summary>
/// <param name="Rule">What the watch calls it: the alert's name is <c>mcpops_</c> and this.</param>
/// <param name="Severity">One of <see cref="AlertSeverity"/>, or <see cref="Quiet"/>.</param>
/// <param name="Expression">What holds while it is so.</param>
internal sealed record PrometheusRule(string Rule, string Severity, string Expression)
{
    /// <summary>What nobody is told, and what holds other alerts back.</summary>
    public const string Quiet = "none";

    /// <summary>What the names of all alerts begin with that judge what the watch hands out.</summary>
    public const string Prefix = "mcpops_";

    /// <summary>The alert's name.</summary>
    public string Alert { get; init; } = Prefix + Rule;

    /// <summary>For how long it must be so.</summary>
    public TimeSpan For { get; init; }

    /// <summary>For how long it must be over.</summary>
    public TimeSpan Keep { get; init; }

    /// <summary>The server that the alert is of, where its series do not say; null where they do.</summary>
    public string? Server { get; init; }

    /// <summary>The first of the servers that it names, which tells it from a rule of the same name for others; null where it names none.</summary>
    public string? Like { get; init; }

    /// <summary>What is the matter, in a line. A template.</summary>
    public required string Summary { get; init; }

    /// <summary>More of it, and what to do. A template.</summary>
    public string Description { get; init; } = "";
}

/// <summary>Rules that are judged together.</summary>
/// <param name="Name">Its name, unique in a file.</param>
/// <param name="Rules">The rules, in order.</param>
internal sealed record PrometheusGroup(string Name, IReadOnlyList<PrometheusRule> Rules);
