using System.Text.RegularExpressions;

namespace McpOps.Core.Tests.Crawling;

/// <summary>The measure of the article-extraction-benchmark: precision and recall over 4-word shingles, each page weighing the same.</summary>
internal static partial class ShingleScore
{
    private const int Length = 4;

    public static double F1(IEnumerable<(string Truth, string Prediction)> pages)
    {
        var scores = pages.Select(page => Page(Count(page.Truth), Count(page.Prediction))).ToList();
        var precision = scores.Average(score => score.Precision);
        var recall = scores.Average(score => score.Recall);
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    private static (double Precision, double Recall) Page(Dictionary<string, int> truth, Dictionary<string, int> prediction)
    {
        double right = truth.Sum(pair => Math.Min(pair.Value, prediction.GetValueOrDefault(pair.Key)));
        double predicted = prediction.Values.Sum();
        double expected = truth.Values.Sum();
        return (predicted == 0 ? 0 : right / predicted, expected == 0 ? 0 : right / expected);
    }

    private static Dictionary<string, int> Count(string text)
    {
        var words = Word().Matches(text).Select(match => match.Value).ToList();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < Math.Max(words.Count > 0 ? 1 : 0, words.Count - Length + 1); index++)
        {
            var shingle = string.Join(' ', words.Skip(index).Take(Length));
            counts[shingle] = counts.GetValueOrDefault(shingle) + 1;
        }

        return counts;
    }

    [GeneratedRegex(@"\w+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Word();
}
