namespace McpOps.Maintenance;

/// <summary>What is said of a record that stands for something which was to be done and was not: once, under a stable id, with what to do. Nothing of any other record.</summary>
/// <remarks>Who reads only errors (the mail of cron, the log of a unit, <c>$Error</c>) reads no records.</remarks>
public static class MaintenanceFault
{
    // A hundred thousand files that may not be removed are one fault, and drown every other.
    private const int Most = 100;

    /// <summary>A step of a plan that failed.</summary>
    public static McpOpsException? OfPlan(McpMaintenanceStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var named = step.Server is { } one ? $" {one}" : "";
        return step.Outcome is not StepOutcome.Failed ? null : new McpOpsException("StepFailed", McpErrorCategory.InvalidOperation,
            $"{(step.Server is { } server ? $"{server}: " : "")}The step '{step.Step}' of the plan '{step.Plan}' failed. {Sentence(step.Message)} When that is mended, make up for it with 'mcpops maintain {step.Plan}{named} --step {step.Step}' (Invoke-McpMaintenance {step.Plan}{named} -Step {step.Step}).", step.Server ?? step.Step);
    }

    /// <summary>A step of a restart that failed.</summary>
    public static McpOpsException? OfRestart(McpMaintenanceStep step)
    {
        ArgumentNullException.ThrowIfNull(step);

        // What was not even begun says itself what is to be mended.
        return step.Outcome is not StepOutcome.Failed ? null : new McpOpsException("RestartFailed", McpErrorCategory.InvalidOperation,
            $"{step.Server}: {step.Step}: {Sentence(step.Message)}{(step.Step is "diagnose" ? "" : $" What ails it says 'mcpops diagnose {step.Server}' (Get-McpDiagnosis {step.Server}).")}", step.Server);
    }

    /// <summary>A log that was due, and was not rotated.</summary>
    public static McpOpsException? Of(McpRotatedLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        return log.Outcome is not (RotateOutcome.Failed or RotateOutcome.Left) ? null : new McpOpsException("LogNotRotated", McpErrorCategory.InvalidOperation,
            $"{log.Server}: '{log.Path}' was not rotated. {Sentence(log.Reason)} When that is mended, rotate it with 'mcpops rotate {log.Server}' (Invoke-McpLogRotation {log.Server}).", log.Path);
    }

    /// <summary>What a rule was to remove, and did not.</summary>
    public static McpOpsException? Of(McpCleanedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Outcome is not (CleanOutcome.Failed or CleanOutcome.Refused) ? null : new McpOpsException("FileNotRemoved", McpErrorCategory.InvalidOperation,
            $"{file.Server}: '{file.Path}' was not removed by the rule '{file.Rule}'. {Sentence(file.Reason)}{(file.Outcome is CleanOutcome.Failed ? $" When that is mended, remove it with 'mcpops clean {file.Server} --rule {file.Rule}' (Clear-McpFile {file.Server} -Rule {file.Rule})." : "")}", file.Path);
    }

    /// <summary>Work on a database that failed.</summary>
    public static McpOpsException? Of(McpDatabaseWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return work.Outcome is not StepOutcome.Failed ? null : new McpOpsException("DatabaseWorkFailed", McpErrorCategory.InvalidOperation,
            $"{work.Server}: {work.Action} of '{work.Target}' in the database '{work.Database}' failed. {Sentence(work.Message)} How the database is says 'mcpops database report {work.Server}' (Get-McpDatabaseReport {work.Server}).", work.Server);
    }

    /// <summary>A setting that was to be changed, and was not.</summary>
    public static McpOpsException? Of(McpAdvice advice)
    {
        ArgumentNullException.ThrowIfNull(advice);
        return advice.Outcome is not StepOutcome.Failed ? null : new McpOpsException("SettingNotChanged", McpErrorCategory.InvalidOperation,
            $"{advice.Server}: {advice.Rule}: '{advice.Key}'{(advice.Path.Length > 0 ? $" in '{advice.Path}'" : "")} was not changed. {Sentence(advice.Message)}", advice.Server);
    }

    /// <summary>An entry of a scheduler that was to be written or taken away, and was not.</summary>
    public static McpOpsException? Of(McpSchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return schedule.Outcome is not StepOutcome.Failed ? null : new McpOpsException("ScheduleFailed", McpErrorCategory.InvalidOperation,
            $"The entry '{schedule.Name}' of {schedule.Kind} stays {schedule.State}. {Sentence(schedule.Message)}", schedule.Name);
    }

    /// <summary>The faults as they are said: the first hundred each, and how many more there are.</summary>
    /// <param name="faults">All of one run.</param>
    public static IEnumerable<McpOpsException> Said(IReadOnlyList<McpOpsException> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        return faults.Count <= Most ? faults : faults.Take(Most).Append(new McpOpsException(faults[Most].ErrorId, faults[Most].Category, $"And {faults.Count - Most} more: each is a record of the output."));
    }

    private static string Sentence(string text) => text.Length == 0 ? "Nothing says why." : Sentences.Ended(text);
}
