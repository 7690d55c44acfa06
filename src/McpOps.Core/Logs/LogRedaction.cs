using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using McpOps.Servers;

namespace McpOps.Logs;

/// <summary>Masks secrets in text of logs: what <see cref="Redaction"/> knows, and card numbers.</summary>
internal static partial class LogRedaction
{
    private static readonly Phrase[][] Hints =
    [
        [Phrase.Of("", "pass"), Phrase.Of("", "pwd"), Phrase.Of("", "pat")],
        [Phrase.Of("", "secret"), Phrase.Of("", "sig"), Phrase.Of("", "sk-")],
        [Phrase.Of("", "token"), Phrase.Of("", "cookie"), Phrase.Of("", "connection")],
        [Phrase.Of("", "key"), Phrase.Of("", "dsn"), Phrase.Of("", "database")],
        [Phrase.Of("", "credential"), Phrase.Of("", "bearer"), Phrase.Of("", "basic"), Phrase.Of("", "auth")],
        [Phrase.Of("", "ghp_"), Phrase.Of("", "gho_"), Phrase.Of("", "ghu_"), Phrase.Of("", "ghs_"), Phrase.Of("", "ghr_"), Phrase.Of("", "gith"), Phrase.Of("", "glpa")],
        [Phrase.Of("", "xox"), Phrase.Of("", "npm_"), Phrase.Of("", "eyj")],
        [Phrase.Of("", "akia"), Phrase.Of("", "aiza")],
    ];

    /// <summary>Masks secrets.</summary>
    public static string Mask(string text) => MaskCards(Redaction.MaskText(text));

    /// <summary>Tells quickly that a text holds no secret, so that it need not be looked at word by word. One for each thread.</summary>
    public sealed class Filter
    {
        private readonly PhraseScanner _scanner = new(Hints);

        /// <summary>False when the text holds nothing that <see cref="Mask"/> would mask.</summary>
        public bool MightHoldSecret(ReadOnlySpan<byte> text)
        {
            if (text.Contains((byte)'@') || (text.IndexOf("://"u8) >= 0 && text.IndexOfAny((byte)'?', (byte)'&', (byte)';') >= 0) || HasLongNumber(text))
            {
                return true;
            }

            _scanner.Scan(text);
            foreach (var (position, phrase) in _scanner.Hits)
            {
                // "path" and "passed" name no secret: a short hint must be a word, or go on as one that is known.
                var after = position + phrase.Bytes.Length;
                if (phrase.Bytes.Length > 4 || after >= text.Length || !char.IsAsciiLetterLower((char)text[after]) || phrase.Bytes[^1] is (byte)'_' or (byte)'-' || GoesOn(text[after..]))
                {
                    return true;
                }
            }

            return false;
        }

        private static bool GoesOn(ReadOnlySpan<byte> rest) =>
            rest.StartsWith("word"u8) || rest.StartsWith("wd"u8) || rest.StartsWith("phrase"u8) || rest.StartsWith("orization"u8) || rest.StartsWith("nature"u8) || rest.StartsWith("s"u8) || rest.StartsWith("ub_"u8) || rest.StartsWith("t-"u8);
    }

    private static string MaskCards(string text) => HasLongNumber(text) ? Card().Replace(text, match => IsCard(match.Value) ? Redaction.Mask : match.Value) : text;

    private static bool HasLongNumber(string text) => HasLongNumber(Encoding.UTF8.GetBytes(text));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool HasLongNumber(ReadOnlySpan<byte> text)
    {
        var digits = 0;
        foreach (var letter in text)
        {
            digits = char.IsAsciiDigit((char)letter) ? digits + 1 : letter is (byte)' ' or (byte)'-' ? digits : 0;
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

    // Card numbers begin with 2 to 6 and stand alone, in one piece or in groups of four.
    [GeneratedRegex(@"(?<![\w.\-])[2-6](?:\d{12,18}|\d{3}(?:[ \-]\d{4}){2}[ \-]\d{1,7}|\d{3}[ \-]\d{6}[ \-]\d{4,5})(?![\w\-]|\.\d)", RegexOptions.None, 2000)]
    private static partial Regex Card();
}
