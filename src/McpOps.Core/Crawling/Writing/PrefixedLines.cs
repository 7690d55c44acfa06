using System.Text;

namespace McpOps.Crawling.Writing;

/// <summary>Writes blocks of lines, each line after what quotes and lists put before it.</summary>
/// <remarks>Past <see cref="Deepest"/> levels nothing more is put before a line.</remarks>
internal sealed class PrefixedLines
{
    private const int Deepest = 16;
    private readonly StringBuilder _out = new();
    private readonly List<string> _prefix = [];
    private string? _marker;

    // How many levels the block before and the one at hand share: the blank line between them belongs to these only.
    private int _shared;

    /// <summary>How many levels are open.</summary>
    public int Depth => _prefix.Count;

    /// <summary>How much was written.</summary>
    public int Length => _out.Length;

    /// <summary>What was written.</summary>
    public override string ToString() => _out.Length == 0 ? "" : _out.Append('\n').ToString();

    /// <summary>The lines from now on begin with this too.</summary>
    public void Push(string prefix)
    {
        if (_prefix.Count < Deepest)
        {
            _prefix.Add(prefix);
        }
    }

    /// <summary>The next block begins with a marker, and its further lines are set in below it.</summary>
    public void Mark(string marker, string indent)
    {
        if (_prefix.Count < Deepest)
        {
            _marker = marker;
            _prefix.Add(indent);
        }
    }

    /// <summary>The marker that waits for a block gets none.</summary>
    public void Unmark() => _marker = null;

    /// <summary>Closes the levels above a depth.</summary>
    public void PopTo(int depth)
    {
        _prefix.RemoveRange(depth, _prefix.Count - depth);
        _shared = Math.Min(_shared, depth);
    }

    /// <summary>Writes a block of lines.</summary>
    /// <param name="block">The lines.</param>
    /// <param name="tight">Without a blank line before it.</param>
    public void Write(string block, bool tight)
    {
        if (_out.Length > 0)
        {
            _out.Append('\n');
            if (!tight)
            {
                AppendPrefix(_shared, blank: true);
                _out.Append('\n');
            }
        }

        var first = true;
        foreach (var line in block.AsSpan().EnumerateLines())
        {
            if (!first)
            {
                _out.Append('\n');
            }

            AppendPrefix(_prefix.Count, blank: line.IsEmpty);
            _out.Append(line);
            first = false;
        }

        _shared = _prefix.Count;
    }

    private void AppendPrefix(int levels, bool blank)
    {
        if (blank)
        {
            AppendBlank(levels);
            return;
        }

        for (var index = 0; index < levels; index++)
        {
            _out.Append(index == _prefix.Count - 1 && _marker is not null ? _marker : _prefix[index]);
        }

        _marker = null;
    }

    // A blank line has no blanks at its end.
    private void AppendBlank(int levels)
    {
        while (levels > 0 && string.IsNullOrWhiteSpace(_prefix[levels - 1]))
        {
            levels--;
        }

        for (var index = 0; index < levels; index++)
        {
            _out.Append(index == levels - 1 ? _prefix[index].TrimEnd() : _prefix[index]);
        }
    }
}
