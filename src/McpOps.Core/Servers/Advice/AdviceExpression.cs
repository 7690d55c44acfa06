using System.Globalization;
using System.Text.RegularExpressions;

namespace McpOps.Servers;

/// <summary>What a rule of advice computes: terms that are multiplied and divided from left to right, or a word.</summary>
/// <param name="Word">A word that stands for itself, such as <c>INFO</c>; null for what is computed.</param>
internal sealed partial record AdviceExpression(string? Word)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    /// <summary>The terms, each with what is done to what stands before it.</summary>
    public IReadOnlyList<(bool Divides, AdviceTerm Term)> Factors { get; private init; } = [];

    /// <summary>A word.</summary>
    public static AdviceExpression Of(string word) => new(word);

    /// <summary>Reads one.</summary>
    /// <param name="text">The text, such as <c>1.5 * p95(response, 7d) / 1000</c>, <c>INFO</c> or <c>'10m'</c>.</param>
    /// <exception cref="FormatException">It is none; the message says why, for a sentence that begins with the text.</exception>
    public static AdviceExpression Parse(string text)
    {
        text = text.Trim();
        if (text is ['\'', .., '\''] && text.Length > 2 && text.AsSpan(1, text.Length - 2).IndexOfAny('\'', '\r', '\n') < 0)
        {
            return new AdviceExpression(text[1..^1]);
        }

        if (Plain().IsMatch(text) && !AdviceTerm.Facts.Contains(text, StringComparer.Ordinal))
        {
            return AdviceTerm.Facts.FirstOrDefault(fact => fact.StartsWith(text, StringComparison.OrdinalIgnoreCase) || NearestName.Distance(fact, text) == 1) is not { } near ? new AdviceExpression(text)
                : throw new FormatException($"is no fact: did you mean {near}? A word that is meant so stands in single quotes");
        }

        var factors = new List<(bool, AdviceTerm)>();
        for (var at = 0; at < text.Length || factors.Count == 0;)
        {
            var match = Factor().Match(text, at);
            if (!match.Success || match.Groups["op"].Success != (factors.Count > 0))
            {
                throw new FormatException($"cannot be computed. Write a number, a fact ({string.Join(", ", AdviceTerm.Facts)}) or a statistic such as p95(response, 7d), and join them by * and /; a text that is no plain word stands in single quotes, such as '10m'");
            }

            factors.Add((match.Groups["op"].Value is "/", Term(match)));
            at = match.Index + match.Length;
        }

        return new AdviceExpression((string?)null) { Factors = factors };
    }

    /// <summary>What it comes to; null where a term is not known, or where it divides by nothing.</summary>
    public double? Compute(Func<AdviceTerm, double?> read)
    {
        double? product = null;
        foreach (var (divides, term) in Factors)
        {
            var value = term.Number ?? read(term);
            product = product is null ? value : divides ? product / value : product * value;
            if (product is not { } known || !double.IsFinite(known))
            {
                return null;
            }
        }

        return product;
    }

    private static AdviceTerm Term(Match match)
    {
        var text = match.Groups["term"].Value;
        if (match.Groups["number"].Success)
        {
            return new AdviceTerm(text) { Number = double.Parse(text, CultureInfo.InvariantCulture) };
        }

        if (match.Groups["fact"] is { Success: true, Value: var fact })
        {
            return AdviceTerm.Facts.Contains(fact, StringComparer.Ordinal) ? new AdviceTerm(fact) : throw new FormatException($"names the fact '{fact}', which there is not. They are {string.Join(", ", AdviceTerm.Facts)}");
        }

        var (statistic, window) = (match.Groups["statistic"].Value, match.Groups["window"].Value);
        return !McpRule.Statistics.Contains(statistic, StringComparer.Ordinal) ? throw new FormatException($"names the statistic '{statistic}', which there is not. They are {string.Join(", ", McpRule.Statistics)}")
            : TimeLength.TryParse(window) is not { } length || length <= TimeSpan.Zero || length > Longest ? throw new FormatException($"has '{window}' for a time, which is written as 30s, 5m, 2h, 30d or 1w")
            : new AdviceTerm(text) { Statistic = statistic, Metric = match.Groups["metric"].Value, Window = length };
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_.+-]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Plain();

    [GeneratedRegex(@"\G\s*(?<op>[*/])?\s*(?<term>(?<number>[0-9]{1,15}(\.[0-9]{1,9})?)|(?<statistic>[A-Za-z][A-Za-z0-9]*)\(\s*(?<metric>[^\s,()]{1,200})\s*,\s*(?<window>[^\s,()]{1,20})\s*\)|(?<fact>[A-Za-z]+))(?![\w.(])\s*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Factor();
}
