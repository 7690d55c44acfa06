namespace McpOps.Logs.Parsing;

/// <summary>Reads what a first line alone does not say of an entry: whether it is whole, and what stands on the lines below.</summary>
/// <param name="plan">What the sample of the file showed.</param>
/// <param name="json">Reads JSON.</param>
/// <param name="message">Reads messages.</param>
internal sealed class EntryParts(FilePlan plan, JsonFormat json, MessageParser message)
{
    /// <summary>Whether lines that fit nothing belong to the entry that a head begins, because it is not whole: a time without a message, an open quotation mark.</summary>
    public bool IsOpen(ReadOnlySpan<byte> head, ref LogLine line) =>
        (line is { HasTime: true, HasFacts: false } && line.Message.Start >= 0 && line.Message.Of(head, default).Trim(" :="u8).IsEmpty) || CmTraceFormat.IsOpen(head) || (plan.Csv?.IsOpen(head) ?? false);

    /// <summary>Reads a message on the line below its header, as .NET's console writes it.</summary>
    public void ParseBelow(ReadOnlySpan<byte> head, ReadOnlySpan<byte> text, ref LogLine result)
    {
        if (plan.HasLevelsBelow && result is { HasTime: true, Level: LogLevel.None } && text.IndexOf((byte)'\n') is > 0 and var end && LevelsBelow.Is(text[(end + 1)..], out var level, out var below))
        {
            var start = end + 1 + below;
            var length = text[start..].IndexOf((byte)'\n');
            result.Level = level;
            result.Message = Slice.Between(start, length < 0 ? text.Length : start + length);
        }

        if (CmTraceFormat.IsOpen(head))
        {
            result = default;
            _ = CmTraceFormat.TryParse(text, plan.Reference, ref result);
            return;
        }

        if (head.StartsWith("# Time: "u8))
        {
            SlowQuery.Read(head, text, ref result);
            return;
        }

        var isOpen = result is { HasTime: true, Level: LogLevel.None } && IsOpen(head, ref result);
        message.ParseBelow(head, text, ref result);
        if (isOpen && result.Level is LogLevel.None && ErrorCode.Has(text[head.Length..]))
        {
            result.Level = LogLevel.Error;
        }
    }

    /// <summary>Reads an entry whose first line fits nothing by itself: JSON over several lines, or a stack trace.</summary>
    public void ParseWhole(ReadOnlySpan<byte> head, ReadOnlySpan<byte> text, ref LogLine result)
    {
        if (head.Length == text.Length)
        {
            result.Level = UncaughtError.IsAlone(head) || UncaughtError.IsBareError(head) ? LogLevel.Error : result.Level;
        }
        else if (!head.IsEmpty && head[0] == '{')
        {
            var whole = default(LogLine);
            if (json.TryParse(text, 0, plan.Reference, ref whole))
            {
                result = whole;
            }
        }
        else if (UncaughtError.Is(head, text))
        {
            result.Level = LogLevel.Error;
        }
    }
}
