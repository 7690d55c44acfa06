namespace McpOps.Logs.Templates;

/// <summary>The words of one masked message, and which of them turned out to be values.</summary>
internal sealed class MaskedWords
{
    /// <summary>What stands for a value.</summary>
    public static readonly string Value = ((char)MessageMask.Value).ToString();

    private readonly List<string> _words;
    private readonly List<bool> _glued = [];
    private readonly List<int> _tokens;
    private readonly int _count;
    private string? _text;

    /// <summary>Reads a key that <see cref="MessageMask.WriteKey"/> wrote.</summary>
    public MaskedWords(string key)
    {
        _words = [.. key.Split(' ', (char)MessageMask.Glue)];
        _count = _words.Count;
        _tokens = new List<int>(_count);
        for (var word = 0; word < _count; word++)
        {
            _tokens.Add(word);
        }

        _glued.Add(false);
        foreach (var value in key)
        {
            if (value is ' ' or (char)MessageMask.Glue)
            {
                _glued.Add(value == (char)MessageMask.Glue);
            }
        }
    }

    /// <summary>The words of the statement.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>Whether learning found further values in it.</summary>
    public bool IsLearned { get; private set; }

    /// <summary>Whether a word touches the one before it.</summary>
    public bool IsGlued(int place) => _glued[place];

    /// <summary>For each token of the message its word; null for what belongs to the value before it.</summary>
    public string?[] ByToken()
    {
        var words = new string?[_count];
        for (var i = 0; i < _words.Count; i++)
        {
            words[_tokens[i]] = _words[i];
        }

        return words;
    }

    /// <summary>Whether the word at a place may be a value: enough else must be constant.</summary>
    public bool CanVaryAt(int place) => !IsSign(_words[place]) && _words.Where((word, index) => index != place && word != Value && !IsSign(word)).Take(2).Count() > (_words[place] == Value ? 1 : 0);

    /// <summary>The same for two messages that differ at this place only.</summary>
    public (ulong Hash, int Place) Without(int place)
    {
        var hash = 14695981039346656037UL;
        for (var i = 0; i < _words.Count; i++)
        {
            hash = (hash ^ (i == place ? 7UL : (uint)_words[i].GetHashCode(StringComparison.Ordinal))) * 1099511628211UL;
            hash ^= hash >> 29;
        }

        return (hash, place);
    }

    /// <summary>Makes words values.</summary>
    public void Mask(IEnumerable<int> places)
    {
        foreach (var place in places)
        {
            _words[place] = Value;
        }

        IsLearned = true;
        _text = null;
    }

    /// <summary>Makes several words one value.</summary>
    public void Join(int from, int to)
    {
        _words[from] = Value;
        _words.RemoveRange(from + 1, to - from);
        _glued.RemoveRange(from + 1, to - from);
        _tokens.RemoveRange(from + 1, to - from);
        IsLearned = true;
        _text = null;
    }

    /// <summary>What the statement would be if several words were one value.</summary>
    public string Joined(int from, int to) => string.Join(' ', [.. _words[..from], Value, .. _words[(to + 1)..]]);

    /// <summary>What identifies the statement.</summary>
    public override string ToString() => _text ??= string.Join(' ', _words);

    /// <summary>Punctuation.</summary>
    public static bool IsSign(string word) => word.Length == 1 && word[0] != MessageMask.Value && !char.IsLetterOrDigit(word[0]);
}
