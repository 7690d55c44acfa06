using System.Globalization;

namespace McpOps.Servers;

/// <summary>Reads TOML 1.0, as Codex writes it.</summary>
/// <param name="text">The document.</param>
/// <param name="source">Its file.</param>
internal sealed class TomlConfig(string text, string source)
{
    private readonly TomlScanner _scanner = new(text, source);
    private readonly HashSet<ConfigNode> _heads = [];

    /// <summary>Reads the document.</summary>
    /// <exception cref="ConfigSyntaxException">It is not TOML.</exception>
    public ConfigNode Parse()
    {
        var root = new ConfigNode(ConfigKind.Object, source, 1);
        var table = root;
        for (_scanner.SkipLines(); !_scanner.AtEnd; _scanner.SkipLines())
        {
            if (_scanner.Peek == '[')
            {
                table = Head(root);
            }
            else
            {
                Pair(table, 0);
            }

            _scanner.ExpectEndOfLine();
        }

        return root;
    }

    private ConfigNode Head(ConfigNode root)
    {
        var line = _scanner.Line;
        _scanner.Expect('[');
        var isArray = _scanner.TryTake('[');
        var keys = Keys();
        _scanner.Expect(']');
        if (isArray)
        {
            _scanner.Expect(']');
        }

        var parent = Descend(root, keys.SkipLast(1), line);
        var name = keys[^1];
        if (isArray)
        {
            var list = parent[name];
            if (list is null)
            {
                parent.Add(name, list = new ConfigNode(ConfigKind.List, source, line), line);
            }

            if (list.Kind is not ConfigKind.List)
            {
                throw _scanner.Error("a list of tables has the name of something else");
            }

            list.Add(new ConfigNode(ConfigKind.Object, source, line));
            return list.Items[^1];
        }

        var table = Descend(parent, [name], line);
        return _heads.Add(table) ? table : throw _scanner.Error("a table is there already");
    }

    // Goes down to a table, making those that are missing; of a list of tables, the last one is meant.
    private ConfigNode Descend(ConfigNode from, IEnumerable<string> keys, int line)
    {
        foreach (var key in keys)
        {
            var next = from[key];
            if (next is null)
            {
                from.Add(key, next = new ConfigNode(ConfigKind.Object, source, line), line);
            }

            from = next switch
            {
                { Kind: ConfigKind.Object } => next,
                { Kind: ConfigKind.List, Items: [.., { Kind: ConfigKind.Object } last] } => last,
                _ => throw _scanner.Error("a table has the name of a value"),
            };
        }

        return from;
    }

    private void Pair(ConfigNode table, int level)
    {
        var line = _scanner.Line;
        var keys = Keys();
        _scanner.Expect('=');
        _scanner.SkipBlanks();
        var parent = Descend(table, keys.SkipLast(1), line);
        if (parent[keys[^1]] is not null)
        {
            throw _scanner.Error("a key is there already");
        }

        parent.Add(keys[^1], Value(level), line);
    }

    private List<string> Keys()
    {
        var keys = new List<string>();
        do
        {
            _scanner.SkipBlanks();
            keys.Add(_scanner.Peek is '"' or '\'' ? _scanner.TakeString() : BareKey());
            _scanner.SkipBlanks();
        }
        while (_scanner.TryTake('.'));

        return keys;
    }

    private string BareKey() => _scanner.TakeWord("_-") is { Length: > 0 } key ? key : throw _scanner.Error("a key is missing");

    private ConfigNode Value(int level)
    {
        if (level > ConfigNode.MostLevels)
        {
            throw _scanner.Error("it is nested too deep");
        }

        var line = _scanner.Line;
        switch (_scanner.Peek)
        {
            case '"' or '\'':
                return new ConfigNode(ConfigKind.Text, source, line) { Text = _scanner.TakeString() };
            case '[':
                var list = new ConfigNode(ConfigKind.List, source, line);
                Elements('[', ']', () => list.Add(Value(level + 1)));
                return list;
            case '{':
                var table = new ConfigNode(ConfigKind.Object, source, line);
                _heads.Add(table);
                Elements('{', '}', () => Pair(table, level + 1));
                return table;
            default:
                var word = _scanner.TakeWord("+-._:");
                return Word(_scanner.IsTimeAfter(word) ? $"{word} {_scanner.TakeTime()}" : word, line);
        }
    }

    private void Elements(char open, char close, Action element)
    {
        _scanner.Expect(open);
        for (_scanner.SkipLines(); !_scanner.TryTake(close); _scanner.SkipLines())
        {
            element();
            _scanner.SkipLines();
            if (!_scanner.TryTake(',') && _scanner.Peek != close)
            {
                throw _scanner.Error($"',' or '{close}' is missing");
            }
        }
    }

    private ConfigNode Word(string word, int line)
    {
        if (word is "true" or "false")
        {
            return new ConfigNode(ConfigKind.Boolean, source, line) { Text = word };
        }

        var digits = word.Replace("_", "", StringComparison.Ordinal);
        var isNumber = double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            || digits.TrimStart('+', '-') is "inf" or "nan"
            || digits is ['0', 'x' or 'o' or 'b', _, ..];
        if (isNumber)
        {
            return new ConfigNode(ConfigKind.Number, source, line) { Text = digits };
        }

        // Dates and times: kept as they are written. A blank may part the two.
        return word.Length >= 8 && char.IsAsciiDigit(word[0]) && word.AsSpan().IndexOfAny('-', ':') > 0
            ? new ConfigNode(ConfigKind.Text, source, line) { Text = word }
            : throw _scanner.Error("a value is missing, or stands without quotes");
    }
}
