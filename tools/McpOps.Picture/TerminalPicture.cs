using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace McpOps.Picture;

/// <summary>Draws the text of a terminal, with its ANSI colours, as an SVG picture.</summary>
internal static partial class TerminalPicture
{
    private const double CharacterWidth = 8.43;
    private const int LineHeight = 19;
    private const int Margin = 16;
    private const int Bar = 34;

    private static readonly Dictionary<string, string> Colors = new(StringComparer.Ordinal)
    {
        ["31"] = "#f85149", ["32"] = "#3fb950", ["33"] = "#d29922", ["36"] = "#39c5cf", ["90"] = "#8b949e",
    };

    public static string Draw(string title, string text)
    {
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        var columns = lines.Max(line => Escape().Replace(line, "").Length);
        var width = (columns * CharacterWidth) + (2 * Margin);
        var height = (lines.Length * LineHeight) + (2 * Margin) + Bar;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width:0}" height="{height}" viewBox="0 0 {width:0} {height}" role="img" aria-label="{WebUtility.HtmlEncode(title)}">
            <rect width="100%" height="100%" rx="8" fill="#0d1117"/>
            <text x="{Margin}" y="23" font-family="monospace" font-size="13" fill="#8b949e">$ {WebUtility.HtmlEncode(title)}</text>
            <g font-family="monospace" font-size="14" fill="#e6edf3">

            """);
        for (var index = 0; index < lines.Length; index++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Margin}\" y=\"{Bar + Margin + ((index + 0.7) * LineHeight):0}\">{Spans(lines[index])}</text>\n");
        }

        return svg.Append("</g>\n</svg>\n").ToString();
    }

    private static string Spans(string line)
    {
        var spans = new StringBuilder();
        var color = "";
        var start = 0;
        foreach (Match escape in Escape().Matches(line))
        {
            Append(line[start..escape.Index]);
            color = Colors.GetValueOrDefault(escape.Groups["code"].Value, "");
            start = escape.Index + escape.Length;
        }

        Append(line[start..]);
        return spans.ToString();

        void Append(string text)
        {
            if (text.Length > 0)
            {
                // Renderers fold plain spaces.
                var kept = WebUtility.HtmlEncode(text).Replace(' ', '\u00A0');
                spans.Append(color.Length > 0 ? $"<tspan fill=\"{color}\">{kept}</tspan>" : kept);
            }
        }
    }

    [GeneratedRegex(@"\x1b\[(?:\d+;)*(?<code>\d*)m", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Escape();
}
