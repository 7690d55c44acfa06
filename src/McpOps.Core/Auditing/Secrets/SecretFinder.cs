using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using McpOps.Servers;

namespace McpOps.Auditing.Secrets;

/// <summary>A secret that stands where others may read it.</summary>
/// <param name="RuleId">The rule of its kind.</param>
/// <param name="Kind">What it is, such as <c>GitHub token</c>.</param>
/// <param name="Masked">Its first four characters, its length, and a salted hash by which two finds can be compared.</param>
internal sealed record SecretFind(string RuleId, string Kind, string Masked)
{
    /// <summary>What people are shown: nothing of the secret, only its length and the hash. A finding is recognised by <see cref="Masked"/>, as it always was.</summary>
    public string Shown => Redaction.Mask + Masked[Masked.LastIndexOf(" (", StringComparison.Ordinal)..];
}

/// <summary>Tells secrets from what merely looks random. It sends nothing anywhere: whether a token still works is for its issuer to say.</summary>
internal static partial class SecretFinder
{
    private const int LeastLength = 16;
    private const double LeastEntropy = 3.5;

    /// <summary>What a named value holds; null when it is no secret.</summary>
    /// <param name="name">The name of the variable, header, option or member; empty where there is none.</param>
    /// <param name="value">The value.</param>
    public static SecretFind? Find(string name, string value)
    {
        if (value.Length < 8 || value.Length > 1 << 16)
        {
            return null;
        }

        if (SecretKinds.Find(value) is { } known)
        {
            return new SecretFind(known.Kind is "private key" ? "SEC002" : "SEC001", known.Kind, Mask(known.Value));
        }

        if (AddressSecrets.Find(name, value) is { } address)
        {
            return address;
        }

        var bare = Scheme().Replace(value, "");
        return Redaction.IsSecretName(name) && !HashName().IsMatch(name) && IsRandom(bare) ? new SecretFind("SEC004", $"value of {name}", Mask(bare)) : null;
    }

    /// <summary>Whether a value only refers to a secret, or is an example of one.</summary>
    public static bool IsNone(string value) => IsReference(value) || SecretKinds.IsPlaceholder(value);

    /// <summary>Whether a value alone, without its name, is random enough for a secret and nothing that is known to look so.</summary>
    public static bool IsRandom(string value) =>
        value.Length >= LeastLength && !IsNone(value) && !Ordinary().IsMatch(value)
        && (Classes(value) >= 3 || Entropy(value) >= LeastEntropy);

    /// <summary>Shannon's entropy in bits a character.</summary>
    public static double Entropy(string value) => value.GroupBy(letter => letter).Sum(group => -(double)group.Count() / value.Length * Math.Log2((double)group.Count() / value.Length));

    /// <summary>A value so that two can be told apart and none can be used.</summary>
    public static string Mask(string value)
    {
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes("mcpops audit " + value)))[..8].ToLowerInvariant();
        return $"{value[..Math.Min(4, value.Length / 4)]}… ({value.Length} characters, #{hash})";
    }

    private static bool IsReference(string value) => Reference().IsMatch(value);

    private static int Classes(string value) =>
        (value.Any(char.IsAsciiLetterLower) ? 1 : 0) + (value.Any(char.IsAsciiLetterUpper) ? 1 : 0) + (value.Any(char.IsAsciiDigit) ? 1 : 0) + (value.Any(letter => !char.IsAsciiLetterOrDigit(letter)) ? 1 : 0);

    [GeneratedRegex(@"^(Bearer|Basic|Token|ApiKey)\s+", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^\$|\$\{|^%\w+%$|^env:|^op://|^vault:|^\{\{.*\}\}$|^<.*>$|^@\w", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Reference();

    // What a hash is of cannot be told from it.
    [GeneratedRegex(@"(hash|sha-?\d+|md5|digest|checksum|fingerprint|integrity|thumbprint)(es|s)?$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex HashName();

    // UUIDs, hashes of files, paths, addresses without a password, dates, versions and plain sentences are no secrets.
    [GeneratedRegex(@"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^(sha(1|256|384|512)|md5)[-:]|^([A-Za-z]:)?[\\/~.]|^[a-z]+://|^\d{4}-\d\d-\d\d|^v?\d+(\.\d+)+|\s\S+\s|^[a-z]+([-_.][a-z]+)*$|^(true|false|null)$|^\d+$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Ordinary();
}
