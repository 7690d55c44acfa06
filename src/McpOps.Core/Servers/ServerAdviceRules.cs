namespace McpOps.Servers;

/// <summary>When a setting of a server is better another: a rule over its configuration, its history and its host.</summary>
/// <param name="Name">Its name, unique within the server.</param>
/// <param name="Key">The setting: the name of a variable, or a path of names with dots in JSON and YAML, such as <c>cache.ttl</c>.</param>
public sealed record McpAdviceRule(string Name, string Key)
{
    /// <summary>The file that holds the setting: <c>.env</c>, JSON or YAML. Null where nobody said: then it is told what to set, and nothing can be applied.</summary>
    public string? File { get; init; }

    /// <summary>What the server takes where the file does not hold the setting.</summary>
    public string? Default { get; init; }

    /// <summary>All must hold, such as <c>value &gt; 20 * cores</c> and <c>p99(response, 7d) &lt; 45000</c>.</summary>
    public IReadOnlyList<string> When { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>What to set: a word, a number, or what is computed, such as <c>15 * cores</c>.</summary>
    public required string To { get; init; }

    /// <summary>Why, for the reader.</summary>
    public string? Because { get; init; }

    /// <summary>The conditions as they were read.</summary>
    internal IReadOnlyList<AdviceCondition> Conditions { get; init; } = [];

    /// <summary>What to set, as it was read.</summary>
    internal AdviceExpression Target { get; init; } = AdviceExpression.Of("");

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Key} to {To} when {string.Join(" and ", When)}";
}
