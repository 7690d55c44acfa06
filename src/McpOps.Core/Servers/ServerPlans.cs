using System.Text.Json.Nodes;

namespace McpOps.Servers;

/// <summary>Duties that belong together, such as those of a day.</summary>
/// <param name="Name">Its name, such as <c>daily</c>.</param>
public sealed record McpPlan(string Name)
{
    /// <summary>The days that a plan may be for; numbers from 1 to 28 are days of the month.</summary>
    internal static readonly string[] Days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    /// <summary>When it is due, as hours and minutes of this machine's time, such as <c>02:00</c>; null when it is run by hand only.</summary>
    public string? At { get; init; }

    /// <summary>On which day: one of the week, such as <c>sunday</c>, or of the month, <c>1</c> to <c>28</c>; every day when null.</summary>
    public string? On { get; init; }

    /// <summary>Its steps, in the order in which they are written.</summary>
    public IReadOnlyList<McpPlanStep> Steps { get; init => field = Readable.List(value); } = Readable.List<McpPlanStep>([]);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}{(At is { } at ? $" ({(On is { } day ? day + " " : "")}{at})" : "")}: {string.Join(", ", Steps.Select(step => step.Id))}";
}

/// <summary>One duty of a plan.</summary>
/// <param name="Id">Its name, unique within the plan.</param>
/// <param name="Use">What is done, such as <c>backup</c> or <c>files.clean</c>.</param>
public sealed record McpPlanStep(string Id, string Use)
{
    /// <summary>What it is done with. May hold a secret, so only the core reads it.</summary>
    internal JsonObject With { get; init; } = [];

    /// <summary>The ids of the steps that must have gone well before.</summary>
    public IReadOnlyList<string> Needs { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>A condition on this machine, such as <c>diskUsed &gt; 80</c>; always when null.</summary>
    public string? When { get; init; }

    /// <summary>What a failure does: <c>continue</c>, <c>stop</c> or <c>alert</c>.</summary>
    public string OnError { get; init => field = value ?? "continue"; } = "continue";

    /// <summary>How long it may take; an hour when null.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Where it is written, as <c>FILE:LINE: </c>; empty where it is not of a file.</summary>
    internal string At { get; init; } = "";

    /// <summary>False when it was taken out of the plan.</summary>
    public bool Enabled { get; init; } = true;

    /// <inheritdoc/>
    public override string ToString() => Id == Use ? Use : $"{Id} ({Use})";
}
