using System.Text;
using McpOps.Logs.Parsing;
using Microsoft.Extensions.Logging;

namespace McpOps.Logs.Sources;

/// <summary>What reading any input needs: its bytes as UTF-8, what its sample shows, and words for what goes wrong.</summary>
internal static class InputReading
{
    private const int SampleLines = 4000;

    // Headers show in fewer lines than formats that are mixed in.
    private const int HeaderLines = 400;
    private const int SampleBytes = 1 << 18;
    private const int DayProbes = 32;
    private const int DayProbeBytes = 4096;

    /// <summary>Opens an input as UTF-8; null, with a warning, when it holds no text.</summary>
    public static Stream? Open(EngineContext context, LogInput input)
    {
        var stream = new PeekStream(input.Open());
        var start = stream.Peek(8192);
        var encoding = TextKind.Detect(start);
        if (encoding is TextKind.Binary)
        {
            stream.Dispose();
            context.Warn("LogNotText", $"'{input.Name}' is not text and was left out. {TextKind.Advice(start)}", input.Name);
            return null;
        }

        if (input is not (DockerInput or ProgramInput { HasTimes: true }) && encoding is TextKind.Utf8 && ContainerText.Begins(start))
        {
            return new ContainerText(stream);
        }

        var text = new PeekStream(encoding switch
        {
            TextKind.Returns => new ReturnsStream(stream),
            TextKind.Utf16Little => new Utf8Stream(stream, Encoding.Unicode),
            TextKind.Utf16Big => new Utf8Stream(stream, Encoding.BigEndianUnicode),
            _ => stream,
        });
        start = text.Peek(8192);
        return OtlpText.Begins(start) ? new OtlpText(text) : JournalText.Begins(start) ? new JournalText(text) : EventText.Begins(start) ? new EventText(text) : ArrayText.Begins(start) ? new ArrayText(text) : TimedLinesText.Begins(start) ? new TimedLinesText(text) : text;
    }

    /// <summary>Whether lines of a file that begins so are rewritten before they are read.</summary>
    public static bool IsRewritten(ReadOnlySpan<byte> start) => ContainerText.Begins(start) || OtlpText.Begins(start) || JournalText.Begins(start) || EventText.Begins(start) || ArrayText.Begins(start) || TimedLinesText.Begins(start);

    /// <summary>Learns the formats of an input from its first bytes.</summary>
    public static FilePlan Plan(ReadOnlyMemory<byte> start, LogInput input, EngineContext context, LogOptions options) => Plan(Sample(start), input, context, options);

    public static FilePlan Plan(IReadOnlyList<TextLine> sample, LogInput input, EngineContext context, LogOptions options)
    {
        var plan = Choose(sample, input, context, options);
        if (context.Logger.IsEnabled(Microsoft.Extensions.Logging.LogLevel.Information))
        {
            context.Logger.LogInformation("{Input}: read as {Format}", input.Name, Describe(plan, sample));
        }

        return plan;
    }

    private static string Describe(FilePlan plan, IReadOnlyList<TextLine> sample) => plan switch
    {
        { Pattern: not null } => "the pattern says",
        { Format: { } format } => $"{format}, as was asked for",
        { W3c: not null } => "W3C extended, columns named by the file",
        { HasAccess: true, Recipes: [] } => "an access log",
        { HasAccess: true } => $"an access log mixed with {plan.Recipes.Length} kinds of headers",
        _ when sample.Any(line => line.Span.StartsWith("{"u8)) => $"JSON lines and {plan.Recipes.Length} kinds of headers",
        _ => $"text with {plan.Recipes.Length} kinds of headers",
    };

    private static FilePlan Choose(IReadOnlyList<TextLine> sample, LogInput input, EngineContext context, LogOptions options)
    {
        // A time without a year is not later than a day after the last write.
        var last = (input.LastWrite ?? context.Time.GetUtcNow()).ToOffset(options.TimeZone.GetUtcOffset(context.Time.GetUtcNow()));
        var latest = last.DateTime.AddDays(1).Ticks;
        var order = DayOrders.Find(Whole(sample, input), latest, out var undecided);
        var reference = new TimeHints(latest, order);
        if (undecided)
        {
            context.Warn("LogDayOrder", $"'{input.Name}' has dates that may be read with the month or the day first, and nothing in it decides: the month was taken to be first.", input.Name);
        }

        if (options.Pattern is { } pattern)
        {
            return new FilePlan { Pattern = new PatternFormat(pattern), Reference = reference, Name = "pattern" };
        }

        var format = Format(options);
        var plan = format is null && W3cFormat.Find(sample) is { Length: > 0 } columns ? new FilePlan { W3c = columns, Reference = reference } : FilePlan.Learn(Thin(sample), reference) with { Format = format };
        return plan with { Name = FormatNames.Of(plan, Thin(sample)) };
    }

