namespace McpOps.Charts;

/// <summary>What a picture shows, for whoever does not see it.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Description">What it shows, in a sentence or two.</param>
public sealed record ChartText(string Title, string Description);

/// <summary>A value of a chart, with the values about it.</summary>
/// <param name="Label">What it is of, such as a day.</param>
/// <param name="Value">The value; null where nothing is known: a gap, never a zero.</param>
/// <param name="Low">The lower end of the band; null for none.</param>
/// <param name="High">The upper end of the band; null for none.</param>
public sealed record ChartValue(string Label, double? Value, double? Low = null, double? High = null);
