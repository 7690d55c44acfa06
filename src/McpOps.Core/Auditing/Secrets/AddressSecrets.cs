using System.Text.RegularExpressions;
using McpOps.Servers;

namespace McpOps.Auditing.Secrets;

/// <summary>Credentials within an address: what discovery masks and <c>mcpops init</c> makes a variable of, where the value is one indeed.</summary>
internal static partial class AddressSecrets
{
    private const int LeastLength = 8;

    /// <summary>The first credential in a text that holds an address; null when there is none.</summary>
    /// <param name="name">The name of the member or variable.</param>
    /// <param name="text">The text.</param>
    public static SecretFind? Find(string name, string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            return null;
        }

        if (Credential().Match(text) is { Success: true } address && !SecretFinder.IsNone(address.Groups["password"].Value))
        {
            return new SecretFind("SEC003", "password in an address", SecretFinder.Mask(address.Groups["password"].Value));
        }

        foreach (var (part, value) in Redaction.SecretQueryValues(text))
        {
            if (Tells(part) && IsCredential(Uri.UnescapeDataString(value)))
            {
                return new SecretFind("SEC003", $"{part} in the query of an address", SecretFinder.Mask(value));
            }
        }

        return InPath(name, text);
    }

    // The names by which addresses are masked are many (design, keyword): here the whole name counts.
    private static bool Tells(string name) => Redaction.IsSecretName(name) || Key().IsMatch(name);

    // Under a name that tells, letters and digits will do: auth=required, key=API_KEY_1 and token={TOKEN} are no values.
    private static bool IsCredential(string value) =>
        value.Length >= LeastLength && !SecretFinder.IsNone(value) && !Named().IsMatch(value)
        && ((value.Any(char.IsAsciiLetter) && value.Any(char.IsAsciiDigit) && !Ordinary().IsMatch(value)) || SecretFinder.IsRandom(value));

    // Some hosts put the key into the path. A commit, a hash and a UUID are there for other reasons.
    private static SecretFind? InPath(string name, string text) =>
        name.EndsWith("url", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        && Redaction.RandomWords(address.AbsolutePath).FirstOrDefault(word => !Hash().IsMatch(word) && SecretFinder.IsRandom(word)) is { } key
            ? new SecretFind("SEC004", "part of the path of an address", SecretFinder.Mask(key)) : null;

    [GeneratedRegex(@"[a-z][a-z0-9+.\-]{1,20}://[^\s/:@""']{0,100}:(?<password>[^\s@/""']{3,200})@[^\s/]", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Credential();

    [GeneratedRegex(@"key$|^(auth[-_]?)?code$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Key();

    [GeneratedRegex(@"^\{[^{}]*\}$|^[A-Z]+(_[A-Z0-9]+)+$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Named();

    // A date, a version, an address, a path.
    [GeneratedRegex(@"^\d{4}-\d\d-\d\d|^v?\d+(\.\d+)+|^[a-z]+://|^[/~.]", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Ordinary();

    [GeneratedRegex("^([0-9a-f]{40}|[0-9a-f]{64})$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Hash();
}
