namespace McpOps.Monitoring;

/// <summary>Records of one kind by their keys, which remembers what was changed since it was last saved.</summary>
/// <typeparam name="T">The kind.</typeparam>
/// <param name="letter">What stands before a removed key, to tell kinds apart.</param>
/// <param name="key">A record's key.</param>
internal sealed class StateTable<T>(char letter, Func<T, string> key)
    where T : class
{
    private readonly Dictionary<string, T> _records = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    public IReadOnlyCollection<T> All => _records.Values;

    public bool IsChanged => _changed.Count > 0;

    public T? Find(string recordKey) => _records.GetValueOrDefault(recordKey);

    public void Put(T record)
    {
        var name = key(record);
        if (!record.Equals(_records.GetValueOrDefault(name)))
        {
            _records[name] = record;
            _changed.Add(name);
        }
    }

    public void Remove(string recordKey)
    {
        if (_records.Remove(recordKey))
        {
            _changed.Add(recordKey);
        }
    }

    /// <summary>What was changed, for a line of the journal.</summary>
    public IReadOnlyList<T>? Changed() => _changed.Count == 0 ? null
        : [.. _changed.Where(_records.ContainsKey).Select(name => _records[name])];

    /// <summary>The keys of what was removed.</summary>
    public IEnumerable<string> Gone() => _changed.Where(name => !_records.ContainsKey(name)).Select(name => letter + name);

    /// <summary>Forgets what was changed: it is saved.</summary>
    public void Saved() => _changed.Clear();

    /// <summary>Takes what another process, or an earlier run, saved. What is changed here and not saved yet wins.</summary>
    public void Load(IEnumerable<T>? records)
    {
        foreach (var record in records ?? [])
        {
            var name = key(record);
            if (!_changed.Contains(name))
            {
                _records[name] = record;
            }
        }
    }

    /// <summary>Takes a removal, where the key is of this kind.</summary>
    public void LoadGone(string gone)
    {
        if (gone[0] == letter && !_changed.Contains(gone[1..]))
        {
            _records.Remove(gone[1..]);
        }
    }

    public void Clear()
    {
        foreach (var name in _records.Keys.Where(name => !_changed.Contains(name)).ToList())
        {
            _records.Remove(name);
        }
    }
}
