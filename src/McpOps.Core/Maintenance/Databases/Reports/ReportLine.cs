namespace McpOps.Maintenance.Databases.Reports;

/// <summary>One line of a report, without what every line has.</summary>
internal sealed record ReportLine(string Area, string Subject, string Status, string Fact)
{
    public double? Value { get; init; }

    public string Unit { get; init; } = "";

    public string AndSo { get; init; } = "";

    /// <summary>Bytes as people read them.</summary>
    public static string Size(long bytes) => bytes < 10_000 ? FormattableString.Invariant($"{bytes} bytes") : bytes < 1_000_000 ? FormattableString.Invariant($"{bytes / 1000.0:0.#} kB") : bytes < 1_000_000_000 ? FormattableString.Invariant($"{bytes / 1e6:0.#} MB") : FormattableString.Invariant($"{bytes / 1e9:0.#} GB");
}
