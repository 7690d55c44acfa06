
namespace McpOps.Logs.Templates;

/// <summary>Cuts a message into words and signs and tells which are values by their look. A pure function of the message.</summary>
/// <remarks>
/// A token with a digit is a value, as in Drain (He et al., ICWS 2017); beside it paths, addresses, quoted strings, mail addresses and
/// booleans. Units behind a number, comparison signs before it, bracketed remarks of values only, and lists of values fold into the value,
/// so that the same statement gives the same number of tokens whatever its values look like.
/// </remarks>
internal sealed class MessageMask
{
    /// <summary>Tokens beyond this many do not count.</summary>
    public const int MaxTokens = 256;

    /// <summary>The byte that stands for a value in a key.</summary>
    public const byte Value = 1;

    /// <summary>The byte in a key between tokens that touch; a space stands between others.</summary>
    public const byte Glue = 3;

    private const int MaxQuoted = 200;
    private readonly MaskToken[] _tokens = new MaskToken[MaxTokens];

    /// <summary>The tokens of the last message.</summary>
    public ReadOnlySpan<MaskToken> Tokens => _tokens.AsSpan(0, Count);

    /// <summary>How many tokens the last message has.</summary>
    public int Count { get; private set; }

    /// <summary>Cuts a message.</summary>
    public void Read(ReadOnlySpan<byte> message)
    {
        Count = 0;
        var position = 0;
        var count = 0;
        while (position < message.Length && count < MaxTokens)
        {
            var from = position;
            while (position < message.Length && MaskBytes.IsSpace(message[position]))
            {
                position++;
            }

            if (position == message.Length)
            {
                break;
            }

            ref var token = ref _tokens[count++];
            token = new MaskToken { Start = position, Spaced = position > from || position == 0 };
            ReadToken(message, ref token);
            position = token.End;
        }

        Count = TokenFolding.Fold(message, _tokens.AsSpan(0, count));
    }

    /// <summary>The host of the first address with a scheme, scheme included; empty for none.</summary>
    public ReadOnlySpan<byte> Host(ReadOnlySpan<byte> message)
    {
        foreach (ref readonly var token in Tokens)
        {
            if (token.Kind is TokenKind.Url)
            {
                return message[token.Start..token.TextEnd];
            }
        }

        return default;
    }

    /// <summary>Writes what identifies the statement: its words, with one byte for each value. Returns its length.</summary>
    /// <param name="message">The message that was read.</param>
    /// <param name="key">Takes the key; made longer where it must be.</param>
    /// <param name="withHosts">True to keep the hosts of addresses; false when the whole address is a value.</param>
    public int WriteKey(ReadOnlySpan<byte> message, ref byte[] key, bool withHosts = true)
    {
        var length = 0;
        foreach (ref readonly var token in Tokens)
        {
            var text = message[token.Start..token.TextEnd];
            if (key.Length < length + text.Length + 4)
            {
                Array.Resize(ref key, (length + text.Length + 4) * 2);
            }

            if (length > 0)
            {
                key[length++] = token.Spaced ? (byte)' ' : Glue;
            }

            if (token.Kind is TokenKind.Value || (token.Kind is TokenKind.Url && !withHosts))
            {
                key[length++] = Value;
            }
            else
            {
                text.CopyTo(key.AsSpan(length));
                length += text.Length;
                if (token.Kind is TokenKind.Url && token.TextEnd < token.End)
                {
                    key[length++] = (byte)'/';
                    key[length++] = Value;
                }
            }
        }

        return length;
    }

    private static void ReadToken(ReadOnlySpan<byte> message, ref MaskToken token)
    {
        var start = token.Start;
        var first = message[start];
        if (MaskBytes.IsSign(first))
        {
            if (first is (byte)'"' or (byte)'\'' && TryQuoted(message, ref token))
            {
                return;
            }

            token.Kind = TokenKind.Sign;
            token.End = token.TextEnd = start + 1;
            return;
        }

        if (first is (byte)'.' or (byte)'-' or (byte)'*' or (byte)'_' && Run(message, start) is > 1 and var run)
        {
            token.Kind = TokenKind.Sign;
            token.End = start + run;
            token.TextEnd = start + 2;
            return;
        }

        ReadWord(message, ref token);
    }

