using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using McpOps.Auditing;

namespace McpOps.Commands;

/// <summary>Completes the areas of an audit.</summary>
public sealed class AuditAreaCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        AuditRules.Areas.Where(name => name.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionResult(name));
}
