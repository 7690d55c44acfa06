using System.Runtime.CompilerServices;

namespace McpOps.Logs.Parsing;

/// <summary>An entry as it lies in its block.</summary>
internal readonly ref struct RawEntry
{
    /// <summary>Its first line, without the line end.</summary>
    public required ReadOnlySpan<byte> Head { get; init; }

    /// <summary>All its lines; the same as the first for most.</summary>
    public required ReadOnlySpan<byte> Text { get; init; }

    /// <summary>The bytes that decoded slices lie in.</summary>
    public required ReadOnlySpan<byte> Scratch { get; init; }

    /// <summary>The number of its first line, from 1 within what the scanner saw.</summary>
    public required long Line { get; init; }

    public required int Lines { get; init; }

    /// <summary>Its first byte within the block.</summary>
    public required int Start { get; init; }

    /// <summary>Its first byte within what the scanner saw, and what the scanner was told is before it.</summary>
    public required long Offset { get; init; }

    /// <summary>The part that is the message, without further lines.</summary>
    public ReadOnlySpan<byte> Of(Slice slice) => slice.Of(Text, Scratch);
}

/// <summary>Takes entries.</summary>
internal interface IEntrySink
{
    /// <summary>A block is about to be cut into entries.</summary>
    void Begin(ReadOnlySpan<byte> block);

    /// <summary>Takes an entry.</summary>
    void Add(scoped in RawEntry entry, ref LogLine line);

    /// <summary>How many entries cannot be told to lie in the time that was asked for, where another looked at that before; 0 where any has a time.</summary>
    void Told(long untold)
    {
    }
}

/// <summary>Cuts bytes into lines and lines into entries.</summary>
/// <param name="parser">Reads a line.</param>
/// <param name="sink">Takes the entries.</param>
internal sealed class EntryScanner(LineParser parser, IEntrySink sink)
{
    private const int MaxStray = 200;
    private const int MaxCalmStray = 20;
    private LogTime? _last;

    /// <summary>Lines seen; set it to how many stand before where the scanner begins.</summary>
    public long Lines { get; set; }

    /// <summary>Where the next block begins in its file.</summary>
    public long Offset { get; set; }

    /// <summary>Lines without anything on them, outside of entries.</summary>
    public long Blank { get; private set; }

    /// <summary>Reads whole entries; what cannot be judged yet is left for the next call.</summary>
    /// <param name="block">Bytes from the start of an entry.</param>
    /// <param name="final">True when nothing follows: the last entry ends here, with or without a line end.</param>
    /// <returns>How many bytes are done with.</returns>
    public int Scan(ReadOnlySpan<byte> block, bool final)
    {
        var start = ScanBlock(block, final);
        Offset += start;
        return start;
    }

    private int ScanBlock(ReadOnlySpan<byte> block, bool final)
    {
        sink.Begin(block);
        var odd = LineText.IsOdd(block);
        var start = 0;
        while (start < block.Length)
        {
            var end = LineEnd(block, start, final, out var next);
            if (end < 0)
            {
                return start;
            }

            var head = Trim(block[start..end]);
            if (head.IsEmpty)
            {
                Lines++;
                Blank++;
                start = next;
                continue;
            }

            var entryEnd = end;
            var lines = 1;
            if (!TryExtend(block, head, ref entryEnd, ref next, ref lines, final))
            {
                return start;
            }

            var text = lines == 1 ? head : Trim(block[start..entryEnd]);
            if (odd)
            {
                head = LineText.Clean(head);
                text = lines == 1 ? head : LineText.Clean(text);
            }

            parser.Parse(head, out var line);
            if (parser.IsDirective(head))
            {
                Lines += lines;
                Blank += lines;
                start = next;
                continue;
            }

            if (!line.Parsed)
            {
                parser.Parts.ParseWhole(head, text, ref line);
            }
            else if (lines > 1)
            {
                parser.Parts.ParseBelow(head, text, ref line);
            }

            if (line.HasTime)
            {
                _last = line.Time;
            }
            else if (_last is { } time && (line.Inherits || (line.Level >= LogLevel.Error && (!line.Parsed || UncaughtError.IsAlone(head)))))
            {
                // What crashes writes no time: it is that of what came before.
                line.OfferTime(time);
            }

            var entry = new RawEntry { Head = head, Text = text, Scratch = parser.Scratch, Line = Lines + 1, Lines = lines, Start = start, Offset = Offset + start };
            sink.Add(in entry, ref line);
            Lines += lines;
            start = next;
        }

        return start;
    }

