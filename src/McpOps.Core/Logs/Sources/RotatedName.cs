using System.Globalization;
using System.Text.RegularExpressions;

namespace McpOps.Logs.Sources;

/// <summary>Where a file stands in a rotated set: <c>app.log.2.gz</c>, <c>app.log.1</c>, <c>app.log-20261119</c>, <c>metrics.20261119.jsonl</c>, <c>app.log</c>.</summary>
/// <param name="Base">The name that all files of the set share.</param>
/// <param name="Date">The date in the name; the greatest for none: the file that is written now comes last.</param>
/// <param name="Number">How often it was rotated; 0 for not yet.</param>
internal sealed partial record RotatedName(string Base, string Date, int Number)
{
    private const string Now = "~";

    /// <summary>The name without the ending of what it is compressed with.</summary>
    public static string Unpacked(string path) => Compressed().Replace(path, "");

    /// <summary>Reads a name.</summary>
    public static RotatedName Of(string path)
    {
        var name = Unpacked(path);
        var number = 0;
        var numbered = Numbered().Match(name);
        if (numbered.Success)
        {
            number = int.Parse(numbered.Groups["n"].Value, CultureInfo.InvariantCulture);
            name = name[..numbered.Index] + numbered.Groups["rest"].Value;
        }

        var date = Now;
        var dated = Dated().Match(name);
        if (dated.Success)
        {
            date = string.Concat(dated.Value.Where(char.IsAsciiDigit));
            name = name.Remove(dated.Index, dated.Length);
        }

        return new RotatedName(name, date, number);
    }

    /// <summary>The oldest first.</summary>
    public static int InTimeOrder(RotatedName left, RotatedName right)
    {
        var order = string.CompareOrdinal(left.Base, right.Base);
        order = order != 0 ? order : string.CompareOrdinal(left.Date, right.Date);
        return order != 0 ? order : right.Number.CompareTo(left.Number);
    }

    [GeneratedRegex(@"\.(gz|gzip|zst|zstd|xz|bz2)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Compressed();

    [GeneratedRegex(@"\.(?<n>\d{1,4})(?<rest>\.\w{2,5})?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"[.\-_](19|20)\d{2}[\-_.]?[01]\d[\-_.]?[0-3]\d([\-_.T]?\d{2,6})?(?=$|[.\-_])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Dated();
}
