using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace McpOps.Commands;

/// <summary>Completes words that show how a value is written; others are taken as well.</summary>
/// <param name="words">The words.</param>
public abstract class WordCompleter(params string[] words) : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = (wordToComplete ?? "").Trim('\'', '"');
        return words.Where(one => one.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(one => new CompletionResult(KnownServers.Quote(one), one, CompletionResultType.ParameterValue, one));
    }
}

/// <summary>Completes points in time.</summary>
public sealed class TimeCompleter() : WordCompleter("1h", "24h", "7d", "today", "yesterday");

/// <summary>Completes the profiles that ship with McpOps, and their parts.</summary>
public sealed class ProfileCompleter() : WordCompleter([.. McpOps.Servers.ServerCatalog.Profiles]);

/// <summary>Completes days.</summary>
public sealed class DayCompleter() : WordCompleter("today", "yesterday");

/// <summary>Completes lengths of time.</summary>
public sealed class AgeCompleter() : WordCompleter("5m", "1h", "24h", "7d", "30d");

/// <summary>Completes objectives of a capacity test.</summary>
public sealed class ObjectiveCompleter() : WordCompleter("p99 < 500ms, errors < 1%", "p95 < 200ms", "errors < 1%");

/// <summary>Completes how long backups are kept; here <c>m</c> would be months.</summary>
public sealed class RetentionAgeCompleter() : WordCompleter("7d", "30d", "12w", "6mo", "1y");

/// <summary>Completes how long something took.</summary>
public sealed class DurationCompleter() : WordCompleter("100ms", "500ms", "1s", "10s", "1m");
