using System.Collections.ObjectModel;

namespace McpOps;

/// <summary>Makes lists that read well as a text: a cell of a CSV file, or JSON that was cut at its depth.</summary>
internal static class Readable
{
    public static IReadOnlyDictionary<string, T> NoMap<T>() => ReadableMap<T>.Empty;

    /// <summary>A list that reads well; what is not given is an empty one.</summary>
    public static IReadOnlyList<T> List<T>(IReadOnlyList<T>? items) =>
        items is null or { Count: 0 } ? ReadableList<T>.Empty : items as ReadableList<T> ?? new ReadableList<T>(items as IList<T> ?? [.. items]);

    /// <summary>A map that reads well; what is not given is an empty one. Upper and lower case do not count, unless the comparer says so.</summary>
    public static IReadOnlyDictionary<string, T> Map<T>(IReadOnlyDictionary<string, T>? items, StringComparer? comparer = null) =>
        items is null or { Count: 0 } ? ReadableMap<T>.Empty : items as ReadableMap<T> ?? new ReadableMap<T>(items, comparer ?? StringComparer.OrdinalIgnoreCase);

    // A list proper: PowerShell takes an empty one of any other kind for true.
    private sealed class ReadableList<T>(IList<T> items) : ReadOnlyCollection<T>(items)
    {
        public static readonly new ReadableList<T> Empty = new([]);

        public override string ToString() => string.Join("; ", this);
    }

    // A dictionary proper: PowerShell writes nothing else as a JSON object.
    private sealed class ReadableMap<T>(IEnumerable<KeyValuePair<string, T>> items, StringComparer comparer) : Dictionary<string, T>(items, comparer)
    {
        public static readonly ReadableMap<T> Empty = new([], StringComparer.OrdinalIgnoreCase);

        public override string ToString() => string.Join("; ", this.Select(item => $"{item.Key} {item.Value}"));
    }
}
