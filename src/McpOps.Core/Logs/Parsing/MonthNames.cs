namespace McpOps.Logs.Parsing;

/// <summary>The names of months as logs write them: English first, then those of other languages of Europe where they differ.</summary>
internal static class MonthNames
{
    private static readonly (byte[] Name, int Month)[] Others =
        new (string Name, int Month)[]
        {
            ("ene", 1), ("gen", 1), ("fev", 2), ("f\u00e9v", 2), ("m\u00e4r", 3), ("mrz", 3), ("mrt", 3), ("maa", 3), ("abr", 4), ("avr", 4), ("mai", 5), ("mei", 5), ("mag", 5), ("maj", 5),
            ("sty", 1), ("lut", 2), ("kwi", 4), ("cze", 6), ("lip", 7), ("sie", 8), ("wrz", 9), ("pa\u017a", 10), ("lis", 11), ("gru", 12), ("led", 1), ("\u00fano", 2), ("b\u0159e", 3), ("dub", 4), ("kv\u011b", 5),
            ("srp", 8), ("z\u00e1\u0159", 9), ("\u0159\u00ed", 10), ("pro", 12), ("des", 12), ("oca", 1), ("\u015fub", 2), ("nis", 4), ("haz", 6), ("tem", 7), ("a\u011fu", 8), ("eyl", 9), ("eki", 10), ("kas", 11), ("ara", 12),
            ("\u044f\u043d\u0432", 1), ("\u0444\u0435\u0432", 2), ("\u043c\u0430\u0440", 3), ("\u0430\u043f\u0440", 4), ("\u043c\u0430\u044f", 5), ("\u043c\u0430\u0439", 5), ("\u0438\u044e\u043d", 6), ("\u0438\u044e\u043b", 7),
            ("\u0430\u0432\u0433", 8), ("\u0441\u0435\u043d", 9), ("\u043e\u043a\u0442", 10), ("\u043d\u043e\u044f", 11), ("\u0434\u0435\u043a", 12),
            ("giu", 6), ("juin", 6), ("lug", 7), ("juil", 7), ("ago", 8), ("ao\u00fb", 8), ("aou", 8), ("set", 9), ("okt", 10), ("ott", 10), ("out", 10), ("dez", 12), ("dic", 12), ("d\u00e9c", 12),
        }
        .Select(pair => (System.Text.Encoding.UTF8.GetBytes(pair.Name), pair.Month)).ToArray();

    // Where the names with a first byte begin, and behind these 256, for each name, where the next one with its first byte is; -1 for none.
    private static readonly int[] Chain = Link(Others);

    /// <summary>The number of the month whose name a text begins with; 0 for none.</summary>
    public static int Find(ReadOnlySpan<byte> text, out int length)
    {
        length = 0;
        if (text.Length < 3)
        {
            return 0;
        }

        Span<byte> start = [Lower(text[0]), Lower(text[1]), Lower(text[2])];
        var index = "janfebmaraprmayjunjulaugsepoctnovdec"u8.IndexOf(start);
        var month = index >= 0 && index % 3 == 0 ? (index / 3) + 1 : Other(text);
        if (month == 0)
        {
            return 0;
        }

        while (length < text.Length && (HeaderParts.IsLetter(text[length]) || text[length] >= 0x80))
        {
            length++;
        }

        // French: "janv. 2026".
        length += length < text.Length && text[length] == '.' ? 1 : 0;
        return month;
    }

    private static int Other(ReadOnlySpan<byte> text)
    {
        // Most words are none: their first byte says so.
        for (var at = Chain[Lower(text[0])]; at >= 0; at = Chain[256 + at])
        {
            var (name, month) = Others[at];
            if (text.Length >= name.Length && Lower(text[1]) == name[1] && text[2..name.Length].SequenceEqual(name.AsSpan(2)))
            {
                return month;
            }
        }

        return 0;
    }

    private static byte Lower(byte value) => value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value;

    private static int[] Link((byte[] Name, int Month)[] names)
    {
        var chain = new int[256 + names.Length];
        Array.Fill(chain, -1);
        for (var at = names.Length - 1; at >= 0; at--)
        {
            var first = names[at].Name[0];
            (chain[first], chain[256 + at]) = (at, chain[first]);
        }

        return chain;
    }
}
