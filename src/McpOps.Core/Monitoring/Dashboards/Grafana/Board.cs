namespace McpOps.Monitoring;

/// <summary>A dashboard: what is asked, and how it is shown.</summary>
/// <param name="Id">Its id in Grafana, and its file's name.</param>
/// <param name="Title">Its title.</param>
/// <param name="Rows">Its rows; those without a panel are left out.</param>
internal sealed record Board(string Id, string Title, IReadOnlyList<BoardRow> Rows)
{
    /// <summary>The variables that whoever looks chooses by: a label, and a metric that has it.</summary>
    public IReadOnlyList<(string Label, string Metric)> Choices { get; init; } = [];
}

/// <summary>Panels below a title.</summary>
/// <param name="Title">The title.</param>
/// <param name="Panels">The panels.</param>
internal sealed record BoardRow(string Title, IReadOnlyList<BoardPanel> Panels);

/// <summary>A panel.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Kind">One of <see cref="PanelKind"/>.</param>
/// <param name="Unit">Grafana's name of the unit: <c>s</c>, <c>percentunit</c>, <c>bytes</c>, <c>short</c> …</param>
/// <param name="Queries">What is asked.</param>
internal sealed record BoardPanel(string Title, string Kind, string Unit, params IReadOnlyList<PanelQuery> Queries)
{
    /// <summary>What it shows, for whoever wonders.</summary>
    public string Description { get; init; } = "";

    /// <summary>How many of the 24 columns it takes.</summary>
    public int Width { get; init; } = 8;

    /// <summary>Where a value turns yellow and red; null for no colours.</summary>
    public (double Warning, double Critical)? Levels { get; init; }

    /// <summary>The words for values, with a colour; none for numbers.</summary>
    public IReadOnlyList<(double Value, string Text, string Color)> Words { get; init; } = [];
}

/// <summary>A question to Prometheus.</summary>
/// <param name="Expression">In PromQL, with Grafana's variables.</param>
/// <param name="Legend">The name of a series, with its labels in double braces.</param>
internal sealed record PanelQuery(string Expression, string Legend = "{{server}}");

/// <summary>The kinds of panels.</summary>
internal static class PanelKind
{
    public const string Lines = "timeseries";
    public const string Figure = "stat";
    public const string Strip = "state-timeline";
    public const string Table = "table";
}
