using McpOps.Logs.Parsing;
using McpOps.Logs.Sources;

namespace McpOps.Logs.Entries;

/// <summary>The text that following has read and not passed on yet: an entry may go on with what comes next.</summary>
/// <param name="context">Notices.</param>
/// <param name="path">What results call its place.</param>
/// <param name="newScanner">Makes a scanner for text that begins like this.</param>
internal sealed class FollowedText(EngineContext context, string path, Func<byte[], EntryScanner> newScanner)
{
    private EntryScanner? _scanner;
    private byte[] _rest = [];

    /// <summary>Nothing is held back.</summary>
    public bool IsEmpty => _rest.Length == 0;

    /// <summary>Begins in the middle, with a scanner that knows how many lines stand before.</summary>
    public void Begin(EntryScanner scanner) => _scanner = scanner;

    /// <summary>Takes what was read; an entry beyond the limit is left out, and told.</summary>
    public void Add(ReadOnlySpan<byte> block)
    {
        _rest = [.. _rest, .. block];
        _scanner ??= newScanner(_rest);
        _rest = _rest[_scanner.Scan(_rest, final: false)..];
        if (_rest.Length > BlockReader.MaxEntry)
        {
            InputReading.WarnDropped(context, path, _rest.Length);
            _rest = [];
        }
    }

    /// <summary>Passes on the lines that are whole: nothing follows for now.</summary>
    public void PassLines() => Pass(Array.LastIndexOf(_rest, (byte)'\n') + 1);

    /// <summary>Passes on all: nothing follows any more.</summary>
    public void PassAll() => Pass(_rest.Length);

    /// <summary>Passes on all, and begins anew: what follows is another file.</summary>
    public void Restart()
    {
        PassAll();
        _scanner = null;
    }

    private void Pass(int count)
    {
        if (count > 0)
        {
            _scanner!.Scan(_rest.AsSpan(0, count), final: true);
            _rest = _rest[count..];
        }
    }
}
