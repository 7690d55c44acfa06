
namespace McpOps.Logs.Templates;

/// <summary>Folds what belongs to a value into it: units, dates in words, comparison signs, remarks in brackets, lists.</summary>
internal static class TokenFolding
{
    /// <summary>Folds in place and returns how many tokens remain.</summary>
    public static int Fold(ReadOnlySpan<byte> message, Span<MaskToken> tokens)
    {
        MarkDates(message, tokens);
        MarkSeries(message, tokens);
        var count = Compact(message, tokens);
        for (var rounds = 0; rounds < 4; rounds++)
        {
            var left = Join(message, tokens[..count]);
            if (left == count)
            {
                break;
            }

            count = left;
        }

        return count;
    }

    // "Mon Jul 17", "17 July", "Sun Dec 04 2005".
    private static void MarkDates(ReadOnlySpan<byte> message, Span<MaskToken> tokens)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            ref var token = ref tokens[i];
            if (token.Kind is not TokenKind.Word || !MaskWords.IsDateName(message[token.Start..token.TextEnd]))
            {
                continue;
            }

            var before = i > 0 && tokens[i - 1].IsValue;
            var after = i + 1 < tokens.Length && (tokens[i + 1].IsValue || (tokens[i + 1].Kind is TokenKind.Word && MaskWords.IsDateName(message[tokens[i + 1].Start..tokens[i + 1].TextEnd])));
            if (before || after)
            {
                token.Kind = TokenKind.Value;
            }
        }
    }

    // "node1 node2 node3".
    private static void MarkSeries(ReadOnlySpan<byte> message, Span<MaskToken> tokens)
    {
        for (var i = 1; i < tokens.Length; i++)
        {
            ref var token = ref tokens[i];
            ref var before = ref tokens[i - 1];
            var word = message[token.Start..token.TextEnd];
            if (token.Kind is TokenKind.Word && word.Length > 2 && ValueLook.IsNumbered(word) && message[before.Start..before.TextEnd] is { Length: > 2 } other
                && other[..^1].SequenceEqual(word[..^1]) && char.IsAsciiDigit((char)other[^1]))
            {
                before.Kind = token.Kind = TokenKind.Value;
            }
        }
    }

    // Units behind values, signs of comparison before them.
    private static int Compact(ReadOnlySpan<byte> message, Span<MaskToken> tokens)
    {
        var kept = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            ref var token = ref tokens[i];
            if (kept > 0 && tokens[kept - 1].IsValue && token.Kind is TokenKind.Word && MaskWords.IsUnit(message[token.Start..token.TextEnd]))
            {
                tokens[kept - 1].End = token.End;
                continue;
            }

            if (token.Kind is TokenKind.Sign && message[token.Start] is (byte)'<' or (byte)'>' && i + 1 < tokens.Length && tokens[i + 1].IsValue && !tokens[i + 1].Spaced
                && !(i + 2 < tokens.Length && tokens[i + 2].Kind is TokenKind.Sign && message[tokens[i + 2].Start] == '>'))
            {
                tokens[i + 1].Start = token.Start;
                tokens[i + 1].Spaced = token.Spaced;
                continue;
            }

            tokens[kept++] = token;
        }

        return kept;
    }

    private static int Join(ReadOnlySpan<byte> message, Span<MaskToken> tokens)
    {
        var kept = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            ref var token = ref tokens[i];
            var skip = kept > 0 && tokens[kept - 1].IsValue ? FoldsIntoValue(message, tokens, i) : Remark(message, tokens, i, spacedOnly: true);
            if (skip > 0)
            {
                if (kept > 0)
                {
                    tokens[kept - 1].End = tokens[i + skip - 1].End;
                }

                i += skip - 1;
                continue;
            }

            // node-[40-63]: a name that ends in a dash goes on in the brackets.
            if (token.Kind is TokenKind.Word && message[token.End - 1] is (byte)'-' or (byte)'_' && i + 3 < tokens.Length && !tokens[i + 1].Spaced
                && message[tokens[i + 1].Start] == '[' && tokens[i + 2].IsValue && message[tokens[i + 3].Start] == ']')
            {
                token.Kind = TokenKind.Value;
                token.End = token.TextEnd = tokens[i + 3].End;
                tokens[kept++] = token;
                i += 3;
                continue;
            }

            tokens[kept++] = token;
        }

        return kept;
    }

    // How many tokens fold into the value before them.
    private static int FoldsIntoValue(ReadOnlySpan<byte> message, Span<MaskToken> tokens, int index)
    {
        ref var token = ref tokens[index];
        if (token.IsValue)
        {
            return 1;
        }

        if (token.Kind is not TokenKind.Sign)
        {
            return 0;
        }

        var sign = message[token.Start];
        var value = index + 1 < tokens.Length && tokens[index + 1].IsValue;
        if (value && (sign == ',' || (!token.Spaced && !tokens[index + 1].Spaced && sign is (byte)':' or (byte)'|' or (byte)'-' or (byte)';')))
        {
            return 2;
        }

        return Remark(message, tokens, index, spacedOnly: false);
    }

    // "( )" behind a value and "(12.5 KB)" anywhere are remarks.
    private static int Remark(ReadOnlySpan<byte> message, Span<MaskToken> tokens, int index, bool spacedOnly)
    {
        ref var token = ref tokens[index];
        if (token.Kind is not TokenKind.Sign || message[token.Start] != '(' || index == 0)
        {
            return 0;
        }

        if (!spacedOnly && index + 1 < tokens.Length && message[tokens[index + 1].Start] == ')')
        {
            return 2;
        }

        return token.Spaced && index + 2 < tokens.Length && tokens[index + 1].IsValue && message[tokens[index + 2].Start] == ')' ? 3 : 0;
    }
}
