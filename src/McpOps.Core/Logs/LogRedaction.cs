using System.Text;
using System.Text.RegularExpressions;
using McpOps.Servers;

namespace McpOps.Logs;

/// <summary>Masks secrets in text of logs: what <see cref="Redaction"/> knows, and card numbers.</summary>
internal static partial class LogRedaction
{
    /// <summary>Masks secrets.</summary>
    public static string Mask(string text) => Mask(text, Encoding.UTF8.GetBytes(text));

    /// <summary>Masks secrets in a text that is still UTF-8.</summary>
    public static string Mask(ReadOnlySpan<byte> message) => Mask(Encoding.UTF8.GetString(message), message);

    // In most texts no secret can stand, and of a short log the patterns would cost more than all the rest.
    private static string Mask(string text, ReadOnlySpan<byte> message) => MaskCards(MaskKey(SecretWords.MayStandIn(message) ? Redaction.MaskText(text) : text));

    // A line of a private key, or of whatever else is written in lines of base64.
    private static string MaskKey(string text) => text.Length is > 40 and <= 80 && KeyLine().IsMatch(text) ? Redaction.Mask : text;

    private static string MaskCards(string text) => HasLongNumber(text) ? Card().Replace(text, match => IsCard(match.Value) ? Redaction.Mask : match.Value) : text;

    private static bool HasLongNumber(ReadOnlySpan<char> text)
    {
        var digits = 0;
        foreach (var letter in text)
        {
            digits = char.IsAsciiDigit(letter) ? digits + 1 : letter is ' ' or '-' ? digits : 0;
            if (digits >= 13)
            {
                return true;
            }
        }

        return false;
    }

    // ISO/IEC 7812-1, annex B (Luhn).
    private static bool IsCard(ReadOnlySpan<char> text)
    {
        int sum = 0, count = 0;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                continue;
            }

            var digit = text[i] - '0';
            if (count++ % 2 == 1)
            {
                digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            }

            sum += digit;
        }

        return count is >= 13 and <= 19 && sum % 10 == 0;
    }

    [GeneratedRegex(@"^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9+/]{41,78}={0,2}$", RegexOptions.None, 2000)]
    private static partial Regex KeyLine();

    // Card numbers begin with 2 to 6 and stand alone, in one piece or in groups of four.
    [GeneratedRegex(@"(?<![\w.\-])[2-6](?:\d{12,18}|\d{3}(?:[ \-]\d{4}){2}[ \-]\d{1,7}|\d{3}[ \-]\d{6}[ \-]\d{4,5})(?![\w\-]|\.\d)", RegexOptions.None, 2000)]
    private static partial Regex Card();
}
