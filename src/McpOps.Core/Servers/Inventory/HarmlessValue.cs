using System.Text.RegularExpressions;

namespace McpOps.Servers;

/// <summary>Whether a variable's value is plainly no secret: then it is written down as it is, and the server starts as it did before.</summary>
/// <remarks>A secret is not known by its looks. What is harmless is: switches, numbers, paths, addresses without a key in them, words of a language.</remarks>
internal static partial class HarmlessValue
{
    /// <summary>Whether the value may be written down, its name not telling otherwise.</summary>
    public static bool Is(string value) =>
        value.Length == 0
        || Plain().IsMatch(value) || Words().IsMatch(value) || Place().IsMatch(value)
        || value.Split(Path.PathSeparator).All(IsPath) || value.Split(';').All(IsPath)
        || IsAddress(value);

    private static bool IsPath(string value) =>
        Path.IsPathRooted(value) && Path.Exists(value) ? true : PathForm().IsMatch(value) && Redaction.MaskArguments([value]).Single() == value;

    private static bool IsAddress(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) && !address.IsFile && Redaction.MaskAddress(value) == value
        && ((address.IsLoopback && address.PathAndQuery.Length < 20) || PublicAddress().IsMatch(value));

    [GeneratedRegex(@"^(\d{1,5}|\d+(\.\d+){1,3}|(?i:true|false|yes|no|on|off|none|null|auto|default|debug|trace|info|warn|warning|error|production|development|staging|test|stdio|http|https|sse|json|text|utf-?8|localhost|127\.0\.0\.1|0\.0\.0\.0))$", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Plain();

    // Words in small letters of any length (us-east-1, my-project); with capitals only short ones, for a key has them too.
    [GeneratedRegex(@"^([a-z]+([-_. ,:/@]([a-z]+|\d{1,4}))*|(?=.{1,11}$)([A-Z]?[a-z]+|[A-Z]+)([-_. ]([A-Z]?[a-z]+|[A-Z]+))*)$", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Words();

    [GeneratedRegex(@"^([a-z]{2,3}_[A-Z]{2}(\.[Uu][Tt][Ff]-?8)?|[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+)$", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Place();

    [GeneratedRegex(@"^(/|~/|\.{1,2}[/\\]|[A-Za-z]:[/\\]|\\\\)[^\x00-\x1f]*$|^[~.]$", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex PathForm();

    [GeneratedRegex(@"^(https?|wss?)://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(/([a-z]+([-_][a-z]+)*|v\d{1,2}))*/?$", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex PublicAddress();
}
