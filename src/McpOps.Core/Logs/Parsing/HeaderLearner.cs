using System.Text;

namespace McpOps.Logs.Parsing;

/// <summary>Learns from a sample which columns stand before the message, with nothing told about the format.</summary>
/// <remarks>
/// Lines are grouped by where their first time stands; within a group a column is what nearly all lines have at the same place.
/// A name, number or bracket without a level or time behind it is only taken for a column when many lines agree.
/// </remarks>
internal static class HeaderLearner
{
    private const int MaxColumns = 14;
    private const int MaxWords = 10;
    private const int MaxRecipes = 6;
    private const int ManyLines = 8;
    private const int FewColumns = 4;
    private const double NearlyAll = 0.95;
    private const int UntimedWords = 5;
    private const string LevelAt = "level";

    /// <summary>The recipes, the most frequent first; empty when no line shows a header.</summary>
    public static IReadOnlyList<HeaderRecipe> Learn(IReadOnlyList<TextLine> sample, TimeHints reference) =>
    [
        .. sample
            .Where(line => line.Length > 0 && line.Span[0] is not ((byte)' ' or (byte)'\t' or (byte)'{'))
            .GroupBy(line => Signature(line.Span, reference))
            .Where(group => group.Key.Length > 0 && (!(group.Key.StartsWith(LevelAt, StringComparison.Ordinal) && group.Key.Length > LevelAt.Length) || group.Count() * 2 >= sample.Count(line => line.Length > 0)))
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Take(MaxRecipes)
            .Select(group => LearnGroup([.. group], reference))
            .Where(recipe => recipe.Parts.Count > 0),
    ];

