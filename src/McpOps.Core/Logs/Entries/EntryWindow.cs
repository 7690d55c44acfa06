using McpOps.Logs.Templates;

namespace McpOps.Logs.Entries;

/// <summary>Holds back the first entries to learn templates from them, then passes entries on at once.</summary>
/// <param name="options">What is asked for.</param>
/// <param name="catalog">The templates of the run.</param>
/// <param name="emit">Takes entries, in batches.</param>
internal sealed class EntryWindow(LogOptions options, TemplateCatalog catalog, Action<McpLogEntry[]> emit)
{
    private const int MaxEntries = 20_000;
    private const long MaxBytes = 16 << 20;
    private const int BatchSize = 256;
    private readonly Dictionary<int, string> _texts = [];
    private readonly List<(McpLogEntry Entry, byte[] Message)> _held = [];
    private readonly List<McpLogEntry> _batch = new(BatchSize);
    private long _heldBytes;
    private bool _open = true;

    /// <summary>Takes an entry and the first line of its message.</summary>
    public void Add(McpLogEntry entry, ReadOnlySpan<byte> message)
    {
        if (!_open)
        {
            Pass(entry, message);
            return;
        }

        catalog.Observe(message);
        _held.Add((entry, message.ToArray()));
        _heldBytes += message.Length;
        if (_held.Count >= MaxEntries || _heldBytes >= MaxBytes)
        {
            Open();
        }
    }

    /// <summary>Learns from what is held, and passes on all that is there.</summary>
    public void Flush()
    {
        if (_open)
        {
            Open();
        }

        if (_batch.Count > 0)
        {
            emit([.. _batch]);
            _batch.Clear();
        }
    }

    private void Open()
    {
        _open = false;
        catalog.Learn();
        foreach (var (entry, message) in _held)
        {
            Pass(entry, message);
        }

        _held.Clear();
        _held.TrimExcess();
    }

    private void Pass(McpLogEntry entry, ReadOnlySpan<byte> message)
    {
        var template = catalog.Find(message);
        if (!_texts.TryGetValue(template.Id, out var text))
        {
            _texts[template.Id] = text = options.Raw ? template.Text : LogRedaction.Mask(template.Text);
        }

        entry.TemplateId = template.Id;
        entry.Template = text;
        _batch.Add(entry);
        if (_batch.Count == BatchSize)
        {
            emit([.. _batch]);
            _batch.Clear();
        }
    }
}
