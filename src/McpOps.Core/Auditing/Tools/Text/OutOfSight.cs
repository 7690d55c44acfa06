using System.Text;
using System.Text.RegularExpressions;

namespace McpOps.Auditing.Tools.Text;

/// <summary>Texts that a person would not scroll to, or could not read: behind blanks, in comments, in Base64, in letters of another script.</summary>
internal static partial class OutOfSight
{
    private const int BlankLines = 8;
    private const int Blanks = 60;

    /// <summary>What is out of sight, by rule.</summary>
    /// <param name="raw">The text as the server sent it.</param>
    /// <param name="plain">The same without what is hidden in it.</param>
    /// <param name="isDirective">Whether a text directs the model.</param>
    public static IEnumerable<(string Rule, string Severity, string Evidence)> Find(string raw, string plain, Func<string, bool> isDirective)
    {
        if (Behind(raw) is { } behind)
        {
            yield return (AuditRules.OutOfSight, isDirective(behind) ? AuditSeverity.High : AuditSeverity.Medium, $"behind many blanks: \"{Short(behind)}\"");
        }

        foreach (var comment in Comments(plain))
        {
            yield return (AuditRules.OutOfSight, isDirective(comment) ? AuditSeverity.High : AuditSeverity.Medium, $"in a comment: \"{Short(comment)}\"");
        }

        foreach (Match match in Encoded().Matches(plain))
        {
            // Only what decodes to sentences counts: keys and pictures do not.
            if (Prose(match.Value) is { } prose)
            {
                yield return (isDirective(prose) ? AuditRules.HiddenDirective : AuditRules.OutOfSight, isDirective(prose) ? AuditSeverity.Critical : AuditSeverity.Medium, $"in Base64: \"{Short(prose)}\"");
            }
        }

        if (raw.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(word => PlainWords.IsMixed(word)) is { } mixed)
        {
            yield return (AuditRules.MixedScript, AuditSeverity.Medium, $"'{Short(mixed)}' reads as '{Short(PlainWords.Of(mixed))}'");
        }
    }

    private static string? Behind(string text)
    {
        var (lines, blanks) = (0, 0);
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] is '\n')
            {
                (lines, blanks) = (lines + 1, 0);
            }
            else if (text[index] is ' ' or '\t' or '\r' or '\u00A0')
            {
                blanks++;
            }
            else if (lines > BlankLines || blanks >= Blanks)
            {
                return index > 0 && text.AsSpan(0, index).ContainsAnyExcept(" \t\r\n") ? text[index..] : null;
            }
            else
            {
                (lines, blanks) = (0, 0);
            }
        }

        return null;
    }

    private static IEnumerable<string> Comments(string text)
    {
        for (var from = text.IndexOf("<!--", StringComparison.Ordinal); from >= 0;)
        {
            var end = text.IndexOf("-->", from + 4, StringComparison.Ordinal);
            yield return text[(from + 4)..(end < 0 ? text.Length : end)].Trim();
            from = end < 0 ? -1 : text.IndexOf("<!--", end, StringComparison.Ordinal);
        }
    }

    private static string? Prose(string base64)
    {
        var bytes = new byte[base64.Length];
        var whole = base64[..(base64.Length / 4 * 4)];
        if (!Convert.TryFromBase64String(whole, bytes, out var count))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, count);
        var readable = text.Count(letter => char.IsAsciiLetter(letter) || letter is ' ' or '.' or ',');
        return text.Contains(' ', StringComparison.Ordinal) && readable * 10 >= text.Length * 9 ? text : null;
    }

    private static string Short(string text) => text.Length > 160 ? text[..160] + "…" : text;

    [GeneratedRegex(@"[A-Za-z0-9+/]{24,}={0,2}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Encoded();
}