    // Lines of the whole file: the day that is more than twelve may stand far behind the sample.
    private static IReadOnlyList<TextLine> Whole(IReadOnlyList<TextLine> sample, LogInput input)
    {
        if (input is not FileInput { IsPacked: false } file || file.Length <= SampleBytes)
        {
            return sample;
        }

        var lines = new List<TextLine>(sample);
        for (var part = 1; part <= DayProbes; part++)
        {
            var block = new byte[DayProbeBytes];
            var read = file.Read((file.Length - DayProbeBytes) / DayProbes * part, block);
            lines.AddRange(Sample(block.AsMemory(0, read)).Skip(1));
        }

        return lines;
    }

    private static string? Format(LogOptions options) => options.Format?.ToLowerInvariant() switch
    {
        null or LogFormats.Auto => null,
        var name when LogFormats.Names.Contains(name, StringComparer.Ordinal) => name,
        _ => throw new McpOpsException("InvalidFormat", McpErrorCategory.InvalidArgument, $"'{options.Format}' is not a format. There are: {string.Join(", ", LogFormats.Names)}.", options.Format),
    };

    private static IReadOnlyList<TextLine> Thin(IReadOnlyList<TextLine> sample)
    {
        var step = Math.Max(1, sample.Count / HeaderLines);
        return step == 1 ? sample : [.. sample.Where((_, index) => index % step == 0)];
    }

    /// <summary>The first lines of a block.</summary>
    public static List<TextLine> Sample(ReadOnlyMemory<byte> block)
    {
        var lines = new List<TextLine>();
        block = block[..Math.Min(block.Length, SampleBytes)];
        while (block.Length > 0 && lines.Count < SampleLines)
        {
            var end = block.Span.IndexOf((byte)'\n');
            var line = end < 0 ? block : block[..end];
            block = end < 0 ? default : block[(end + 1)..];
            line = line.Span.EndsWith("\r"u8) ? line[..^1] : line;
            lines.Add(new TextLine(LineText.IsOdd(line.Span) ? LineText.Clean(line.Span).ToArray() : line));
        }

        return lines;
    }

    /// <summary>Runs the reading of one input: what goes wrong with it is a warning, and the others go on.</summary>
    public static void Guard(EngineContext context, LogInput input, Action read)
    {
        try
        {
            read();
        }
        catch (InvalidDataException exception)
        {
            context.Warn("LogTruncatedGzip", $"'{input.Name}' is compressed and broken: what came before the break was read ({exception.Message})", input.Name);
        }
        catch (UnpackerMissingException exception)
        {
            context.Warn("LogUnpackerMissing", $"'{input.Name}' was left out. {exception.Message}", input.Name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            context.Warn("LogReadFailed", $"'{input.Name}' could not be read to its end: {exception.Message}", input.Name);
        }
    }

    /// <summary>Says that a stretch of time was asked for of a log that tells no times: that it is empty there must not pass for quiet.</summary>
    public static void WarnUntold(EngineContext context, string name, long untold, LogOptions options)
    {
        if (untold > 0)
        {
            context.Warn("LogNoTimes", $"'{name}': its {untold:N0} entries have no times, so they cannot be told to lie in the time that was asked for, and {(options.Since is null ? "all were taken" : "none was taken")}. "
                + "Have it log date and time, or leave the time out.", name);
        }
    }

    public static void WarnDropped(EngineContext context, string name, long bytes)
    {
        if (bytes > 0)
        {
            context.Warn("LogLineTooLong", $"'{name}' has lines of more than {BlockReader.MaxEntry >> 20} MiB: {bytes:N0} bytes at their ends were left out.", name);
        }
    }
}
