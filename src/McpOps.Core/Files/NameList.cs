namespace McpOps.Files;

/// <summary>Many names in one buffer: a folder of a million files costs tens of megabytes, not hundreds.</summary>
internal sealed class NameList
{
    private readonly List<(int Start, int Length)> _ranges = [];
    private byte[] _bytes = new byte[1024];
    private int _used;

    public int Count => _ranges.Count;

    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(_ranges[index].Start, _ranges[index].Length);

    public void Add(ReadOnlySpan<byte> name)
    {
        if (_bytes.Length - _used < name.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + name.Length));
        }

        name.CopyTo(_bytes.AsSpan(_used));
        _ranges.Add((_used, name.Length));
        _used += name.Length;
    }

    public void Sort() => _ranges.Sort((left, right) =>
        _bytes.AsSpan(left.Start, left.Length).SequenceCompareTo(_bytes.AsSpan(right.Start, right.Length)));
}