    // False when the block ends before it is known whether the next line belongs to the entry.
    private bool TryExtend(ReadOnlySpan<byte> block, ReadOnlySpan<byte> head, ref int end, ref int next, ref int lines, bool final)
    {
        var (looked, beginsTrace, beginsError, inTrace, chained, isPlace) = (false, false, false, false, false, false);
        var kind = HeadKind.Unknown;
        var strays = 0;
        while (true)
        {
            if (next >= block.Length)
            {
                return final;
            }

            if (parser.BeginsEntry(block[next..]) && !(Continuation.MayGoOn(block[next..]) && Continuation.GoesOnWithin(head, block[next..])))
            {
                return true;
            }

            if (!looked)
            {
                // Most entries are one line, and never come here.
                looked = true;
                beginsTrace = Continuation.BeginsTrace(head);
                beginsError = Continuation.IsException(head);
                isPlace = UncaughtError.IsPlace(head);
                inTrace = beginsTrace || (UncaughtError.IsRust(head) && head[^1] == ':');
            }

            var lineEnd = LineEnd(block, next, final, out var after);
            if (lineEnd < 0)
            {
                return false;
            }

            var line = Trim(block[next..lineEnd]);
            if (lines == 1 && parser.HasLevelsBelow && LevelsBelow.Is(line, out _, out _) && KindOf(head, kind) is HeadKind.Calm or HeadKind.Timed)
            {
                lines++;
                end = lineEnd;
                next = after;
                continue;
            }

            // Trace behind trace without a line between: each is an entry, unless the one came of the other.
            if ((beginsTrace && !inTrace && !chained && Continuation.BeginsTrace(line)) || (beginsError && Continuation.IsException(line)))
            {
                return true;
            }

            if (lines == 1 && UncaughtError.IsEndOfRuntime(line) && Announces(head))
            {
                // The program told of its end, and the runtime tells of it again.
                lines++;
                end = lineEnd;
                next = after;
                inTrace = UncaughtError.IsRust(line) && line[^1] == ':';
                continue;
            }

            if (!line.IsEmpty && !inTrace && UncaughtError.IsAlone(line) && !(UncaughtError.IsDump(line) && UncaughtError.IsAlone(head))
                && !(Continuation.IsException(line) && (kind = KindOf(head, kind)) is HeadKind.Dated))
            {
                return true;
            }

            if (!line.IsEmpty && !inTrace && !chained && !beginsTrace && (UncaughtError.Begins(line) || UncaughtError.IsPlace(line)) && (kind = KindOf(head, kind)) is HeadKind.Calm or HeadKind.Timed)
            {
                // An entry of INFO does not tell of a crash: it is the next thing that happened.
                return true;
            }

            if (!(isPlace && Continuation.IsException(line)) && !IsContinuation(head, line, ref kind, ref inTrace, out var isStray))
            {
                // The message of an error goes on over lines that look like nothing, and that of others where each entry shows its time.
                if (!isStray || !Takes(kind = KindOf(head, kind), ++strays))
                {
                    return true;
                }
            }

            chained = Continuation.Chains(line) || (chained && line.IsEmpty);

            lines++;
            end = lineEnd;
            next = after;
        }
    }

    private HeadKind KindOf(ReadOnlySpan<byte> head, HeadKind known)
    {
        if (known is not HeadKind.Unknown)
        {
            return known;
        }

        parser.Parse(LineText.Clean(head), out var line);
        return line.Parsed switch
        {
            false => UncaughtError.IsAlone(head) ? HeadKind.Grave : Continuation.IsOpenJson(head) ? HeadKind.Open : HeadKind.Other,
            _ when parser.Parts.IsOpen(head, ref line) => HeadKind.Open,
            _ when line.Level >= LogLevel.Error => line.HasTime && head[0] != '{' ? HeadKind.Dated : HeadKind.Grave,
            _ when line.Level is LogLevel.Warning => GoesOn(head, in line) ? HeadKind.Warned : HeadKind.Other,
            _ => GoesOn(head, in line) ? HeadKind.Timed : HeadKind.Calm,
        };
    }

    // "FATAL no store", "ERROR panicked at main.rs:2:5: no store": a level that ends a program, or an error that names such an end.
    private bool Announces(ReadOnlySpan<byte> head)
    {
        parser.Parse(LineText.Clean(head), out var line);
        return line is { Parsed: true, Level: LogLevel.Critical } || (line is { Parsed: true, Level: LogLevel.Error } && UncaughtError.TellsOfEnd(head));
    }

    // What is JSON or a request is whole.
    private bool GoesOn(ReadOnlySpan<byte> head, ref readonly LogLine line) => parser.IsTimed && line is { HasTime: true, HasFacts: false } && head[0] != '{';

    private static bool Takes(HeadKind kind, int strays) => kind switch
    {
        HeadKind.Grave or HeadKind.Dated or HeadKind.Open => strays <= MaxStray,
        HeadKind.Timed or HeadKind.Warned => strays <= MaxCalmStray,
        _ => false,
    };

    private bool IsContinuation(ReadOnlySpan<byte> head, ReadOnlySpan<byte> line, ref HeadKind kind, ref bool inTrace, out bool isStray)
    {
        isStray = false;
        if (line.IsEmpty)
        {
            return true;
        }

        if ((line[0] is not ((byte)' ' or (byte)'\t') || parser.HasIndentedHeads) && !UncaughtError.IsNote(line))
        {
            parser.Parse(LineText.Clean(line), out var result);
            if (result.Parsed && !(IsOwnText(line, in result) && (kind = KindOf(head, kind)) is HeadKind.Dated) && !(result is { HasTime: false, Level: LogLevel.None } && parser.IsStrange(line)))
            {
                return false;
            }
        }

        isStray = !Continuation.Belongs(line, ref inTrace);
        return !isStray;
    }

    // "Error: socket hang up", "ERROR: duplicate key": the text of an error looks like the start of one, and shows no time.
    private bool IsOwnText(ReadOnlySpan<byte> line, ref readonly LogLine result) => result is { HasTime: false, HasFacts: false, Level: >= LogLevel.Error } && (parser.IsTimed || Continuation.IsException(line));

    private enum HeadKind
    {
        Unknown,
        Calm,
        Timed,
        Warned,
        Grave,
        Dated,
        Open,
        Other,
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int LineEnd(ReadOnlySpan<byte> block, int start, bool final, out int next)
    {
        var length = block[start..].IndexOf((byte)'\n');
        next = start + length + 1;
        if (length >= 0)
        {
            return start + length;
        }

        next = block.Length;
        return final ? block.Length : -1;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line) => line.Length > 0 && line[^1] == '\r' ? line[..^1] : line;
}
