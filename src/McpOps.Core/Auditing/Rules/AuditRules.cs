using System.Collections.Frozen;
using System.Text.Json;

namespace McpOps.Auditing;

/// <summary>What is always the same of a rule.</summary>
/// <param name="Id">Its id, such as <c>PERM002</c>; never used for another rule.</param>
/// <param name="Area">The area that it belongs to, such as <c>permissions</c>.</param>
/// <param name="Severity">How bad, unless the evidence says otherwise.</param>
/// <param name="Title">What is wrong, in one line.</param>
/// <param name="Fix">What mends it.</param>
/// <param name="Owasp">The number in the OWASP MCP Top 10 (2025).</param>
/// <param name="Cwe">Numbers of the Common Weakness Enumeration.</param>
public sealed record AuditRule(string Id, string Area, string Severity, string Title, string Fix, string? Owasp, IReadOnlyList<string> Cwe);

/// <summary>The catalogue of rules, from one data file.</summary>
public static class AuditRules
{
    /// <summary>Something that was asked for could not be looked at.</summary>
    public const string NotChecked = "AUDIT001";

    internal const string SuppressionExpired = "AUDIT002";
    internal const string SuppressionUnused = "AUDIT003";
    internal const string HiddenTags = "HIDE001";
    internal const string HiddenSelectors = "HIDE002";
    internal const string HiddenInvisible = "HIDE003";
    internal const string HiddenBidi = "HIDE004";
    internal const string HiddenPrivate = "HIDE005";
    internal const string HiddenControl = "HIDE006";
    internal const string MixedScript = "HIDE007";
    internal const string OutOfSight = "HIDE008";
    internal const string HiddenDirective = "POIS009";

    private static readonly Lazy<FrozenDictionary<string, AuditRule>> ById = new(Read);

    /// <summary>All rules, by id.</summary>
    public static IReadOnlyList<AuditRule> All => [.. ById.Value.Values.OrderBy(rule => rule.Id, StringComparer.Ordinal)];

    /// <summary>The areas of an audit, in the order of the alphabet.</summary>
    public static IReadOnlyList<string> Areas => [.. ById.Value.Values.Select(rule => rule.Area).Where(area => area != "*").Distinct().Order(StringComparer.Ordinal)];

    /// <summary>A rule by its id.</summary>
    /// <param name="id">The id.</param>
    public static AuditRule Get(string id) => ById.Value[id];

    /// <summary>A rule by its id; null when there is none, such as one of a newer version.</summary>
    /// <param name="id">The id.</param>
    internal static AuditRule? Find(string id) => ById.Value.GetValueOrDefault(id);

    private static FrozenDictionary<string, AuditRule> Read()
    {
        using var stream = typeof(AuditRules).Assembly.GetManifestResourceStream("McpOps.Auditing.rules.json")!;
        var rules = JsonSerializer.Deserialize(stream, AuditForms.Default.ListAuditRule)!;
        return rules.ToFrozenDictionary(rule => rule.Id, StringComparer.Ordinal);
    }
}