    private static void ReadWord(ReadOnlySpan<byte> message, ref MaskToken token)
    {
        var start = token.Start;
        var end = start;
        var seen = MaskBytes.Class.None;
        while (end < message.Length)
        {
            var kind = MaskBytes.ClassOf(message[end]);
            if (kind is MaskBytes.Class.Break)
            {
                if (message[end] == ':' && TryBeyondColon(message, start, ref end, ref token, seen))
                {
                    return;
                }

                // "/v2/servers?status=up,down" goes on to its end.
                if (message[start] == '/' && message[end] is (byte)'=' or (byte)',' or (byte)':' or (byte)';' && message[start..end].Contains((byte)'?'))
                {
                    end++;
                    continue;
                }

                break;
            }

            // "enable......0": the dots lead to the value.
            if (message[end] == '.' && end > start && end + 1 < message.Length && message[end + 1] == '.')
            {
                break;
            }

            seen |= kind;
            end++;
        }

        token.End = end;
        token.TextEnd = end;
        token.Kind = ValueLook.IsValue(message[start..end], seen) ? TokenKind.Value : TokenKind.Word;
        while (token.Kind is TokenKind.Word && token.TextEnd > start + 1 && message[token.TextEnd - 1] is (byte)'.' or (byte)'!' or (byte)'?')
        {
            token.TextEnd--;
        }
    }

    // What a colon is part of: scheme://host, C:\path, host.name:80, fe80::1, 00:11:22:aa:bb:cc.
    private static bool TryBeyondColon(ReadOnlySpan<byte> message, int start, ref int end, ref MaskToken token, MaskBytes.Class seen)
    {
        var rest = message[end..];
        if (rest.StartsWith("://"u8))
        {
            ReadUrl(message, end + 3, ref token);
            return true;
        }

        var length = end - start;
        if (length == 1 && rest.Length > 1 && rest[1] == '\\')
        {
            end += 2;
            while (end < message.Length && !MaskBytes.IsSpace(message[end]) && message[end] is not ((byte)',' or (byte)';' or (byte)'"' or (byte)'\'' or (byte)')' or (byte)']'))
            {
                end++;
            }

            return Take(ref token, end);
        }

        if (rest.Length > 1 && char.IsAsciiDigit((char)rest[1]) && seen.HasFlag(MaskBytes.Class.Dot) && !seen.HasFlag(MaskBytes.Class.Path))
        {
            end++;
            while (end < message.Length && char.IsAsciiDigit((char)message[end]))
            {
                end++;
            }

            return Take(ref token, end);
        }

        var hex = ValueLook.HexGroups(message, start);
        return hex > length && Take(ref token, start + hex);
    }

    private static bool Take(ref MaskToken token, int end)
    {
        token.Kind = TokenKind.Value;
        token.End = token.TextEnd = end;
        return true;
    }

    private static void ReadUrl(ReadOnlySpan<byte> message, int host, ref MaskToken token)
    {
        var end = host;
        while (end < message.Length && !MaskBytes.IsSpace(message[end]) && message[end] is not ((byte)'"' or (byte)'\'' or (byte)'<' or (byte)'>' or (byte)')' or (byte)']' or (byte)'}'))
        {
            end++;
        }

        while (end > host && message[end - 1] is (byte)',' or (byte)'.' or (byte)':' or (byte)';')
        {
            end--;
        }

        var slash = message[host..end].IndexOfAny((byte)'/', (byte)'?', (byte)'#');
        token.Kind = message[host..end].Contains((byte)'@') ? TokenKind.Value : TokenKind.Url;
        token.End = end;
        token.TextEnd = slash < 0 ? end : host + slash;
    }

    // A request line keeps its method; whatever else is quoted is a value.
    private static bool TryQuoted(ReadOnlySpan<byte> message, ref MaskToken token)
    {
        var quote = message[token.Start];
        var inner = message.Slice(token.Start + 1, Math.Min(MaxQuoted, message.Length - token.Start - 1));
        if (token.Start > 0 && Closes(quote, message[token.Start - 1]))
        {
            return false;
        }

        var close = inner.IndexOf(quote);
        if (close < 0)
        {
            return false;
        }

        var end = token.Start + close + 2;
        if (quote == '\'' && end < message.Length && char.IsAsciiLetterOrDigit((char)message[end]))
        {
            return false;
        }

        var space = inner[..close].IndexOf((byte)' ');
        if (space is >= 3 and <= 8 && !inner[..space].ContainsAnyExceptInRange((byte)'A', (byte)'Z') && inner[space + 1] is (byte)'/' or (byte)'h' or (byte)'*')
        {
            return false;
        }

        return Take(ref token, end);
    }

    // "don't", and the mark behind a request line: what follows a word opens nothing.
    private static bool Closes(byte quote, byte before) => char.IsAsciiLetterOrDigit((char)before) || (quote == '"' && before == '/');

    private static int Run(ReadOnlySpan<byte> message, int start)
    {
        var end = start;
        while (end < message.Length && message[end] == message[start])
        {
            end++;
        }

        // "--flag" and "__init__" are words.
        var follows = end < message.Length && message[start] is not (byte)'.' && char.IsAsciiLetterOrDigit((char)message[end]);
        return follows ? 0 : end - start;
    }
}
