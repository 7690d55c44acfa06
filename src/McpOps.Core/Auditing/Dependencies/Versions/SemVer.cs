using System.Globalization;
using System.Numerics;

namespace McpOps.Auditing.Dependencies.Versions;

/// <summary>Semantic Versioning 2.0.0 §11, and NuGet's form of it with four numbers, in which letter case does not count.</summary>
internal static class SemVer
{
    public static int? Compare(string left, string right, int parts)
    {
        if (Read(left, parts) is not { } one || Read(right, parts) is not { } two)
        {
            return null;
        }

        for (var index = 0; index < parts; index++)
        {
            if (one.Numbers[index] != two.Numbers[index])
            {
                return one.Numbers[index].CompareTo(two.Numbers[index]);
            }
        }

        return ComparePre(one.Pre, two.Pre, parts == 4 ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
    }

    private static (BigInteger[] Numbers, string[] Pre)? Read(string text, int parts)
    {
        var core = text.Trim().TrimStart('v', '=').Split('+')[0];
        var dash = core.IndexOf('-', StringComparison.Ordinal);
        var fields = (dash < 0 ? core : core[..dash]).Split('.');
        var numbers = new BigInteger[parts];
        if (fields.Length > Math.Max(parts, 4))
        {
            return null;
        }

        for (var index = 0; index < fields.Length && index < parts; index++)
        {
            if (!BigInteger.TryParse(fields[index], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[index]))
            {
                return null;
            }
        }

        return (numbers, dash < 0 ? [] : core[(dash + 1)..].Split('.'));
    }

    // A version before its release is older than the release; numbers are below words.
    private static int ComparePre(string[] left, string[] right, StringComparer words)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            return right.Length.CompareTo(left.Length) is var order && left.Length == 0 && right.Length == 0 ? 0 : Math.Sign(order);
        }

        for (var index = 0; index < Math.Min(left.Length, right.Length); index++)
        {
            var (isOne, isTwo) = (BigInteger.TryParse(left[index], NumberStyles.None, CultureInfo.InvariantCulture, out var one), BigInteger.TryParse(right[index], NumberStyles.None, CultureInfo.InvariantCulture, out var two));
            var order = (isOne, isTwo) switch
            {
                (true, true) => one.CompareTo(two),
                (true, false) => -1,
                (false, true) => 1,
                _ => words.Compare(left[index], right[index]),
            };
            if (order != 0)
            {
                return Math.Sign(order);
            }
        }

        return left.Length.CompareTo(right.Length);
    }
}
