using System.Globalization;
using System.Text;

namespace McpOps.Auditing.Tools.Text;

/// <summary>Finds characters that a person does not see: Unicode tags, variation selectors, invisible letters, direction marks, terminal sequences.</summary>
/// <remarks>Ranges after the Unicode Standard 16 (default ignorable code points, tags, variation selectors) and UTS #51 for flags and emoji joiners.</remarks>
internal static class HiddenText
{
    private const int MaxShown = 160;
    private const int BinaryRun = 8;

    /// <summary>What is hidden in a text, one mark a kind.</summary>
    public static IReadOnlyList<HiddenMark> Find(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return [];
        }

        var runes = text.EnumerateRunes().Select(rune => rune.Value).ToArray();
        return [.. new[] { Tags(runes), Selectors(runes), Invisible(runes), Bidi(runes), Private(runes), Control(runes) }.OfType<HiddenMark>()];
    }

    private static HiddenMark? Tags(int[] runes)
    {
        var decoded = new StringBuilder();
        for (var index = 0; index < runes.Length; index++)
        {
            if (runes[index] == 0x1F3F4)
            {
                // The flags of England, Scotland and Wales: a black flag, a region's letters, and the end.
                var end = index + 1;
                while (end < runes.Length && runes[end] is >= 0xE0030 and <= 0xE007A)
                {
                    end++;
                }

                if (end > index + 1 && end - index <= 8 && end < runes.Length && runes[end] == 0xE007F)
                {
                    index = end;
                }
            }
            else if (runes[index] is >= 0xE0000 and <= 0xE007F)
            {
                decoded.Append((char)Math.Max(' ', runes[index] - 0xE0000));
            }
        }

        return decoded.Length == 0 ? null : Mark(AuditRules.HiddenTags, AuditSeverity.Critical, "Unicode tags that spell", decoded.ToString().Trim());
    }

    private static HiddenMark? Selectors(int[] runes)
    {
        var (bytes, run, longest, bare) = (new List<byte>(), 0, 0, 0);
        for (var index = 0; index < runes.Length; index++)
        {
            if (Selector(runes[index]) is { } value)
            {
                bytes.Add(value);
                run++;
                longest = Math.Max(longest, run);
                bare += index == 0 || !TakesSelector(runes[index - 1]) ? 1 : 0;
            }
            else
            {
                run = 0;
            }
        }

        return longest < 2 && bare < 4 ? null : Mark(AuditRules.HiddenSelectors, AuditSeverity.Critical, "variation selectors that spell", Encoding.UTF8.GetString([.. bytes]));
    }

    private static HiddenMark? Invisible(int[] runes)
    {
        var (count, inWord, run, longest) = (0, false, new List<int>(), 0);
        for (var index = 0; index < runes.Length; index++)
        {
            if (!IsInvisible(runes[index]) || (index == 0 && runes[index] == 0xFEFF) || IsJoined(runes, index))
            {
                run.Clear();
                continue;
            }

            count++;
            run.Add(runes[index]);
            if (run.Distinct().Count() > 1)
            {
                longest = Math.Max(longest, run.Count);
            }

            inWord |= index > 0 && index + 1 < runes.Length && (IsLatin(runes[index - 1]) || IsInvisible(runes[index - 1])) && (IsLatin(runes[index + 1]) || IsInvisible(runes[index + 1]));
        }

        return longest >= BinaryRun ? new HiddenMark(AuditRules.HiddenInvisible, AuditSeverity.Critical, $"a run of {longest} invisible characters of several kinds: a binary code")
            : inWord ? new HiddenMark(AuditRules.HiddenInvisible, AuditSeverity.High, $"{count} invisible characters within words")
            : null;
    }

    private static HiddenMark? Bidi(int[] runes)
    {
        var found = runes.Where(rune => rune is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069)).Distinct().ToList();
        return found.Count == 0 ? null : new HiddenMark(AuditRules.HiddenBidi, AuditSeverity.High, $"characters that turn the reading direction: {Codes(found)}");
    }

    private static HiddenMark? Private(int[] runes)
    {
        var found = runes.Where(rune => rune is (>= 0xE000 and <= 0xF8FF) or (>= 0xF0000 and <= 0xFFFFD) or (>= 0x100000 and <= 0x10FFFD)).Distinct().ToList();
        return found.Count == 0 ? null : new HiddenMark(AuditRules.HiddenPrivate, AuditSeverity.Low, $"characters of private use, which icon fonts and hidden codes use: {Codes(found)}");
    }

    private static HiddenMark? Control(int[] runes)
    {
        var found = runes.Where(rune => rune is (< 0x20 and not (0x09 or 0x0A or 0x0D)) or (>= 0x7F and <= 0x9F)).Distinct().ToList();
        return found.Count == 0 ? null : new HiddenMark(AuditRules.HiddenControl, AuditSeverity.High, $"control characters that a terminal obeys: {Codes(found)}");
    }

    private static HiddenMark Mark(string rule, string severity, string what, string decoded)
    {
        var shown = Redactable(decoded);
        return new HiddenMark(rule, severity, $"{what} \"{(shown.Length > MaxShown ? shown[..MaxShown] + "…" : shown)}\"", decoded);
    }

    // What is shown must not do to a terminal what it was hidden for.
    private static string Redactable(string text) => string.Concat(text.Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '·' : letter));

    private static string Codes(IEnumerable<int> runes) => string.Join(' ', runes.Take(8).Select(rune => string.Create(CultureInfo.InvariantCulture, $"U+{rune:X4}")));

    private static byte? Selector(int rune) => rune switch
    {
        >= 0xFE00 and <= 0xFE0F => (byte)(rune - 0xFE00),
        >= 0xE0100 and <= 0xE01EF => (byte)(rune - 0xE0100 + 16),
        _ => null,
    };

    // Emoji, symbols, digits of keycaps, CJK and Mongolian letters are written with a selector.
    private static bool TakesSelector(int rune) =>
        rune is 0x23 or 0x2A or (>= 0x30 and <= 0x39) or 0xA9 or 0xAE or (>= 0x1820 and <= 0x18AA) or (>= 0x2010 and <= 0x2BFF) or (>= 0x3000 and <= 0x303D) or 0x3297 or 0x3299
            or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x1F000 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3134F);

    private static bool IsInvisible(int rune) =>
        rune is 0x00AD or 0x034F or 0x061C or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or (>= 0x200B and <= 0x200D) or (>= 0x2060 and <= 0x2064) or (>= 0x206A and <= 0x206F)
            or 0x3164 or 0xFEFF or 0xFFA0 or (>= 0xFFF9 and <= 0xFFFB) or (>= 0x1D173 and <= 0x1D17A);

    // A joiner is part of an emoji, and of words in Arabic, Persian and Indic scripts.
    private static bool IsJoined(int[] runes, int index) =>
        runes[index] is 0x200C or 0x200D && index > 0 && index + 1 < runes.Length && (NeedsJoiner(runes[index - 1]) || NeedsJoiner(runes[index + 1]));

    private static bool NeedsJoiner(int rune) => rune is (>= 0x0600 and <= 0x08FF) or (>= 0x0900 and <= 0x0DFF) or (>= 0x1780 and <= 0x17FF) or (>= 0x1000 and <= 0x109F) or (>= 0xFB50 and <= 0xFDFF)
        or (>= 0x2190 and <= 0x2BFF) or (>= 0xFE00 and <= 0xFE0F) or (>= 0x1F000 and <= 0x1FAFF);

    private static bool IsLatin(int rune) => rune is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or (>= 0xC0 and <= 0x24F);
}
