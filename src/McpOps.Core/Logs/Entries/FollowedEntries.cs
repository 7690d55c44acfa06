using McpOps.Logs.Parsing;
using McpOps.Logs.Summaries;
using McpOps.Logs.Templates;

namespace McpOps.Logs.Entries;

/// <summary>Collects the entries that following found, until they are passed on.</summary>
/// <param name="options">What is asked for.</param>
/// <param name="path">Where they come from.</param>
internal sealed class FollowedEntries(LogOptions options, string path) : IEntrySink
{
    private readonly LogClock _clock = new(options.TimeZone);
    private readonly EntryBuilder _builder = new(options, path, new LogClock(options.TimeZone));
    private readonly TimeRange _range = new(options);
    private readonly EntryFilter? _filter = EntryFilter.Of(options);
    private readonly List<(McpLogEntry Entry, byte[] Message)> _ready = [];

    /// <summary>Set when the numbers of lines are not known.</summary>
    public bool WithoutLines { get => _builder.WithoutLines; set => _builder.WithoutLines = value; }

    public void Begin(ReadOnlySpan<byte> block)
    {
    }

    public void Add(scoped in RawEntry entry, ref LogLine line)
    {
        if (_range.Contains(ref line, _clock) && (_filter is null || _filter.Fits(in entry, ref line)))
        {
            _ready.Add((_builder.Build(in entry, ref line), SampleText.FirstLine(in entry, ref line).ToArray()));
        }
    }

    /// <summary>Gives them their templates and passes them on.</summary>
    public void Emit(TemplateCatalog catalog, Action<IReadOnlyList<McpLogEntry>> emit)
    {
        if (_ready.Count == 0)
        {
            return;
        }

        foreach (var (entry, message) in _ready)
        {
            var template = catalog.Find(message);
            entry.TemplateId = template.Id;
            entry.Template = _builder.Text(template.Text);
        }

        emit([.. _ready.Select(pair => pair.Entry)]);
        _ready.Clear();
    }
}
