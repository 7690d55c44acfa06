using System.Collections.ObjectModel;
using System.Globalization;

namespace McpOps.Logs;

/// <summary>A list that is a useful text in one cell of a table: <c>Export-Csv</c> writes it so.</summary>
/// <param name="items">The items.</param>
/// <typeparam name="T">What they are.</typeparam>
internal sealed class McpLogList<T>(IList<T> items) : ReadOnlyCollection<T>(items)
{
    /// <summary>The items, behind each other.</summary>
    public override string ToString() => string.Join("; ", this.Select(item => Convert.ToString(item, CultureInfo.InvariantCulture)));
}

/// <summary>Counts by name that are a useful text in one cell of a table.</summary>
/// <param name="counts">The counts.</param>
internal sealed class McpLogCounts(IDictionary<string, long> counts) : ReadOnlyDictionary<string, long>(counts)
{
    /// <summary>The names and their counts, behind each other.</summary>
    public override string ToString() => string.Join("; ", this.Select(pair => $"{pair.Key} {pair.Value}"));
}
