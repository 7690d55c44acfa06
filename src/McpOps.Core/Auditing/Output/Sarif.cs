using System.Globalization;
using System.Text;
using System.Text.Json;

namespace McpOps.Auditing;

/// <summary>Findings as SARIF 2.1.0, in the form and within the limits that GitHub's code scanning takes.</summary>
public static class Sarif
{
    // GitHub keeps the first 5,000 results of a run, and takes no more than 25,000.
    private const int MaxResults = 5000;

    /// <summary>Writes the findings, and what was not checked as notifications of the run. What is gone is left out, and what is suppressed: GitHub would open an alert for it all the same.</summary>
    /// <param name="findings">The findings.</param>
    /// <param name="version">The version of McpOps.</param>
    /// <param name="inventoryPath">The file that stands for findings without a file of their own.</param>
    public static string Write(IReadOnlyCollection<McpFinding> findings, string version, string? inventoryPath)
    {
        ArgumentNullException.ThrowIfNull(findings);
        var shown = findings.Where(finding => !finding.NotChecked && finding.State is FindingState.New or FindingState.Known)
            .OrderByDescending(finding => AuditSeverity.Rank(finding.Severity)).Take(MaxResults).ToList();
        var blind = findings.Where(finding => finding.NotChecked).ToList();
        var places = SarifPlaces.Of(Directory.GetCurrentDirectory());
        var rules = shown.Select(finding => finding.RuleId).Distinct().Order(StringComparer.Ordinal).ToList();
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            WriteTool(json, rules, blind.Count > 0, version);
            WriteInvocation(json, blind, places);
            json.WriteStartObject("originalUriBaseIds");
            json.WriteStartObject(SarifPlaces.Base);
            json.WriteString("uri", places.RootUri);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartArray("results");
            foreach (var finding in shown)
            {
                WriteResult(json, finding, rules.IndexOf(finding.RuleId), inventoryPath, places);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteTool(Utf8JsonWriter json, IReadOnlyList<string> rules, bool isBlind, string version)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "McpOps");
        json.WriteString("semanticVersion", version);
        json.WriteString("informationUri", "https://github.com/mcpops/mcpops");
        json.WriteStartArray("rules");
        foreach (var rule in rules.Select(AuditRules.Get))
        {
            json.WriteStartObject();
            WriteDescriptor(json, rule, Level(rule.Severity));
            json.WriteStartObject("properties");
            json.WriteStartArray("tags");
            foreach (var tag in rule.Cwe.Select(cwe => "external/cwe/" + cwe.ToLowerInvariant()).Prepend("security").Concat(rule.Owasp is { } owasp ? [owasp] : []))
            {
                json.WriteStringValue(tag);
            }

            json.WriteEndArray();
            json.WriteString("security-severity", Score(rule.Severity));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (isBlind)
        {
            json.WriteStartArray("notifications");
            json.WriteStartObject();
            WriteDescriptor(json, AuditRules.Get(AuditRules.NotChecked), "warning");
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteDescriptor(Utf8JsonWriter json, AuditRule rule, string level)
    {
        json.WriteString("id", rule.Id);
        json.WriteString("name", rule.Id);
        WriteText(json, "shortDescription", rule.Title);
        WriteText(json, "fullDescription", rule.Title + ".");
        json.WriteStartObject("help");
        json.WriteString("text", rule.Fix);
        json.WriteString("markdown", rule.Fix);
        json.WriteEndObject();
        json.WriteStartObject("defaultConfiguration");
        json.WriteString("level", level);
        json.WriteEndObject();
    }

    // The audit ran to its end, so it succeeded; what it could not look at is a warning, which says that results may be missing.
    private static void WriteInvocation(Utf8JsonWriter json, List<McpFinding> blind, SarifPlaces places)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", true);
        json.WriteStartArray("toolExecutionNotifications");
        foreach (var finding in blind)
        {
            json.WriteStartObject();
            json.WriteStartObject("descriptor");
            json.WriteString("id", finding.RuleId);
            json.WriteNumber("index", 0);
            json.WriteEndObject();
            json.WriteString("level", "warning");
            WriteText(json, "message", $"Not checked: {finding.Area}: {finding.Target}: {finding.Evidence}");
            WriteLocations(json, finding, null, places);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteResult(Utf8JsonWriter json, McpFinding finding, int rule, string? inventoryPath, SarifPlaces places)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.RuleId);
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("level", Level(finding.Severity));
        WriteText(json, "message", finding.Evidence.Length > 0 ? $"{finding.Title}: {finding.Target}: {finding.Evidence}" : $"{finding.Title}: {finding.Target}");
        WriteLocations(json, finding, inventoryPath ?? "mcpops.json", places);
        json.WriteStartObject("partialFingerprints");
        json.WriteString("primaryLocationLineHash", finding.Fingerprint);
        json.WriteString("mcpops/v1", finding.Fingerprint);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // What has no file of its own has a logical place; GitHub wants a file for each result all the same.
    private static void WriteLocations(Utf8JsonWriter json, McpFinding finding, string? otherwise, SarifPlaces places)
    {
        var (file, line) = Place(finding);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        if ((file ?? otherwise) is { } path)
        {
            var (uri, isRelative) = places.Find(path);
            json.WriteStartObject("physicalLocation");
            json.WriteStartObject("artifactLocation");
            json.WriteString("uri", uri);
            if (isRelative)
            {
                json.WriteString("uriBaseId", SarifPlaces.Base);
            }

            json.WriteEndObject();
            json.WriteStartObject("region");
            json.WriteNumber("startLine", line);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (file is null)
        {
            json.WriteStartArray("logicalLocations");
            json.WriteStartObject();
            json.WriteString("fullyQualifiedName", FindingText.Plain(finding.Target));
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", FindingText.Plain(text));
        json.WriteEndObject();
    }

    // A location is PATH or PATH:LINE; a field of a tool is none.
    private static (string? File, int Line) Place(McpFinding finding)
    {
        var location = FindingText.Plain(finding.Location ?? finding.Target);
        var colon = location.LastIndexOf(':');
        var line = colon > 0 && int.TryParse(location.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 0;
        var path = line > 0 ? location[..colon] : location;
        return Path.IsPathRooted(path) ? (path, Math.Max(1, line)) : (null, 1);
    }

    private static string Level(string severity) => severity switch { AuditSeverity.Critical or AuditSeverity.High => "error", AuditSeverity.Medium => "warning", _ => "note" };

    // GitHub's bands: over 9.0 critical, 7.0 to 8.9 high, 4.0 to 6.9 medium, below low.
    private static string Score(string severity) => severity switch { AuditSeverity.Critical => "9.5", AuditSeverity.High => "8.0", AuditSeverity.Medium => "5.5", AuditSeverity.Low => "2.0", _ => "0.1" };
}
