using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpOps;

/// <summary>What every engine is handed beside its options: the clock, and where it may speak while it works.</summary>
public sealed record EngineContext
{
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What this machine is called in records: its name, or what <c>MCPOPS_HOST</c> says, for a container has a name that says nothing.</summary>
    public string Host { get; init; } = Environment.GetEnvironmentVariable("MCPOPS_HOST") is { Length: > 0 } named ? named : Environment.MachineName;

    /// <summary>For details that only a person who looks for a fault wants.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>How far the work is. Called from any thread.</summary>
    public IProgress<McpProgress>? Progress { get; init; }

    /// <summary>Conditions that do not end the work: a malformed file among many, a skipped path. Called from any thread.</summary>
    public IProgress<McpNotice>? Notices { get; init; }

    /// <summary>Puts a message into the words of the front door that was used; see <see cref="Wording"/>.</summary>
    public Func<string, string> Words { get; init; } = message => message;

    /// <summary>Reports a condition that does not end the work.</summary>
    /// <param name="id">Stable id in PascalCase.</param>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="target">The file or server that it is about.</param>
    public void Warn(string id, string message, string? target = null) =>
        Notices?.Report(new McpNotice { Id = id, Message = message, Target = target });
}

/// <summary>How far an engine is.</summary>
/// <param name="Activity">What is being done, such as <c>Probing servers</c>.</param>
/// <param name="Status">The thing at hand, such as a server's name.</param>
/// <param name="Done">How many are done.</param>
/// <param name="Total">How many there are; null when that is not known.</param>
public sealed record McpProgress(string Activity, string Status, long Done, long? Total);

/// <summary>A condition that does not end the work.</summary>
public sealed record McpNotice
{
    /// <summary>Stable id in PascalCase.</summary>
    public required string Id { get; init; }

    /// <summary>What happened, and what to do.</summary>
    public required string Message { get; init; }

    /// <summary>The file or server that it is about.</summary>
    public string? Target { get; init; }
}
