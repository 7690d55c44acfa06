using System.Globalization;
using System.Numerics;
using McpOps.Auditing.Secrets;

namespace McpOps.Auditing.Rules.Http;

/// <summary>Whether ids of sessions can be guessed. Pure.</summary>
internal static class SessionIds
{
    // 128 random bits are 22 letters of Base64 or 32 of hexadecimal; the specification asks for unguessable ids.
    private const int LeastLength = 20;

    /// <summary>What is weak about them; null when nothing is.</summary>
    /// <param name="ids">Ids that were given one after the other.</param>
    public static string? Weakness(IReadOnlyList<string> ids)
    {
        if (ids.Count > 1 && ids.Distinct(StringComparer.Ordinal).Count() < ids.Count)
        {
            return "the same id was given twice";
        }

        if (ids[0].Replace("-", "", StringComparison.Ordinal).Length < LeastLength)
        {
            return string.Create(CultureInfo.InvariantCulture, $"ids of {ids[0].Length} characters");
        }

        if (ids.Count < 2)
        {
            return null;
        }

        var prefix = ids.Skip(1).Aggregate(ids[0].Length, (length, id) => Math.Min(length, ids[0].AsSpan().CommonPrefixLength(id)));
        var random = ids[0].Length - prefix;
        return Numbers(ids) is { } numbers && numbers.Zip(numbers.Skip(1)).All(pair => pair.Second - pair.First is var step && step > 0 && step < 100_000) ? "ids that count up"
            : random < LeastLength / 2 ? string.Create(CultureInfo.InvariantCulture, $"ids that differ in {random} characters only")
            : SecretFinder.Entropy(string.Concat(ids)) < 2.5 ? "ids of few different characters"
            : null;
    }

    private static List<BigInteger>? Numbers(IReadOnlyList<string> ids)
    {
        var numbers = ids.Select(id => BigInteger.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (BigInteger?)null).ToList();
        return numbers.TrueForAll(number => number is not null) ? [.. numbers.Select(number => number!.Value)] : null;
    }
}
