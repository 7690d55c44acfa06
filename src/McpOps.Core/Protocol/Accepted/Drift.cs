namespace McpOps.Protocol;

/// <summary>A difference between what was accepted and what is there.</summary>
/// <param name="RuleId">The rule of its kind.</param>
/// <param name="Name">The tool by its name, or what else is offered by kind and name, such as <c>prompts/review</c>; null when it is about the server.</param>
/// <param name="Evidence">What changed.</param>
internal sealed record Difference(string RuleId, string? Name, string Evidence)
{
    /// <summary>How bad, where it differs from the rule's own.</summary>
    public string? Severity { get; init; }
}

/// <summary>Compares what a server offers with what was accepted. Pure: it neither reads nor writes.</summary>
internal static class Drift
{
    private const int MaxShown = 120;

    // A server that renames thousands of tools that all take the same is told by other rows.
    private const int MaxCompared = 50;

    /// <summary>The differences, by tool.</summary>
    /// <param name="accepted">What was accepted.</param>
    /// <param name="now">What is there.</param>
    public static IEnumerable<Difference> Between(LockedServer accepted, LockedServer now)
    {
        var sameVersion = accepted.Version == now.Version;
        if (accepted.Instructions != now.Instructions)
        {
            yield return new("DRIFT007", null, accepted.Instructions is null ? "it gave none before" : now.Instructions is null ? "it gives none any more" : "they read otherwise");
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
                yield return new("DRIFT004", renamed, $"it was called '{name}'");
            }
            else
            {
                yield return new("DRIFT003", name, "it is gone");
            }
        }

        foreach (var name in added)
        {
            yield return new("DRIFT003", name, "it is new");
        }

        foreach (var (name, old) in accepted.Tools.Where(pair => now.Tools.ContainsKey(pair.Key)))
        {
            var one = now.Tools[name];
            if (IsLooser(old, one))
            {
                yield return new("DRIFT006", name, $"it was declared {Words(old)}, and is declared {Words(one)}");
            }

            var changed = new[] { (old.Text != one.Text, "text"), (old.Schema != one.Schema, "schema"), (old.Annotations != one.Annotations && !IsLooser(old, one), "annotations") }
                .Where(pair => pair.Item1).Select(pair => pair.Item2).ToList();
            if (changed.Count > 0)
            {
                yield return new(sameVersion ? "DRIFT001" : "DRIFT002", name, $"{string.Join(" and ", changed)} changed{(old.Text != one.Text ? Shown(old.Description, one.Description) : "")}");
            }
        }

        foreach (var difference in accepted.Offered is { } before && now.Offered is { } after ? Offered(before, after, sameVersion) : [])
        {
            yield return difference;
        }
    }

    /// <summary>Whether two answers, read one after the other, are not the same. Resources are what a server has at the moment, and may change in between.</summary>
    public static string? Unlike(LockedServer first, LockedServer second)
    {
        var tools = Unlike("tools", first.Tools, second.Tools);
        var offered = first.Offered is { } one && second.Offered is { } two ? Unlike("prompts and templates", Lasting(one), Lasting(two)) : null;
        var instructions = first.Instructions == second.Instructions ? null : "the instructions differ";
        return (tools ?? offered ?? instructions) is null ? null : string.Join("; ", new[] { tools, offered, instructions }.OfType<string>());

        static OrdinalMap<string> Lasting(OrdinalMap<string> offered) => OrdinalMap<string>.Of(offered.Where(pair => !IsResource(pair.Key)));
    }

    private static string? Unlike<T>(string what, OrdinalMap<T> first, OrdinalMap<T> second)
    {
        var names = first.Keys.Union(second.Keys, StringComparer.Ordinal).Where(name => !first.TryGetValue(name, out var one) || !second.TryGetValue(name, out var two) || !Equals(one, two)).ToList();
        return names.Count == 0 ? null : $"{names.Count} of {Math.Max(first.Count, second.Count)} {what} differ: {string.Join(", ", names.Take(5))}{(names.Count > 5 ? ", …" : "")}";
    }

    private static IEnumerable<Difference> Offered(OrdinalMap<string> accepted, OrdinalMap<string> now, bool sameVersion)
    {
        var changed = accepted.Where(pair => now.TryGetValue(pair.Key, out var hash) && hash != pair.Value).Select(pair => new Difference(sameVersion ? "DRIFT008" : "DRIFT009", pair.Key, "it reads otherwise"));
        var (gone, added) = (accepted.Keys.Except(now.Keys, StringComparer.Ordinal).ToList(), now.Keys.Except(accepted.Keys, StringComparer.Ordinal).ToList());
        var coming = gone.Where(name => !IsResource(name)).Select(name => new Difference("DRIFT010", name, "it is gone")).Concat(added.Where(name => !IsResource(name)).Select(name => new Difference("DRIFT010", name, "it is new")));

        // Resources come and go as a server's data do: one line tells of all.
        string[] resources = [.. Some(added.Where(IsResource).ToList(), "new"), .. Some(gone.Where(IsResource).ToList(), "gone")];
        return [.. changed, .. coming, .. resources.Length > 0 ? [new Difference("DRIFT010", "resources", string.Join("; ", resources)) { Severity = "Info" }] : Array.Empty<Difference>()];

        static string[] Some(List<string> names, string word) => names.Count == 0 ? [] : [$"{names.Count} {word}: {string.Join(", ", names.Take(5).Select(name => name["resources/".Length..]))}{(names.Count > 5 ? ", …" : "")}"];
    }

    private static bool IsResource(string name) => name.StartsWith("resources/", StringComparison.Ordinal);

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
    private static string Shown(string? oldText, string? newText)
    {
        if ((oldText ?? newText) is null)
        {
            return "";
        }

        var (old, now) = (oldText ?? "", newText ?? "");
        var same = old.AsSpan().CommonPrefixLength(now);
        var from = WordBefore(old.Length > same ? old : now, Math.Max(0, same - 20));
        return $": \"{Cut(old, from)}\" → \"{Cut(now, from)}\"";
    }

    // A word that is cut in two is read as another.
    private static int WordBefore(string text, int at)
    {
        var from = at < text.Length && at > 0 && char.IsWhiteSpace(text[at]) ? at + 1 : at;
        while (from > 0 && at - from < 20 && !char.IsWhiteSpace(text[from - 1]))
        {
            from--;
        }

        return from > 0 && !char.IsWhiteSpace(text[from - 1]) ? at : from;
    }

    private static string Cut(string text, int from) => text.Length - from > MaxShown ? $"{text[from..(from + MaxShown)]}…" : text[Math.Min(from, text.Length)..];
}
