using McpOps.Logs.Parsing;

namespace McpOps.Logs.Entries;

/// <summary>The further values of an entry, read when somebody looks at them: entries come by the million, and most pipelines look at few.</summary>
internal sealed class LateFields
{
    private readonly byte[] _text;
    private readonly byte[] _scratch;
    private readonly int _head;
    private readonly PatternFormat? _pattern;
    private readonly EntryBuilder _builder;
    private LogLine _line;

    private LateFields(scoped in RawEntry entry, ref LogLine line, PatternFormat? pattern, EntryBuilder builder)
    {
        (_text, _head, _line, _pattern, _builder) = (entry.Text.ToArray(), entry.Head.Length, line, pattern, builder);
        _scratch = line.HasFacts && line.Facts.IsDecoded ? entry.Scratch.ToArray() : [];
    }

    /// <summary>Keeps what is needed to read them; null where there are none.</summary>
    public static LateFields? Of(scoped in RawEntry entry, ref LogLine line, PatternFormat? pattern, EntryBuilder builder)
    {
        var any = line.Parsed && (pattern is not null || line.HasFacts || entry.Head[^1] == '}' || entry.Head.Contains((byte)'='));
        return any ? new LateFields(in entry, ref line, pattern, builder) : null;
    }

    /// <summary>Reads them.</summary>
    public IReadOnlyDictionary<string, string> Read()
    {
        var entry = new RawEntry { Head = _text.AsSpan(0, _head), Text = _text, Scratch = _scratch, Line = 0, Lines = 1, Start = 0, Offset = 0 };
        var line = _line;
        return FieldReader.Read(in entry, ref line, _pattern, _builder);
    }
}
