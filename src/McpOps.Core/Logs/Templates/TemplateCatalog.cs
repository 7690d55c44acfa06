using System.Runtime.CompilerServices;
using System.Text;

namespace McpOps.Logs.Templates;

/// <summary>A statement that entries make with varying values.</summary>
/// <param name="id">Its number, from 1 in the order of first appearance.</param>
/// <param name="text">The message with <c>&lt;*&gt;</c> for values.</param>
internal sealed class Template(int id, string text)
{
    public int Id { get; } = id;

    public string Text { get; } = text;
}

/// <summary>Gives messages their templates: learned from the first of them, and kept for what comes later.</summary>
internal sealed class TemplateCatalog
{
    private const int MaxKeys = 200_000;
    private const int MaxTemplates = 100_000;
    private readonly MessageMask _mask = new();
    private readonly ByteMap<Template?> _byKey = new();
    private readonly Dictionary<string, MaskedWords> _learnedKeys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Template> _byStatement = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<(IReadOnlyList<string> Words, Template Template)>> _open = [];
    private readonly List<string> _pending = [];
    private byte[] _key = new byte[256];
    private bool _learned;
    private Template? _rest;

    /// <summary>Takes note of a message to learn from.</summary>
    public void Observe(ReadOnlySpan<byte> message)
    {
        var key = Key(message);
        _byKey.GetOrAdd(key, out var added);
        if (added)
        {
            _pending.Add(Encoding.UTF8.GetString(key));
        }
    }

    /// <summary>Learns from what was observed.</summary>
    public void Learn()
    {
        _learned = true;
        var learned = TemplateLearner.Learn(_pending);
        for (var i = 0; i < learned.Length; i++)
        {
            _learnedKeys[_pending[i]] = learned[i];
        }

        _pending.Clear();
    }

    /// <summary>The template of a message.</summary>
    public Template Find(ReadOnlySpan<byte> message)
    {
        var key = Key(message);
        ref var known = ref _byKey.Find(key);
        if (!Unsafe.IsNullRef(ref known) && known is not null)
        {
            return known;
        }

        var text = Encoding.UTF8.GetString(key);
        var template = Resolve(text, message);
        if (_byKey.Count < MaxKeys)
        {
            _byKey.GetOrAdd(key, out _) = template;
        }

        return template;
    }

    private ReadOnlySpan<byte> Key(ReadOnlySpan<byte> message)
    {
        _mask.Read(message);
        var length = _mask.WriteKey(message, ref _key);
        return _key.AsSpan(0, length);
    }

    private Template Resolve(string key, ReadOnlySpan<byte> message)
    {
        var learned = _learnedKeys.GetValueOrDefault(key);
        if (learned is null)
        {
            learned = new MaskedWords(key);
            if (_learned && Match(learned.Words) is { } open)
            {
                return open;
            }
        }

        var statement = learned.ToString();
        if (!_byStatement.TryGetValue(statement, out var template))
        {
            if (_byStatement.Count >= MaxTemplates)
            {
                // A log in which no two lines are alike: what is beyond counts as one statement.
                return _rest ??= new Template(MaxTemplates + 1, TemplateText.Value);
            }

            template = new Template(_byStatement.Count + 1, TemplateText.Render(message, _mask.Tokens, learned.ByToken()));
            _byStatement[statement] = template;
            if (learned.IsLearned)
            {
                if (!_open.TryGetValue(learned.Words.Count, out var list))
                {
                    _open[learned.Words.Count] = list = [];
                }

                list.Add((learned.Words, template));
            }
        }

        return template;
    }

    // A message with a new word where a learned template has a value.
    private Template? Match(IReadOnlyList<string> words)
    {
        if (!_open.TryGetValue(words.Count, out var list))
        {
            return null;
        }

        foreach (var (open, template) in list)
        {
            var fits = true;
            for (var i = 0; i < words.Count && fits; i++)
            {
                fits = open[i] == words[i] || open[i] == MaskedWords.Value;
            }

            if (fits)
            {
                return template;
            }
        }

        return null;
    }
}
