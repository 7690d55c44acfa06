using System.Text.RegularExpressions;

namespace McpOps.Servers;

/// <summary>Finds references such as <c>${env:NAME}</c> in texts. They are resolved when a connection is made, and never written back.</summary>
internal static partial class References
{
    /// <summary>Whether the text holds one that McpOps resolves.</summary>
    public static bool Has(string text) => text.Contains("${", StringComparison.Ordinal) && Reference().IsMatch(text);

    /// <summary>All references, each once, without their defaults: a default may be a secret.</summary>
    public static IReadOnlyList<string> In(IEnumerable<string> texts) =>
        [.. texts
            .Where(text => text.Contains('$', StringComparison.Ordinal))
            .SelectMany(text => AnyReference().Matches(text))
            .Select(match => match.Groups["bare"].Success ? match.Value : $"${{{match.Groups["kind"].Value}{match.Groups["name"].Value}}}")
            .Distinct(StringComparer.Ordinal)];

    /// <summary>The forms of the clients (<c>${NAME}</c>, a lone <c>$NAME</c>, <c>{env:NAME}</c>) as <c>${env:NAME}</c>, and the folders that they name put in; <c>${input:id}</c> stays.</summary>
    public static string Canonical(string text, string home, string? workspace)
    {
        if (!text.Contains('$', StringComparison.Ordinal) && !text.Contains("{env:", StringComparison.Ordinal))
        {
            return text;
        }

        var canonical = ClientVariable()
            .Replace(text, match => $"${{env:{match.Groups["name"].Value}{match.Groups["default"].Value}}}")
            .Replace("${userHome}", home, StringComparison.Ordinal);
        return workspace is null ? canonical : canonical.Replace("${workspaceFolder}", workspace, StringComparison.Ordinal);
    }

    /// <summary><c>${env:NAME}</c>, and with a default <c>${env:NAME:-text}</c>.</summary>
    [GeneratedRegex(@"\$\{env:(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<default>[^}]*))?\}", RegexOptions.ExplicitCapture, 2000)]
    public static partial Regex Reference();

    [GeneratedRegex(@"\$\{(?<name>[A-Z_][A-Z0-9_]*)(?<default>:-[^}]*)?\}|(?<![$\w])\{env:(?<name>[A-Za-z_]\w*)\}|(?<![^\s=])\$(?<name>[A-Z_][A-Z0-9_]*)(?!\S)", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex ClientVariable();

    // A bare $NAME counts only where it stands alone: a password may hold a dollar.
    [GeneratedRegex(@"\$\{(?<kind>env:|input:)?(?<name>[A-Za-z_][\w.\-]*)(:-[^}]*)?\}|(?<![^\s=])(?<bare>\$[A-Z_][A-Z0-9_]*)(?!\S)", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex AnyReference();
}
