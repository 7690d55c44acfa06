using McpOps.Logs.Parsing;
using McpOps.Logs.Sources;

namespace McpOps.Logs.Entries;

/// <summary>How a followed text begins.</summary>
/// <param name="Scanner">Reads its entries.</param>
/// <param name="IsWrapped">Each line is wrapped by a container engine.</param>
internal readonly record struct FollowedStart(EntryScanner Scanner, bool IsWrapped = false);

/// <summary>The text that following has read and not passed on yet: an entry may go on with what comes next.</summary>
/// <param name="context">Notices.</param>
/// <param name="path">What results call its place.</param>
/// <param name="look">Looks at how a text begins.</param>
internal sealed class FollowedText(EngineContext context, string path, Func<byte[], FollowedStart> look)
{
    private FollowedStart? _start;
    private byte[] _rest = [];
    private byte[] _wrapped = [];
    private bool _cut;
    private long _dropped;

    /// <summary>Nothing is held back.</summary>
    public bool IsEmpty => _rest.Length == 0;

    /// <summary>Begins in the middle, with a scanner that knows how many lines stand before.</summary>
    public void Begin(FollowedStart start) => _start = start;

    /// <summary>Takes what was read; what of a line is beyond the limit is left out, and told.</summary>
    public void Add(ReadOnlySpan<byte> block)
    {
        var start = _start ??= look(block.ToArray());
        block = start.IsWrapped ? Unwrap(block) : block;
        block = _cut ? PassOver(block) : block;
        if (block.IsEmpty)
        {
            return;
        }

        _rest = [.. _rest, .. block];
        _rest = _rest[start.Scanner.Scan(_rest, final: false)..];
        if (_rest.Length > BlockReader.MaxEntry)
        {
            _cut = _rest[^1] != '\n';
            Pass(_rest.Length);
        }
    }

    /// <summary>Passes on the lines that are whole: nothing follows for now.</summary>
    public void PassLines() => Pass(Array.LastIndexOf(_rest, (byte)'\n') + 1);

    /// <summary>Passes on all: nothing follows any more.</summary>
    public void PassAll()
    {
        Pass(_rest.Length);
        Tell();
    }

    /// <summary>Passes on all, and begins anew: what follows is another file.</summary>
    public void Restart()
    {
        PassAll();
        (_start, _wrapped) = (null, []);
    }

    private void Pass(int count)
    {
        if (count > 0)
        {
            _start!.Value.Scanner.Scan(_rest.AsSpan(0, count), final: true);
            _rest = _rest[count..];
        }
    }

    // Wrapped lines come out when they are whole.
    private byte[] Unwrap(ReadOnlySpan<byte> block)
    {
        _wrapped = [.. _wrapped, .. block];
        var end = _wrapped.Length > BlockReader.MaxEntry ? _wrapped.Length : Array.LastIndexOf(_wrapped, (byte)'\n') + 1;
        var lines = ContainerText.Unwrap(_wrapped.AsSpan(0, end));
        _wrapped = _wrapped[end..];
        return lines;
    }

    // The rest of a line whose beginning was passed on.
    private ReadOnlySpan<byte> PassOver(ReadOnlySpan<byte> block)
    {
        var end = block.IndexOf((byte)'\n');
        _dropped += end < 0 ? block.Length : end + 1;
        if (end < 0)
        {
            return default;
        }

        Tell();
        return block[(end + 1)..];
    }

    private void Tell()
    {
        InputReading.WarnDropped(context, path, _dropped);
        (_cut, _dropped) = (false, 0);
    }
}
