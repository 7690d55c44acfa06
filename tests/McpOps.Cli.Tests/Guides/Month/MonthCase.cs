namespace McpOps.Cli.Tests.Guides.Month;

/// <summary>Something that happens in the month.</summary>
/// <param name="At">When, from the beginning of the month. What happens at a slot happens before the look.</param>
/// <param name="Act">What.</param>
internal sealed record MonthEvent(TimeSpan At, Func<PlayedMonth, Task> Act);

/// <summary>What is told of a fault: once, with its cause, to these channels and no other.</summary>
/// <param name="Server">The server.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Severity">The severity.</param>
/// <param name="Cause">What the message must say.</param>
/// <param name="Channels">Who is told.</param>
internal sealed record MonthAlert(string Server, string Rule, string Severity, string Cause, params string[] Channels);

/// <summary>What the recovery comes to.</summary>
/// <param name="Server">The server.</param>
/// <param name="Outcome">The word.</param>
/// <param name="Reason">What must be said.</param>
internal sealed record MonthRecovery(string Server, string Outcome, string Reason);
