using System.Globalization;
using System.Text;

namespace McpOps.Servers;

/// <summary>The characters of a TOML document: blanks, comments and the four kinds of string.</summary>
internal sealed class TomlScanner(string text, string source)
{
    private int _position;

    public string Source => source;

    public int Line { get; private set; } = 1;

    public bool AtEnd => _position >= text.Length;

    /// <summary>The character at hand; NUL at the end.</summary>
    public char Peek => AtEnd ? '\0' : text[_position];

    public ConfigSyntaxException Error(string message) => new(source, Line, message);

    public bool StartsWith(string word) => text.AsSpan(_position).StartsWith(word, StringComparison.Ordinal);

    public char Take()
    {
        if (AtEnd)
        {
            throw Error("it ends in the middle of something");
        }

        var character = text[_position++];
        if (character == '\n')
        {
            Line++;
        }

        return character;
    }

    public void Expect(char character)
    {
        if (Peek != character || AtEnd)
        {
            throw Error($"'{character}' is missing");
        }

        Take();
    }

    public bool TryTake(char character)
    {
        if (AtEnd || Peek != character)
        {
            return false;
        }

        Take();
        return true;
    }

    public void SkipBlanks()
    {
        while (!AtEnd && Peek is ' ' or '\t')
        {
            _position++;
        }
    }

    /// <summary>Skips blanks, comments and line breaks.</summary>
    public void SkipLines()
    {
        for (SkipBlanks(); !AtEnd && Peek is '#' or '\r' or '\n'; SkipBlanks())
        {
            if (Peek == '#')
            {
                SkipComment();
            }
            else
            {
                Take();
            }
        }
    }

    /// <summary>After a key and its value, or a table's head, comes the end of the line.</summary>
    public void ExpectEndOfLine()
    {
        SkipBlanks();
        SkipComment();
        TryTake('\r');
        if (!AtEnd && !TryTake('\n'))
        {
            throw Error("there is something after a value that does not belong there");
        }
    }

    /// <summary>Takes the characters that go together as a bare key, a number, a date or a Boolean.</summary>
    public string TakeWord(string others)
    {
        var start = _position;
        while (!AtEnd && (char.IsAsciiLetterOrDigit(Peek) || others.Contains(Peek, StringComparison.Ordinal)))
        {
            _position++;
        }

        return text[start.._position];
    }

    /// <summary>Whether a blank and a time of day come after what is a date by its form.</summary>
    public bool IsTimeAfter(string word) => word is [_, _, _, _, '-', _, _, '-', _, _] && text.AsSpan(_position) is [' ', var ten, var one, ':', ..] && char.IsAsciiDigit(ten) && char.IsAsciiDigit(one);

    /// <summary>Takes a blank and the time after it.</summary>
    public string TakeTime()
    {
        _position++;
        return TakeWord("+-.:");
    }

    /// <summary>Takes a string of any of the four kinds.</summary>
    public string TakeString()
    {
        var quote = Peek;
        var line = Line;
        var isLiteral = quote == '\'';
        var isLong = StartsWith(new string(quote, 3));
        _position += isLong ? 3 : 1;
        if (isLong && (StartsWith("\n") || StartsWith("\r\n")))
        {
            // A line break right after the opening quotes is not part of it.
            TryTake('\r');
            TryTake('\n');
        }

        var value = new StringBuilder();
        while (!(isLong ? AtLongEnd(quote) : Peek == quote && !AtEnd))
        {
            if (AtEnd || (Peek == '\n' && !isLong))
            {
                throw new ConfigSyntaxException(source, line, "a string does not end");
            }

            var character = Take();

            if (character == '\\' && !isLiteral)
            {
                TakeEscape(value, isLong);
            }
            else
            {
                value.Append(character);
            }
        }

        _position += isLong ? 3 : 1;
        return value.ToString();
    }

    // Up to two quotes may stand right before the closing three.
    private bool AtLongEnd(char quote) => StartsWith(new string(quote, 3)) && !StartsWith(new string(quote, 4));

    private void TakeEscape(StringBuilder value, bool isLong)
    {
        var character = Take();
        switch (character)
        {
            case 'b': value.Append('\b'); break;
            case 't': value.Append('\t'); break;
            case 'n': value.Append('\n'); break;
            case 'f': value.Append('\f'); break;
            case 'r': value.Append('\r'); break;
            case 'e': value.Append('\u001b'); break;
            case '"' or '\\': value.Append(character); break;
            case 'x': TakeCode(value, 2); break;
            case 'u': TakeCode(value, 4); break;
            case 'U': TakeCode(value, 8); break;
            case ' ' or '\t' or '\r' or '\n' when isLong:
                // A backslash at the end of a line joins it with the next text.
                while (!AtEnd && Peek is ' ' or '\t' or '\r' or '\n')
                {
                    Take();
                }

                break;
            default: throw Error("a backslash in a string is followed by something that TOML does not know");
        }
    }

    private void TakeCode(StringBuilder value, int digits)
    {
        if (_position + digits > text.Length
            || !int.TryParse(text.AsSpan(_position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            || !Rune.IsValid(code))
        {
            throw Error("a string holds a character code that is none");
        }

        value.Append(new Rune(code).ToString());
        _position += digits;
    }

    private void SkipComment()
    {
        if (Peek != '#')
        {
            return;
        }

        while (!AtEnd && Peek != '\n')
        {
            _position++;
        }
    }
}
