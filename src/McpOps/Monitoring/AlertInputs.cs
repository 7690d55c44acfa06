using System.Management.Automation;
using McpOps.Monitoring;

namespace McpOps.Commands;

/// <summary>Makes something to tell of whatever comes through the pipeline: health records, findings, alerts, any object, texts; deserialised ones too.</summary>
internal static class AlertInputs
{
    /// <summary>What an object says.</summary>
    /// <param name="input">The object.</param>
    /// <param name="severity">The severity; that of the object when null.</param>
    public static AlertInput Of(PSObject input, string? severity)
    {
        if (input.BaseObject is string text)
        {
            return new AlertInput { Message = text, Severity = severity ?? AlertSeverity.Warning };
        }

        var status = Text(input, "Status");
        var message = Text(input, "Message") ?? Text(input, "Evidence") ?? Text(input, "Description");
        return new AlertInput
        {
            Server = Text(input, "Server") ?? Text(input, "PSComputerName") ?? "",
            Host = Text(input, "Host"),
            Rule = Text(input, "Rule") ?? Text(input, "RuleId") ?? Text(input, "Check") ?? (status is not null && Text(input, "Verdict") is not null ? "health" : Text(input, "Name")) ?? "message",
            Severity = severity ?? Severity(Text(input, "Severity"), status),
            Verdict = Text(input, "Verdict") is { } verdict and not "Healthy" ? verdict : "",
            Message = message is { Length: > 0 } ? message : status is not null ? $"It is {status}." : Shorten(input.ToString()),
            At = Time(input, "Since") ?? Time(input, "CheckedAt"),
        };
    }

    // The words of findings are taken too: high and above is critical.
    private static string Severity(string? severity, string? status) => (severity?.ToLowerInvariant(), status) switch
    {
        ("critical" or "high" or "error", _) => AlertSeverity.Critical,
        ("information" or "info" or "low" or "none", _) => AlertSeverity.Information,
        (not null, _) => AlertSeverity.Warning,
        (null, "Unhealthy") => AlertSeverity.Critical,
        (null, "Healthy") => AlertSeverity.Information,
        _ => AlertSeverity.Warning,
    };

    private static string? Text(PSObject input, string property) => input.Properties[property]?.Value?.ToString() is { Length: > 0 } text ? text : null;

    private static DateTimeOffset? Time(PSObject input, string property) =>
        input.Properties[property]?.Value is { } value && LanguagePrimitives.TryConvertTo<DateTimeOffset>(value, System.Globalization.CultureInfo.InvariantCulture, out var time) ? time : null;

    private static string Shorten(string? text) => text is null ? "" : text.Length <= 1000 ? text : string.Concat(text.AsSpan(0, 999), "…");
}