    // Where the first time stands and how it is written; empty when there is none among the first words.
    private static string Signature(ReadOnlySpan<byte> line, TimeHints reference)
    {
        var position = 0;
        for (var word = 0; word < MaxWords && position < line.Length && !HeaderParts.IsData(line, position); word++)
        {
            if (Reads(HeaderPart.Time, line, position, reference, out var result, out _) && result.HasTime)
            {
                return $"{word}{(line[position] is (byte)'[' or (byte)'(' ? "[" : "")}{Shape(line[position..])}";
            }

            if (word == 0 && Reads(HeaderPart.Klog, line, 0, reference, out _, out _))
            {
                return "klog";
            }

            position = HeaderParts.SkipSeparators(line, HeaderParts.WordEnd(line, position));
        }

        return GenericHeader.IsPlainLevel(line, 0) ? LevelAt : Untimed(line);
    }

    // "npm error", "kern  :err   : ", "app: [WARN] ": the place of the first level, where no time stands.
    private static string Untimed(ReadOnlySpan<byte> line)
    {
        var position = 0;
        var isNumbered = line[..HeaderParts.WordEnd(line, 0)] is { IsEmpty: false } first && !first.ContainsAnyExceptInRange((byte)'0', (byte)'9');
        for (var word = 0; word < UntimedWords && position < line.Length; word++)
        {
            var end = HeaderParts.WordEnd(line, position);
            if (LevelToken.Of(line[position..end]) is not LogLevel.None)
            {
                // npm numbers the lines of its own log: "8 error code E404".
                return isNumbered && word == 1 ? LevelAt + "#" : LevelToken.IsMarked(line[position..end]) ? $"{LevelAt}{word}" : word == 1 ? $"{LevelAt}1{Encoding.UTF8.GetString(line[..Math.Min(position, 20)])}" : "";
            }

            position = HeaderParts.SkipSeparators(line, end);
        }

        return "";
    }

    private static string Shape(ReadOnlySpan<byte> time)
    {
        Span<char> shape = stackalloc char[8];
        var length = 0;
        foreach (var value in time[..Math.Min(12, time.Length)])
        {
            var kind = char.IsAsciiDigit((char)value) ? '0' : char.IsAsciiLetter((char)value) ? 'a' : (char)value;
            if (kind == '0' && length > 0 && shape[length - 1] == '0')
            {
                continue;
            }

            if (length == shape.Length)
            {
                break;
            }

            shape[length++] = kind == ' ' ? '_' : kind;
        }

        // Days and hours of one or two digits, padded or not, are one shape; so only the first three signs count.
        return new string(shape[..Math.Min(3, length)]);
    }

    private static HeaderRecipe LearnGroup(TextLine[] lines, TimeHints reference)
    {
        var parts = new List<HeaderPart>();
        var states = lines.Select(line => new State(line)).ToArray();
        while (parts.Count < MaxColumns && Next(states, reference, parts) is { } part)
        {
            parts.Add(part);
            states = [.. states.Where(state => state.Advance(part, reference))];
        }

        // With few lines the columns up to the time are enough: each line shows by itself what follows, and a time far within is part of a message.
        var few = lines.Length < ManyLines;
        var first = parts.FindIndex(part => part is HeaderPart.Time or HeaderPart.Level or HeaderPart.LevelColumn or HeaderPart.Klog);
        var taken = first >= 0 && (!few || first < FewColumns || parts.Contains(HeaderPart.LevelColumn));
        return new HeaderRecipe(taken ? parts : []) { IsOpen = few };
    }

    private static HeaderPart? Next(State[] states, TimeHints reference, List<HeaderPart> before)
    {
        var timed = before.Exists(part => part is HeaderPart.Time or HeaderPart.Klog);
        var levelled = before.Exists(part => part is HeaderPart.Level or HeaderPart.LevelColumn or HeaderPart.Letter or HeaderPart.AuditLetter or HeaderPart.Klog);
        var many = states.Length >= ManyLines;
        if (Share(states, state => state.Reads(HeaderPart.Time, reference)) >= NearlyAll)
        {
            return HeaderPart.Time;
        }

        if (!timed && Share(states, state => state.Reads(HeaderPart.Klog, reference)) >= NearlyAll)
        {
            return HeaderPart.Klog;
        }

        if (!levelled && Share(states, state => many ? state.Reads(HeaderPart.Level, reference) : GenericHeader.IsPlainLevel(state.Line, state.Position)) >= NearlyAll)
        {
            return HeaderPart.Level;
        }

        if (!levelled && many && timed && AuditLetters.Are([.. states.Select(state => LevelWords.At(state.Line, state.Position))]))
        {
            return HeaderPart.AuditLetter;
        }

        if (!levelled && many && timed && Share(states, state => state.Reads(HeaderPart.Letter, reference)) >= NearlyAll)
        {
            return HeaderPart.Letter;
        }

        if (!levelled && (many ? LevelWords.Are(states.Select(state => LevelWords.At(state.Line, state.Position)), timed) : FewLevels.Are([.. states.Select(state => state.Mark(state.Position))])))
        {
            return HeaderPart.LevelColumn;
        }

        if (Ahead(states, reference, timed, levelled, many))
        {
            return Column(states, reference);
        }

        if (!timed && !levelled)
        {
            return null;
        }

        return many ? Trailing(states, reference, before) : null;
    }

    // A time or level stands further to the right at the same word in nearly all lines: what is before it is a column.
    private static bool Ahead(State[] states, TimeHints reference, bool timed, bool levelled, bool many)
    {
        var times = new int[MaxWords];
        var levels = new int[MaxWords];
        var words = new List<(string Word, bool InSentence)>[MaxWords];
        for (var word = 0; word < MaxWords; word++)
        {
            words[word] = [];
        }

        foreach (var state in states)
        {
            var position = state.Position;
            for (var word = 0; word < MaxWords && position < state.Line.Length && !HeaderParts.IsData(state.Line, position); word++)
            {
                times[word] += Reads(HeaderPart.Time, state.Line, position, reference, out var result, out _) && (result.HasTime || word < 6) ? 1 : 0;
                var isOpen = !levelled && word > 0 && !TrailingLevel.EndsSentence(state.Line, position);
                if (isOpen)
                {
                    words[word].Add(state.Mark(position));
                }

                levels[word] += !isOpen ? 0 : Level(state.Line, position, many && word < 8, reference);
                position = HeaderParts.SkipSeparators(state.Line, HeaderParts.WordEnd(state.Line, position));
            }
        }

        var enough = NearlyAll * states.Length;
        return times.Skip(1).Any(count => count >= enough && (many || !timed)) || levels.Skip(1).Any(count => count >= enough)
            || (!levelled && words.Skip(1).Any(column => column.Count >= enough && (many ? LevelWords.Are(column.Select(item => item.Word), timed) || AuditLetters.Are([.. column.Select(item => item.Word)]) : FewLevels.Are(column))));
    }

    private static int Level(ReadOnlySpan<byte> line, int position, bool many, TimeHints reference)
    {
        if (many)
        {
            return Reads(HeaderPart.Level, line, position, reference, out _, out _) || Reads(HeaderPart.Letter, line, position, reference, out _, out _) ? 1 : 0;
        }

        return 0;
    }

    private static HeaderPart Column(State[] states, TimeHints reference) =>
        Share(states, state => state.Reads(HeaderPart.Number, reference)) >= NearlyAll ? HeaderPart.Number
        : Share(states, state => state.Reads(HeaderPart.Bracket, reference)) >= NearlyAll ? HeaderPart.Bracket
        : HeaderPart.Word;

    // Behind the last time and level only what nearly all of many lines share is a column.
    private static HeaderPart? Trailing(State[] states, TimeHints reference, List<HeaderPart> before)
    {
        foreach (var part in (HeaderPart[])[HeaderPart.Number, HeaderPart.Bracket, HeaderPart.Piped])
        {
            if (Share(states, state => state.Reads(part, reference)) >= NearlyAll && (part != HeaderPart.Piped || Share(states, state => state.HasNarrowPipe()) >= NearlyAll))
            {
                return part;
            }
        }

        if (before.Contains(HeaderPart.Tag) || before.Contains(HeaderPart.Name) || before.Contains(HeaderPart.Dashed))
        {
            return null;
        }

        // A host stands between time and tag.
        if (before[^1] is HeaderPart.Time && Share(states, state => state.ReadsAfterWord(HeaderPart.Tag, reference)) >= 0.7
            && Share(states, state => state.BeginsWithTag()) < 0.5)
        {
            return HeaderPart.Word;
        }

        if (Share(states, state => state.Reads(HeaderPart.Tag, reference)) >= 0.8)
        {
            return HeaderPart.Tag;
        }

        if (Share(states, state => state.Reads(HeaderPart.Dashed, reference)) >= NearlyAll)
        {
            return HeaderPart.Dashed;
        }

        return Share(states, state => state.HasPaddedName()) >= NearlyAll || Share(states, state => state.HasDottedName()) >= NearlyAll ? HeaderPart.Name : null;
    }

    private static double Share(State[] states, Func<State, bool> holds) => states.Length == 0 ? 0 : (double)states.Count(holds) / states.Length;

    private static bool Reads(HeaderPart part, ReadOnlySpan<byte> line, int position, TimeHints reference, out LogLine result, out int end)
    {
        result = default;
        end = position;
        return position < line.Length && HeaderParts.TryRead(part, line, ref end, ref result, reference);
    }

    /// <summary>How far one line of the sample is read.</summary>
    private sealed class State(TextLine line)
    {
        private LogLine _result;

        public ReadOnlySpan<byte> Line => line.Span;

        public int Position { get; private set; }

        public bool Advance(HeaderPart part, TimeHints reference)
        {
            var position = Position;
            var read = HeaderParts.TryRead(part, Line, ref position, ref _result, reference);
            Position = position;
            return read;
        }

        public bool Reads(HeaderPart part, TimeHints reference) => HeaderLearner.Reads(part, Line, Position, reference, out _, out _);

        public bool ReadsAfterWord(HeaderPart part, TimeHints reference) =>
            HeaderLearner.Reads(part, Line, HeaderParts.SkipSeparators(Line, HeaderParts.WordEnd(Line, Position)), reference, out _, out _);

        /// <summary>The word at a position, and whether what follows goes on like a sentence.</summary>
        public (string Word, bool InSentence) Mark(int position)
        {
            var end = HeaderParts.WordEnd(Line, position);
            var next = end + 1 < Line.Length && Line[end] == ' ' ? Line[(end + 1)..HeaderParts.WordEnd(Line, end + 1)] : default;
            return (LevelWords.At(Line, position), !next.IsEmpty && !next.ContainsAnyExceptInRange((byte)'a', (byte)'z'));
        }

        public bool BeginsWithTag() => GenericHeader.IsTagWord(Line[Position..HeaderParts.WordEnd(Line, Position)]);

        public bool HasNarrowPipe()
        {
            var pipe = Line[Position..].IndexOf((byte)'|');
            return pipe is > 0 and < 40 && !Line.Slice(Position, pipe).Contains((byte)'=');
        }

        // "CBS    Loaded": a name padded to a column.
        public bool HasPaddedName()
        {
            var end = HeaderParts.WordEnd(Line, Position);
            return end > Position && (Line[end..].StartsWith("  "u8) || Line[end..].StartsWith("\t"u8));
        }

        public bool HasDottedName()
        {
            var word = Line[Position..HeaderParts.WordEnd(Line, Position)];
            return word.Length > 0 && word.Contains((byte)'.') && word[^1] != '.' && char.IsAsciiLetter((char)word[0]) && !word.ContainsAny((byte)'/', (byte)':', (byte)'(');
        }
    }
}
