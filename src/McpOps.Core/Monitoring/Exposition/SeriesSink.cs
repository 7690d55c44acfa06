namespace McpOps.Monitoring;

/// <summary>Takes the series of one metric after the other.</summary>
internal abstract class SeriesSink
{
    /// <summary>How many series were taken.</summary>
    public int Count { get; private protected set; }

    /// <summary>Adds a value; what is no number is left out.</summary>
    /// <param name="value">The value, in the metric's unit.</param>
    /// <param name="labels">The values of its labels, but for the server's.</param>
    public abstract void Add(double? value, params ReadOnlySpan<string> labels);
}
