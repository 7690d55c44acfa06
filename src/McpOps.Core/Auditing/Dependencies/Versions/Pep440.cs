using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace McpOps.Auditing.Dependencies.Versions;

/// <summary>Python's versions, after PEP 440: epoch, release, pre, post, dev, local.</summary>
internal static partial class Pep440
{
    public static int? Compare(string left, string right)
    {
        var (one, two) = (Form().Match(left.Trim()), Form().Match(right.Trim()));
        return one.Success && two.Success ? Compare(one, two) : null;
    }

    private static int Compare(Match one, Match two)
    {
        var order = Number(one, "epoch").CompareTo(Number(two, "epoch"));
        order = order != 0 ? order : Release(one, two);
        order = order != 0 ? order : Phase(one).CompareTo(Phase(two));
        order = order != 0 ? order : Number(one, "pren").CompareTo(Number(two, "pren"));
        order = order != 0 ? order : Post(one).CompareTo(Post(two));
        order = order != 0 ? order : Dev(one).CompareTo(Dev(two));
        return order != 0 ? Math.Sign(order) : Math.Sign(string.CompareOrdinal(one.Groups["local"].Value, two.Groups["local"].Value));
    }

    private static int Release(Match one, Match two)
    {
        var (left, right) = (one.Groups["release"].Value.Split('.'), two.Groups["release"].Value.Split('.'));
        for (var index = 0; index < Math.Max(left.Length, right.Length); index++)
        {
            var order = Part(left, index).CompareTo(Part(right, index));
            if (order != 0)
            {
                return order;
            }
        }

        return 0;

        static BigInteger Part(string[] parts, int index) => index < parts.Length ? BigInteger.Parse(parts[index], CultureInfo.InvariantCulture) : BigInteger.Zero;
    }

    // A development release without a pre-release comes before every pre-release; the release itself after all of them.
    private static int Phase(Match match) => match.Groups["pre"].Value.ToLowerInvariant() switch
    {
        "a" or "alpha" => 1,
        "b" or "beta" => 2,
        "c" or "rc" or "pre" or "preview" => 3,
        _ => match.Groups["dev"].Success && !match.Groups["post"].Success ? 0 : 4,
    };

    private static BigInteger Post(Match match) => match.Groups["post"].Success ? Number(match, "postn") + 1 : BigInteger.Zero;

    private static BigInteger Dev(Match match) => match.Groups["dev"].Success ? Number(match, "devn") : new BigInteger(long.MaxValue);

    private static BigInteger Number(Match match, string group) => match.Groups[group] is { Success: true, Length: > 0 } value ? BigInteger.Parse(value.ValueSpan, CultureInfo.InvariantCulture) : BigInteger.Zero;

    [GeneratedRegex(@"^v?((?<epoch>\d+)!)?(?<release>\d+(\.\d+)*)([-_.]?(?<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<pren>\d*))?(?<post>-(?<postn>\d+)|[-_.]?(post|rev|r)[-_.]?(?<postn>\d*))?(?<dev>[-_.]?dev[-_.]?(?<devn>\d*))?(\+(?<local>[a-z0-9]+([-_.][a-z0-9]+)*))?$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Form();
}
