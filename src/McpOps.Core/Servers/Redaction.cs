using System.Text.RegularExpressions;

namespace McpOps.Servers;

/// <summary>Masks what looks like a secret in addresses, arguments and free text.</summary>
public static partial class Redaction
{
    /// <summary>What stands where a secret was.</summary>
    public const string Mask = "***";

    /// <summary>Masks the user information and the secret query values of an address.</summary>
    /// <param name="url">The address.</param>
    public static string MaskUrl(string url)
    {
        var masked = UserInfo().Replace(url, "$1" + Mask + "@");
        return SecretQuery().Replace(masked, "$1$2=" + Mask);
    }

    /// <summary>Masks arguments that are secrets: <c>--token X</c>, <c>--token=X</c>, <c>KEY=X</c>, known token shapes, addresses.</summary>
    /// <param name="arguments">The arguments.</param>
    public static IEnumerable<string> MaskArguments(IEnumerable<string> arguments)
    {
        var maskNext = false;
        foreach (var argument in arguments)
        {
            if (maskNext && !argument.StartsWith('-'))
            {
                maskNext = false;
                yield return Mask;
                continue;
            }

            maskNext = argument.StartsWith('-') && !argument.Contains('=', StringComparison.Ordinal) && IsSecretName(argument);
            yield return MaskText(argument);
        }
    }

    /// <summary>Masks secrets within free text: assignments, bearer tokens, known token shapes, signed addresses.</summary>
    /// <param name="text">The text.</param>
    public static string MaskText(string text)
    {
        if (text.Length == 0)
        {
            return text;
        }

        var masked = text.Contains("://", StringComparison.Ordinal) ? MaskUrl(text) : text;
        masked = Bearer().Replace(masked, "$1 " + Mask);
        masked = Assignment().Replace(masked, match => IsSecretName(match.Groups["name"].Value) ? match.Groups["head"].Value + Mask : match.Value);
        return KnownToken().Replace(masked, Mask);
    }

    /// <summary>Whether a name (of a variable, header, option or field) says that its value is secret.</summary>
    /// <param name="name">The name.</param>
    public static bool IsSecretName(string name) => SecretName().IsMatch(name);

    [GeneratedRegex(@"(?<![a-z])(pass(word|wd|phrase)?|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credentials?|auth(orization)?|bearer|signature|sig|pat|cookie|session[-_]?key|connection[-_]?string|dsn|database[-_]?url)(?![a-z])",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"([a-z][a-z0-9+.\-]*://)[^/@\s]+@", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"([?&;])((?:[^=&;\s#]*(?:token|key|secret|password|passwd|pwd|sig|signature|credential|auth|code))[^=&;\s#]*)=[^&;\s#""']+", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex SecretQuery();

    [GeneratedRegex(@"(?<head>(?<name>[A-Za-z][\w\-.]{1,60})[""']?\s*[=:]\s*[""']?)(?<value>[^\s""',;&]+)", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"\b(Bearer|Basic)\s+[A-Za-z0-9+/_.=~\-]{8,}", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex Bearer();

    [GeneratedRegex(@"\b(sk-[A-Za-z0-9_\-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_\-]{16,}|xox[abprs]-[A-Za-z0-9\-]{10,}|AKIA[0-9A-Z]{16}|AIza[A-Za-z0-9_\-]{30,}|npm_[A-Za-z0-9]{30,}|eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]*)", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex KnownToken();
}
