using System.Text;

namespace McpOps.Logs.Parsing;

/// <summary>What the sample of a file showed.</summary>
internal sealed record FilePlan
{
    private const int FewTimes = 3;
    private const int MaxStart = 8;

    /// <summary>The columns before a message, the most frequent kind first.</summary>
    public HeaderRecipe[] Recipes { get; init; } = [];

    /// <summary>What the user says that lines look like; then nothing is recognised.</summary>
    public PatternFormat? Pattern { get; init; }

    /// <summary>The format that the user named; null to recognise it.</summary>
    public string? Format { get; init; }

    /// <summary>The columns that the file itself names; empty for none.</summary>
    public W3cFormat[] W3c { get; init; } = [];

    /// <summary>The column of the level in lines of rich's console, which leaves out a time that is that of the line above; 0 for none.</summary>
    public int RichColumn { get; init; }

    /// <summary>The fields of a delimited file; null when it is none.</summary>
    public CsvFormat? Csv { get; init; }

    /// <summary>The blanks that each entry of the file begins with; 0 for none.</summary>
    public int Indent { get; init; }

    /// <summary>Nearly each entry of the file shows its time.</summary>
    public bool IsTimed { get; init; }

    /// <summary>How lines without a column of levels mark them.</summary>
    public LevelMark Mark { get; init; }

    /// <summary>The signs that no entry of the sample begins with, where enough of them show their times for that to say something of the file.</summary>
    public EntrySigns Strange { get; init; }

    /// <summary>The file describes itself in lines that begin with <c>#</c>.</summary>
    public bool HasDirectives => W3c.Length > 0 || Csv is { HasDirectives: true };

    /// <summary>The file holds access log lines.</summary>
    public bool HasAccess { get; init; }

    /// <summary>The level stands at the start of the line below its time, as Java's own logging writes it.</summary>
    public bool HasLevelsBelow { get; init; }

    /// <summary>Which word of a line without another level is one; -1 for none.</summary>
    public int LevelWord { get; init; } = -1;

    /// <summary>What the format is called.</summary>
    public string Name { get; init; } = "unknown";

    /// <summary>How times that leave something open are read.</summary>
    public TimeHints Reference { get; init; } = TimeHints.None;

    public static FilePlan Learn(IReadOnlyList<TextLine> sample, TimeHints reference)
    {
        var other = sample.Where(line => !IsAccess(line.Span, reference)).ToList();
        var plan = new FilePlan { HasAccess = other.Count < sample.Count, Recipes = [.. HeaderLearner.Learn(other, reference)], HasLevelsBelow = LevelsBelow.Has(sample, reference), RichColumn = RichFormat.Column(sample, reference), Indent = IndentedHeads.Find(sample, reference), Csv = CsvColumns.Find(sample, reference), Reference = reference };
        return Judged(plan, sample);
    }

    // How the entries of the sample come out when they are read by the plan.
    private static FilePlan Judged(FilePlan plan, IReadOnlyList<TextLine> sample)
    {
        var parser = new LineParser(plan);
        int timed = 0, untimed = 0, others = 0;
        var (grave, inOthers) = (false, false);
        var unlevelled = new List<TextLine>();
        var messages = new List<string>();
        var signs = EntrySigns.None;
        foreach (var line in sample.Where(line => line.Length > 0 && line.Span[0] is not ((byte)' ' or (byte)'\t')))
        {
            parser.Parse(line.Span, out var result);
            var sign = EntrySign.Of(line.Span[0]);
            signs |= result.Parsed && (result.HasTime || result.Level is not LogLevel.None) ? sign : EntrySigns.None;
            if (sign is EntrySigns.Brace || (sign is not EntrySigns.None && !result.Parsed))
            {
                // An object, a list or a document that an entry shows.
                continue;
            }

            if (result.HasTime)
            {
                timed++;
                if (result is { Level: LogLevel.None, HasFacts: false, Message.Start: >= 0 })
                {
                    unlevelled.Add(line);
                    messages.Add(Encoding.UTF8.GetString(line.Span.Slice(result.Message.Start, Math.Min(result.Message.Length, MaxStart))));
                }

                (grave, inOthers) = (result.Level >= LogLevel.Error, false);
            }
            else if (result.Parsed && !(grave && result.Level >= LogLevel.Error))
            {
                untimed++;
                grave = false;
            }
            else if (!grave)
            {
                // What stands below an error with its time is likely its own text, and says nothing of how entries begin. Lines that follow each other are of one text.
                others += inOthers ? 0 : 1;
                inOthers = true;
            }
        }

        return plan with
        {
            IsTimed = timed >= FewTimes && untimed * 20 <= timed && others * 3 <= timed,
            Mark = LevelMarks.AreSmallLetters(messages) ? LevelMark.SmallLetter : LevelMarks.Find(unlevelled),
            LevelWord = LevelPlace.Find(unlevelled),
            Strange = timed >= FewTimes ? EntrySigns.All & ~signs : EntrySigns.None,
        };
    }

    private static bool IsAccess(ReadOnlySpan<byte> line, TimeHints reference)
    {
        var result = default(LogLine);
        return AccessFormat.TryParse(line, reference, ref result);
    }
}
