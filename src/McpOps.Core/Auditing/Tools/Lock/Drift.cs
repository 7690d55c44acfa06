namespace McpOps.Auditing.Tools.Lock;

/// <summary>A difference between what was accepted and what is there.</summary>
/// <param name="RuleId">The rule of its kind.</param>
/// <param name="Severity">How bad; null for the rule's own.</param>
/// <param name="Tool">The tool; null when it is about the server.</param>
/// <param name="Evidence">What changed.</param>
internal sealed record ToolDrift(string RuleId, string? Severity, string? Tool, string Evidence);

/// <summary>Compares the tools of a server with what was accepted. Pure: it neither reads nor writes.</summary>
internal static class Drift
{
    private const int MaxShown = 120;

    // A server that renames thousands of tools that all take the same is told by other rows.
    private const int MaxCompared = 50;

    /// <summary>The differences, by tool.</summary>
    /// <param name="accepted">What was accepted.</param>
    /// <param name="now">What is there.</param>
    public static IEnumerable<ToolDrift> Between(LockedServer accepted, LockedServer now)
    {
        var sameVersion = accepted.Version == now.Version;
        if (accepted.Instructions != now.Instructions)
        {
            yield return new("DRIFT007", null, null, accepted.Instructions is null ? "it gave none before" : now.Instructions is null ? "it gives none any more" : "they read otherwise");
        }

        var added = now.Tools.Keys.Except(accepted.Tools.Keys, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        var bySchema = added.ToLookup(name => now.Tools[name].Schema, StringComparer.Ordinal);
        var byText = added.ToLookup(name => (now.Tools[name].Schema, now.Tools[name].Text));
        foreach (var name in accepted.Tools.Keys.Except(now.Tools.Keys, StringComparer.Ordinal))
        {
            // A renamed tool keeps what it takes, and what it says of itself.
            var old = accepted.Tools[name];
            var renamed = byText[(old.Schema, old.Text)].Take(MaxCompared).FirstOrDefault(added.Contains)
                ?? bySchema[old.Schema].Take(MaxCompared).FirstOrDefault(other => added.Contains(other) && IsNear(old.Description, now.Tools[other].Description));
            if (renamed is not null)
            {
                added.Remove(renamed);
                yield return new("DRIFT004", null, renamed, $"it was called '{name}'");
            }
            else
            {
                yield return new("DRIFT003", null, name, "it is gone");
            }
        }

        foreach (var name in added)
        {
            yield return new("DRIFT003", null, name, "it is new");
        }

        foreach (var (name, old) in accepted.Tools.Where(pair => now.Tools.ContainsKey(pair.Key)))
        {
            var one = now.Tools[name];
            if (IsLooser(old, one))
            {
                yield return new("DRIFT006", null, name, $"it was declared {Words(old)}, and is declared {Words(one)}");
            }

            var changed = new[] { (old.Text != one.Text, "text"), (old.Schema != one.Schema, "schema"), (old.Annotations != one.Annotations && !IsLooser(old, one), "annotations") }
                .Where(pair => pair.Item1).Select(pair => pair.Item2).ToList();
            if (changed.Count > 0)
            {
                yield return new(sameVersion ? "DRIFT001" : "DRIFT002", null, name, $"{string.Join(" and ", changed)} changed{(old.Text != one.Text ? Difference(old.Description ?? "", one.Description ?? "") : "")}");
            }
        }
    }

    /// <summary>Whether two lists, read one after the other, are not the same.</summary>
    public static string? Unlike(LockedServer first, LockedServer second)
    {
        var names = first.Tools.Keys.Union(second.Tools.Keys, StringComparer.Ordinal).Where(name => !first.Tools.TryGetValue(name, out var one) || !second.Tools.TryGetValue(name, out var two) || one != two).ToList();
        return names.Count == 0 ? null : $"{names.Count} of {Math.Max(first.Tools.Count, second.Tools.Count)} tools differ: {string.Join(", ", names.Take(5))}{(names.Count > 5 ? ", …" : "")}";
    }

    private static bool IsLooser(LockedTool old, LockedTool now) => (old.ReadOnly is true && now.ReadOnly is not true) || (old.Destructive is false && now.Destructive is not false);

    private static string Words(LockedTool tool) => (tool.ReadOnly, tool.Destructive) switch
    {
        (true, _) => "read-only",
        (_, false) => "not destructive",
        (_, true) => "destructive",
        _ => "neither read-only nor harmless",
    };

    private static bool IsNear(string? left, string? right)
    {
        var (one, two) = (Words(left), Words(right));
        return one.Count > 0 && one.Intersect(two).Count() * 10 >= one.Union(two).Count() * 7;

        static HashSet<string> Words(string? text) => (text ?? "").Split([' ', '\n', '\t', '.', ','], StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    // From the first letter that differs, both sides.
    private static string Difference(string old, string now)
    {
        var same = old.AsSpan().CommonPrefixLength(now);
        var from = Math.Max(0, same - 20);
        return $": \"{Cut(old, from)}\" → \"{Cut(now, from)}\"";
    }

    private static string Cut(string text, int from) => text.Length - from > MaxShown ? $"{text[from..(from + MaxShown)]}…" : text[Math.Min(from, text.Length)..];
}
