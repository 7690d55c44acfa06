using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace McpOps.Commands;

/// <summary>Completes the names of checks.</summary>
public sealed class CheckNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        HealthChecks.Names.Where(name => name.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionResult(name));
}
