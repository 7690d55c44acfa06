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
    // Written out: every run makes them, and to work them out takes longer than to read them.
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u000B\u000C\u000D\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F"
        + "\u007F\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008A\u008B\u008C\u008D\u008E\u008F\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009A\u009B\u009C\u009D\u009E\u009F"
        + "\u061C\u200E\u200F\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");

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
