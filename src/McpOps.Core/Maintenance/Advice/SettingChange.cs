using McpOps.Servers;

namespace McpOps.Maintenance.Advice;

/// <summary>Changes one setting in its file, remembers it, and takes it back.</summary>
/// <param name="time">The clock.</param>
/// <param name="kept">Where it is remembered.</param>
internal sealed class SettingChange(TimeProvider time, AppliedAdvices kept)
{
    private const string Refused = "It was not applied, and the file is as it was. ";

    // What files would hold after what a dry run told: one change builds on the other.
    private readonly Dictionary<string, byte[]> _told = new(StringComparer.Ordinal);

    /// <summary>Follows advice, or says why not.</summary>
    public async Task<McpAdvice> ApplyAsync(McpAdvice advice, McpAdviceRule rule, bool dryRun, CancellationToken cancellationToken)
    {
        if (rule.File is not { } path || advice.To is not { } to)
        {
            return advice with { Outcome = StepOutcome.Failed, Message = $"It was not applied: nobody said where {rule.Key} is set. Give the rule a \"file\" in the inventory, or set it by hand. {advice.Message}" };
        }

        AppliedAdvice? applied = null;
        try
        {
            var file = Read(path);
            var made = file.With(rule.Key, to);
            if (dryRun)
            {
                _told[path] = made;
                return advice;
            }

            applied = kept.Add(new AppliedAdvice { Server = advice.Server, Rule = rule.Name, Path = path, Key = rule.Key, From = file.Value(rule.Key), To = to, Written = AppliedAdvice.Hash(made), At = time.GetUtcNow() }, file.Content);
            await WriteAsync(file, made, cancellationToken);
            return advice with { Outcome = StepOutcome.Changed, Backup = kept.Copy(applied), Message = $"Applied. It holds once the server is restarted: 'mcpops restart' (Restart-McpServer). {advice.Message}".TrimEnd() };
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            // What was kept of it before would be taken for something that was applied.
            if (applied is not null)
            {
                kept.Remove(applied);
            }

            return advice with { Outcome = StepOutcome.Failed, Message = Refused + exception.Message };
        }
    }

    /// <summary>What advice says when nobody asked to follow it: also that it could not be followed.</summary>
    public async Task<McpAdvice> ForeseeAsync(McpAdvice advice, McpAdviceRule rule, CancellationToken cancellationToken) =>
        rule.File is not null && await ApplyAsync(advice, rule, dryRun: true, cancellationToken) is { Outcome: StepOutcome.Failed } refused
            ? advice with { Message = $"{advice.Message} To apply it would be refused: {refused.Message[Refused.Length..]}" } : advice;

    /// <summary>Takes back what was applied: the file as it was where nobody changed it since, else only the setting, and only where it still is what was set.</summary>
    public async Task<McpAdvice> UndoAsync(AppliedAdvice applied, bool dryRun, CancellationToken cancellationToken)
    {
        var advice = Of(applied) with { To = applied.From, Message = applied.From is null ? "It is taken out of the file." : "" };
        try
        {
            var file = Read(applied.Path);
            var now = file.Value(applied.Key);
            if (now == applied.From && AppliedAdvice.Hash(file.Content) != applied.Written)
            {
                return Done(advice with { Outcome = dryRun ? StepOutcome.WouldChange : StepOutcome.Ok, From = now, Message = "It is as it was before already." });
            }

            if (now != applied.To)
            {
                return advice with { Outcome = StepOutcome.Failed, From = now, Message = $"It was not undone: somebody set it to something else since. To let that stand: 'mcpops advise {applied.Server} --rule {applied.Rule} --forget' (Get-McpAdvice -Forget). The copy from before is kept." };
            }

            var before = AppliedAdvice.Hash(file.Content) == applied.Written ? RegularFile.ReadAllBytes(kept.Copy(applied)) : file.With(applied.Key, applied.From);
            if (dryRun)
            {
                _told[applied.Path] = before;
                return advice;
            }

            await WriteAsync(file, before, cancellationToken);
            return Done(advice with { Outcome = StepOutcome.Changed, Message = "Undone. It holds once the server is restarted." });
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            return advice with { Outcome = StepOutcome.Failed, Message = $"It was not undone. {Sentences.Ended(exception.Message)} The copy from before is kept." };
        }

        McpAdvice Done(McpAdvice result)
        {
            if (!dryRun)
            {
                Settle(applied);
            }

            return result;
        }
    }

    /// <summary>Lets stand what is set now: what was applied is undone no more. The file is only read.</summary>
    public McpAdvice Forget(AppliedAdvice applied, bool dryRun)
    {
        var advice = Of(applied) with { To = Now(applied), Message = dryRun ? "What is set now would stand, and be undone no more. The copy from before would be kept." : "What is set now stands, and is undone no more. The copy from before is kept." };
        try
        {
            if (!dryRun)
            {
                Settle(applied);
            }

            return dryRun ? advice : advice with { Outcome = StepOutcome.Changed };
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            return advice with { Outcome = StepOutcome.Failed, Message = $"It was not forgotten. {exception.Message}" };
        }
    }

    private static bool IsExpected(Exception exception) => exception is SettingException or IOException or UnauthorizedAccessException or McpOpsException { ErrorId: "FileHasOtherNames" };

    // Null where the file does not say it, or cannot be read: it may be gone for good.
    private static string? Now(AppliedAdvice applied)
    {
        try
        {
            return SettingFile.Read(applied.Path).Value(applied.Key);
        }
        catch (SettingException)
        {
            return null;
        }
    }

    private McpAdvice Of(AppliedAdvice applied) => new() { Server = applied.Server, Rule = applied.Rule, Key = applied.Key, Path = applied.Path, From = applied.To, Backup = kept.Copy(applied), Outcome = StepOutcome.WouldChange };

    private void Settle(AppliedAdvice applied)
    {
        kept.Write(applied with { UndoneAt = time.GetUtcNow() });
        kept.Shorten();
    }

    // What a write would refuse is told by a dry run too.
    private SettingFile Read(string path)
    {
        var file = SettingFile.Read(path);
        WholeFile.ThrowIfLinked(WholeFile.Followed(path));
        return _told.TryGetValue(path, out var content) ? file.Holding(content) : file;
    }

    // Whoever wrote to it since it was read would lose that.
    private static Task WriteAsync(SettingFile file, byte[] content, CancellationToken cancellationToken) => RegularFile.ReadAllBytes(file.Path).AsSpan().SequenceEqual(file.Content)
        ? WholeFile.WriteAsync(file.Path, content, cancellationToken)
        : throw new SettingException($"'{file.Path}' was changed by somebody else just now. Ask again.");
}
