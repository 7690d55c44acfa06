using System.Collections;

namespace McpOps.Probing;

/// <summary>The results of a server's checks. As a text, such as in a cell of a CSV file, it names each with its status.</summary>
/// <param name="results">The results.</param>
internal sealed class McpCheckList(IReadOnlyList<McpCheckResult> results) : IReadOnlyList<McpCheckResult>
{
    public int Count => results.Count;

    public McpCheckResult this[int index] => results[index];

    public IEnumerator<McpCheckResult> GetEnumerator() => results.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Join("; ", results.Select(result => $"{result.Name} {result.Status}"));
}
