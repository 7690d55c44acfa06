using System.Globalization;
using System.Text.Json;

namespace McpOps.Auditing.Suppressions;

/// <summary>Says of a file of suppressions which entry is not whole, and what it lacks: people write it by hand.</summary>
internal static class SuppressionForm
{
    private static readonly string[] Known = ["rule", "server", "target", "fingerprint", "reason", "expires", "by"];

    /// <summary>What is wrong; null when nothing is.</summary>
    /// <param name="root">The file.</param>
    public static string? Problem(JsonElement root)
    {
        if (root.ValueKind is not JsonValueKind.Object)
        {
            return "It is no object: { \"suppress\": [ … ] }.";
        }

        var list = default(JsonElement);
        foreach (var member in root.EnumerateObject())
        {
            if (!Is(member.Name, "suppress"))
            {
                return $"It has a member \"{FindingText.Plain(member.Name)}\"; it may have \"suppress\" alone.";
            }

            list = member.Value;
        }

        return list.ValueKind switch
        {
            JsonValueKind.Undefined => null,
            JsonValueKind.Array => list.EnumerateArray().Select((entry, index) => Problem(entry, index + 1)).FirstOrDefault(problem => problem is not null),
            _ => "\"suppress\" is no list.",
        };
    }

    private static string? Problem(JsonElement entry, int number)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in entry.ValueKind is JsonValueKind.Object ? entry.EnumerateObject().ToList() : [])
        {
            if (member.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null) || !Known.Contains(member.Name, StringComparer.OrdinalIgnoreCase))
            {
                return $"{Name(number, values)} has a member \"{FindingText.Plain(member.Name)}\" that is {(Known.Contains(member.Name, StringComparer.OrdinalIgnoreCase) ? "no text" : "not known")}.";
            }

            values[member.Name] = member.Value.GetString();
        }

        var missing = new[] { "rule", "reason", "expires" }.Where(name => string.IsNullOrWhiteSpace(values.GetValueOrDefault(name))).ToList();
        return entry.ValueKind is not JsonValueKind.Object ? $"Suppression {number} is no object."
            : missing.Count > 0 ? $"{Name(number, values)} has no {string.Join(" and no ", missing.Select(name => $"\"{name}\""))}."
            : AuditRules.Find(values["rule"]!) is null ? $"{Name(number, values)} names a rule that there is not."
            : !DateOnly.TryParseExact(values["expires"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? $"{Name(number, values)} expires on \"{FindingText.Plain(values["expires"]!)}\", which is no day."
            : null;
    }

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    // Its rule and target say more than its place, where it has them.
    private static string Name(int number, Dictionary<string, string?> values) =>
        string.Join(' ', new[] { values.GetValueOrDefault("rule"), values.GetValueOrDefault("target") }.Where(word => !string.IsNullOrWhiteSpace(word))) is { Length: > 0 } known
            ? string.Create(CultureInfo.InvariantCulture, $"Suppression {number} ({FindingText.Plain(known)})") : string.Create(CultureInfo.InvariantCulture, $"Suppression {number}");
}
