using System.Buffers;
using System.Globalization;
using System.Text;

namespace McpOps;

/// <summary>Makes characters visible that a terminal, or a viewer of logs, would obey instead of showing them.</summary>
/// <remarks>
/// Names, messages and pages come from servers, files and sites that nobody vouches for. An escape sequence in one can retitle a terminal, overwrite what stands
/// on it or send keys back; a bidirectional control makes text read other than it is (Unicode Technical Report 36; CVE-2021-42574).
/// </remarks>
public static class Visible
{
    // C0 but for the line feed and the tab, DEL, C1, the separators of lines and paragraphs, and the controls of direction.
    private static readonly SearchValues<char> Controls = SearchValues.Create(
    [
        .. Enumerable.Range(0, 0xA0).Where(code => code is < 0x20 or > 0x7E).Select(code => (char)code).Except(['\n', '\t']),
        '\u061C', '\u200E', '\u200F', '\u2028', '\u2029', '\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069',
    ]);

    /// <summary>The text with each such character as JSON writes it, such as <c>\u001b</c>. A carriage return before a line feed stays.</summary>
    /// <param name="text">The text.</param>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var next = text.AsSpan().IndexOfAny(Controls);
        if (next < 0)
        {
            return text;
        }

        var clean = new StringBuilder(text.Length + 16);
        var rest = text.AsSpan();
        for (; next >= 0; next = rest.IndexOfAny(Controls))
        {
            clean.Append(rest[..next]);
            if (rest[next] == '\r' && next + 1 < rest.Length && rest[next + 1] == '\n')
            {
                clean.Append('\r');
            }
            else
            {
                clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)rest[next]:x4}");
            }

            rest = rest[(next + 1)..];
        }

        return clean.Append(rest).ToString();
    }
}
