using System.Buffers;
using System.Text;

namespace McpOps.Cli.Serve;

/// <summary>Text in an HTTP header: as it is, or as <c>=?base64?…?=</c> where it does not fit (SEP-2243).</summary>
internal static class HeaderText
{
    private const string Prefix = "=?base64?";
    private const string Suffix = "?=";

    // RFC 9110, section 5.5: visible ASCII, space and tab.
    private static readonly SearchValues<char> Characters = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code), '\t']);

    /// <summary>The text that a header carries; null when it is not well-formed.</summary>
    public static string? Decode(string header)
    {
        if (header.AsSpan().ContainsAnyExcept(Characters))
        {
            return null;
        }

        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || !header.EndsWith(Suffix, StringComparison.Ordinal) || header.Length < Prefix.Length + Suffix.Length)
        {
            return header;
        }

        var buffer = new byte[header.Length];
        return Convert.TryFromBase64String(header[Prefix.Length..^Suffix.Length], buffer, out var written) ? Encoding.UTF8.GetString(buffer, 0, written) : null;
    }
}
