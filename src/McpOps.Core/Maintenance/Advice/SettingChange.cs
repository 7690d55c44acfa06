using McpOps.Servers;

namespace McpOps.Maintenance.Advice;

/// <summary>Changes one setting in its file, remembers it, and takes it back.</summary>
/// <param name="time">The clock.</param>
/// <param name="kept">Where it is remembered.</param>
internal sealed class SettingChange(TimeProvider time, AppliedAdvices kept)
{
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
            var file = SettingFile.Read(path);
            var made = file.With(rule.Key, to);
            if (dryRun)
            {
                return advice;
            }

            applied = kept.Add(new AppliedAdvice { Server = advice.Server, Rule = rule.Name, Path = path, Key = rule.Key, From = file.Value(rule.Key), To = to, Written = AppliedAdvice.Hash(made), At = time.GetUtcNow() }, file.Content);
            await WriteAsync(file, made, cancellationToken);
            return advice with { Outcome = StepOutcome.Changed, Backup = kept.Copy(applied), Message = $"Applied. It holds once the server is restarted: 'mcpops restart' (Restart-McpServer). {advice.Message}".TrimEnd() };
        }
        catch (Exception exception) when (exception is SettingException or IOException or UnauthorizedAccessException)
        {
            // What was kept of it before would be taken for something that was applied.
            if (applied is not null)
            {
                kept.Remove(applied);
            }

            return advice with { Outcome = StepOutcome.Failed, Message = $"It was not applied, and the file is as it was. {exception.Message}" };
        }
    }

    /// <summary>Takes back what was applied: the file as it was where nobody changed it since, else only the setting, and only where it still is what was set.</summary>
    public async Task<McpAdvice> UndoAsync(AppliedAdvice applied, bool dryRun, CancellationToken cancellationToken)
    {
        var advice = new McpAdvice { Server = applied.Server, Rule = applied.Rule, Key = applied.Key, Path = applied.Path, From = applied.To, To = applied.From, Backup = kept.Copy(applied), Outcome = StepOutcome.WouldChange, Message = applied.From is null ? "It is taken out of the file." : "" };
        try
        {
            var file = SettingFile.Read(applied.Path);
            var now = file.Value(applied.Key);
            if (now == applied.From && AppliedAdvice.Hash(file.Content) != applied.Written)
            {
                return Done(advice with { Outcome = dryRun ? StepOutcome.WouldChange : StepOutcome.Ok, From = now, Message = "It is as it was before already." });
            }

            if (now != applied.To)
            {
                return advice with { Outcome = StepOutcome.Failed, From = now, Message = "It was not undone: somebody set it to something else since. The copy from before is kept." };
            }

            var before = AppliedAdvice.Hash(file.Content) == applied.Written ? RegularFile.ReadAllBytes(kept.Copy(applied)) : file.With(applied.Key, applied.From);
            if (dryRun)
            {
                return advice;
            }

            await WriteAsync(file, before, cancellationToken);
            return Done(advice with { Outcome = StepOutcome.Changed, Message = "Undone. It holds once the server is restarted." });
        }
        catch (Exception exception) when (exception is SettingException or IOException or UnauthorizedAccessException)
        {
            return advice with { Outcome = StepOutcome.Failed, Message = $"It was not undone. {exception.Message} The copy from before is kept." };
        }

        McpAdvice Done(McpAdvice result)
        {
            if (!dryRun)
            {
                kept.Write(applied with { UndoneAt = time.GetUtcNow() });
                kept.Shorten();
            }

            return result;
        }
    }

    // Whoever wrote to it since it was read would lose that.
    private static Task WriteAsync(SettingFile file, byte[] content, CancellationToken cancellationToken) => RegularFile.ReadAllBytes(file.Path).AsSpan().SequenceEqual(file.Content)
        ? WholeFile.WriteAsync(file.Path, content, cancellationToken)
        : throw new SettingException($"'{file.Path}' was changed by somebody else just now. Ask again.");
}
