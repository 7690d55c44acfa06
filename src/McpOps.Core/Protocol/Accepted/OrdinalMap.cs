using System.Diagnostics.CodeAnalysis;

namespace McpOps.Protocol;

/// <summary>A map in the order of its keys, each of which is what it is: names that read alike, or differ in what nobody sees, are two, whatever the culture says.</summary>
/// <typeparam name="T">What is kept by name.</typeparam>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is short, and says what matters.")]
public sealed class OrdinalMap<T>() : SortedDictionary<string, T>(StringComparer.Ordinal)
{
    /// <summary>A map of pairs; of two with one key the last counts.</summary>
    internal static OrdinalMap<T> Of(IEnumerable<KeyValuePair<string, T>> pairs)
    {
        var map = new OrdinalMap<T>();
        foreach (var (key, value) in pairs)
        {
            map[key] = value;
        }

        return map;
    }
}
