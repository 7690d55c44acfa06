using System.Globalization;
using System.Text.RegularExpressions;

namespace McpOps.Monitoring;

/// <summary>Reads a value of Prometheus's text format.</summary>
internal static class PrometheusText
{
    // No label can begin so: what follows is a pattern.
    private const string Pattern = "\0~";

    /// <summary>The sum of the samples of a series that have all the labels that are named; null where there is none.</summary>
    /// <param name="text">The exposition.</param>
    /// <param name="series">A name, with labels or without: <c>hits_total{status="500"}</c>, also <c>status=~"5.."</c>.</param>
    public static double? Value(string text, string series)
    {
        var (name, wanted) = Parse(series.AsSpan(), out _);
        double? sum = null;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith(name, StringComparison.Ordinal) || line.Length == name.Length || line[name.Length] is not ('{' or ' ' or '\t'))
            {
                continue;
            }

            var (_, labels) = Parse(line, out var rest);
            if (wanted.All(label => labels.TryGetValue(label.Key, out var value) && Fits(value, label.Value)) && Number(rest) is { } number)
            {
                sum = (sum ?? 0) + number;
            }
        }

        return sum;
    }

    private static bool Fits(string value, string wanted) => wanted.StartsWith(Pattern, StringComparison.Ordinal)
        ? Regex.IsMatch(value, $"^(?:{wanted[Pattern.Length..]})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))
        : value == wanted;

    private static (string Name, Dictionary<string, string> Labels) Parse(ReadOnlySpan<char> line, out ReadOnlySpan<char> rest)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var brace = line.IndexOfAny('{', ' ', '\t');
        if (brace < 0 || line[brace] is not '{')
        {
            rest = brace < 0 ? [] : line[brace..];
            return (brace < 0 ? line.ToString() : line[..brace].ToString(), labels);
        }

        var name = line[..brace].ToString();
        var at = brace + 1;
        while (at < line.Length && line[at] is not '}')
        {
            var equals = line[at..].IndexOf('=');
            if (equals < 0 || at + equals + 1 >= line.Length)
            {
                break;
            }

            var label = line.Slice(at, equals).Trim(", \t").ToString();
            var isPattern = line[at + equals + 1] is '~';
            at += equals + (isPattern ? 3 : 2);
            labels[label] = (isPattern ? Pattern : "") + Text(line, ref at);
        }

        rest = at < line.Length ? line[(at + 1)..] : [];
        return (name, labels);
    }

    private static string Text(ReadOnlySpan<char> line, ref int at)
    {
        var text = new System.Text.StringBuilder();
        for (; at < line.Length && line[at] is not '"'; at++)
        {
            if (line[at] is '\\' && at + 1 < line.Length)
            {
                at++;
                text.Append(line[at] is 'n' ? '\n' : line[at]);
            }
            else
            {
                text.Append(line[at]);
            }
        }

        at++;
        while (at < line.Length && line[at] is ',' or ' ')
        {
            at++;
        }

        return text.ToString();
    }

    // Behind the value there may be a time.
    private static double? Number(ReadOnlySpan<char> rest)
    {
        var text = rest.Trim();
        var end = text.IndexOfAny(' ', '\t');
        return double.TryParse(end < 0 ? text : text[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
    }
}
