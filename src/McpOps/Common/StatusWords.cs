using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using McpOps.Auditing;
using McpOps.Backups;
using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Completes the value in <c>… | Where-Object Status -eq</c> behind a cmdlet of this module: the words that the records may have there.</summary>
public static class StatusWords
{
    private static readonly Dictionary<(Type Record, string Property), Type> Words = new()
    {
        [(typeof(McpHealth), nameof(McpHealth.Status))] = typeof(HealthStatus),
        [(typeof(McpHealth), nameof(McpHealth.Verdict))] = typeof(McpVerdict),
        [(typeof(McpBackup), nameof(McpBackup.Status))] = typeof(BackupStatus),
        [(typeof(McpBackupVerification), nameof(McpBackupVerification.Status))] = typeof(VerificationStatus),
        [(typeof(McpRestore), nameof(McpRestore.Status))] = typeof(RestoreStatus),
        [(typeof(McpInventoryTest), nameof(McpInventoryTest.Status))] = typeof(InventoryStatus),
        [(typeof(McpAlert), nameof(McpAlert.State))] = typeof(AlertState),
        [(typeof(McpAlert), nameof(McpAlert.Severity))] = typeof(AlertSeverity),
        [(typeof(McpFinding), nameof(McpFinding.State))] = typeof(FindingState),
        [(typeof(McpFinding), nameof(McpFinding.Severity))] = typeof(AuditSeverity),
    };

    /// <summary>The words that fit.</summary>
    /// <param name="word">What is typed so far.</param>
    /// <param name="command">The <c>Where-Object</c>.</param>
    /// <param name="bound">Its parameters so far.</param>
    public static IEnumerable<CompletionResult> Complete(string word, CommandAst command, IDictionary bound)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(bound);
        var begin = (word ?? "").Trim('\'', '"');
        return bound["Property"]?.ToString() is { } property && command.Parent is PipelineAst pipeline
            ? Sources(pipeline, command).SelectMany(type => Words.Where(one => one.Key.Record == type && one.Key.Property.Equals(property, StringComparison.OrdinalIgnoreCase)))
                .SelectMany(one => one.Value.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!))
                .Where(one => one.StartsWith(begin, StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.Ordinal)
                .Select(one => new CompletionResult(one, one, CompletionResultType.ParameterValue, one))
            : [];
    }

    // What writes the records: the nearest cmdlet of ours before it.
    private static IEnumerable<Type> Sources(PipelineAst pipeline, CommandAst command)
    {
        var names = pipeline.PipelineElements.TakeWhile(element => element != command).OfType<CommandAst>().Reverse().Select(element => element.GetCommandName());
        return names.Select(name => typeof(StatusWords).Assembly.GetTypes().FirstOrDefault(type => type.GetCustomAttribute<CmdletAttribute>() is { } cmdlet && $"{cmdlet.VerbName}-{cmdlet.NounName}".Equals(name, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(type => type is not null)?.GetCustomAttributes<OutputTypeAttribute>().SelectMany(output => output.Type).Select(output => output.Type) ?? [];
    }
}
