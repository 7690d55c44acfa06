using McpOps.Logs.Parsing;
using McpOps.Logs.Sources;
using McpOps.Logs.Templates;
using Microsoft.Win32.SafeHandles;

namespace McpOps.Logs.Entries;

/// <summary>Reads the last entries of a file and what is added to it, through rotation by renaming and by <c>copytruncate</c>.</summary>
/// <param name="context">The clock and notices.</param>
/// <param name="options">What is asked for.</param>
/// <param name="path">The file.</param>
internal sealed class LogFollower(EngineContext context, LogOptions options, string path) : IFollower
{
    private const int BlockSize = 1 << 16;
    private const int PrintLength = 256;
    private const int BlocksAtOnce = 64;

    // Lines before the end are numbered where counting those before them takes a moment only.
    private const long MaxCounted = 1 << 26;
    private readonly FollowedEntries _entries = new(options, path);
    private SafeFileHandle? _handle;
    private FollowedText? _text;
    private byte[] _print = [];
    private long _offset;

    private FollowedText Text => _text ??= new FollowedText(context, path, _ => Look());

    /// <summary>A file may always grow.</summary>
    public bool HasEnded => false;

    /// <summary>Begins so many lines before the end.</summary>
    public void Begin(int tail)
    {
        if (!TryOpen())
        {
            return;
        }

        var length = RandomAccess.GetLength(_handle!);
        _offset = TailStart(length, tail);
        TakePrint(_handle!);
        var begin = Look();
        _entries.WithoutLines = _offset > MaxCounted;
        begin.Scanner.Lines = _entries.WithoutLines ? 0 : LineCount.Before(_offset, (offset, buffer) => RandomAccess.Read(_handle!, buffer, offset));
        Text.Begin(begin);
    }

    /// <summary>Reads what is new. Entries that may go on are held back until nothing follows.</summary>
    /// <param name="catalog">The templates of the run.</param>
    /// <param name="emit">Takes the entries.</param>
    /// <returns>True when there was something.</returns>
    public bool Poll(TemplateCatalog catalog, Action<IReadOnlyList<McpLogEntry>> emit)
    {
        if (_handle is null && !TryOpen())
        {
            return false;
        }

        var read = FollowCut() | Drain(_handle!, BlocksAtOnce);
        read = read || FollowRenaming();
        if (!read)
        {
            Text.PassLines();
        }

        _entries.Emit(catalog, emit);
        return read;
    }

    public void End(TemplateCatalog catalog, Action<IReadOnlyList<McpLogEntry>> emit)
    {
        Text.PassAll();
        _entries.Emit(catalog, emit);
    }

    public void Dispose() => _handle?.Dispose();

    private bool TryOpen()
    {
        try
        {
            _handle = RegularFile.OpenHandle(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        Restart();
        return true;
    }

    private bool Drain(SafeFileHandle handle, int blocks = int.MaxValue)
    {
        var any = false;
        var block = new byte[BlockSize];
        while (blocks-- > 0 && RandomAccess.Read(handle, block, _offset) is > 0 and var read)
        {
            any = true;
            _offset += read;
            if (_print.Length < PrintLength && handle == _handle)
            {
                TakePrint(handle);
            }

            Text.Add(block.AsSpan(0, read));
        }

        return any;
    }

    private void TakePrint(SafeFileHandle handle)
    {
        _print = new byte[PrintLength];
        _print = _print[..RandomAccess.Read(handle, _print, 0)];
    }

    // copytruncate: the file is shorter than what was read of it, or begins with other bytes.
    private bool FollowCut()
    {
        if (IsSame(_handle!, _offset))
        {
            return false;
        }

        var any = TryReadCopy();
        Restart();
        return any;
    }

    // The name stands for another file now. What was written between the last look and the renaming has been read from the old one.
    private bool FollowRenaming()
    {
        try
        {
            using var named = RegularFile.OpenHandle(path);
            if (IsSame(named, RandomAccess.GetLength(_handle!)) && (_print.Length > 0 || RandomAccess.GetLength(named) == 0))
            {
                return false;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Between the renaming and the new file there is none.
            return false;
        }

        Text.PassAll();
        _handle!.Dispose();
        _handle = null;
        return TryOpen() && Drain(_handle!);
    }

    private bool IsSame(SafeFileHandle handle, long length)
    {
        var print = new byte[_print.Length];
        return RandomAccess.GetLength(handle) >= length && RandomAccess.Read(handle, print, 0) == print.Length && print.AsSpan().SequenceEqual(_print);
    }

    private void Restart()
    {
        Text.Restart();
        _offset = 0;
        _print = [];
        _entries.WithoutLines = false;
    }

    // copytruncate: lines that were written after the last look are in the copy only, which may be compressed already.
    private bool TryReadCopy()
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach (var sibling in Directory.EnumerateFiles(folder, Path.GetFileNameWithoutExtension(path) + "*").Where(file => Path.GetFullPath(file) != Path.GetFullPath(path)))
        {
            try
            {
                using var copy = new FileInput(sibling);
                if (copy.IsPacked ? TryReadPacked(copy, out var any) : TryReadPlain(sibling, out any))
                {
                    return any;
                }
            }
            catch (InvalidDataException)
            {
                // It is being compressed: the copy that it is made of is still there.
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                context.Warn("LogReadFailed", $"'{sibling}' could not be read: {exception.Message}", sibling);
            }
        }

        return false;
    }

    private bool TryReadPlain(string sibling, out bool any)
    {
        using var copy = RegularFile.OpenHandle(sibling);
        var same = IsSame(copy, _offset);
        any = same && Drain(copy);
        return same;
    }

    private bool TryReadPacked(FileInput copy, out bool any)
    {
        any = false;
        using var stream = copy.Open();
        var block = new byte[BlockSize];
        long position = 0;
        while (stream.Read(block) is > 0 and var read)
        {
            if (position == 0 && (read < _print.Length || !block.AsSpan().StartsWith(_print)))
            {
                return false;
            }

            var known = (int)Math.Clamp(_offset - position, 0, read);
            position += read;
            any |= known < read;
            Text.Add(block.AsSpan(known, read - known));
        }

        return position >= _offset;
    }

    private FollowedStart Look()
    {
        var start = new byte[BlockSize * 4];
        start = start[..RandomAccess.Read(_handle!, start, 0)];
        var isWrapped = ContainerText.Begins(start);
        start = isWrapped ? ContainerText.Unwrap(start.AsSpan(0, start.AsSpan().LastIndexOf((byte)'\n') + 1)) : start;
        var input = new StreamInput(path, new MemoryStream(start));
        return new FollowedStart(new EntryScanner(new LineParser(InputReading.Plan(start, input, context, options)), _entries), isWrapped);
    }

    // Where the last lines begin.
    private long TailStart(long length, int lines)
    {
        var block = new byte[BlockSize];
        var found = 0;
        for (var end = length; end > 0;)
        {
            var start = Math.Max(0, end - BlockSize);
            var read = RandomAccess.Read(_handle!, block.AsSpan(0, (int)(end - start)), start);
            for (var i = read - 1; i >= 0; i--)
            {
                if (block[i] == '\n' && start + i != length - 1 && ++found == lines)
                {
                    return start + i + 1;
                }
            }

            end = start;
        }

        return lines == 0 ? length : 0;
    }
}
