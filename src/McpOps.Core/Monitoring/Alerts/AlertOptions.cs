namespace McpOps.Monitoring;

/// <summary>What is sent, and to whom.</summary>
public sealed record AlertOptions
{
    /// <summary>The channels, by name; those that the routes give when empty.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>True for a test message to each channel that is meant.</summary>
    public bool Test { get; init; }

    /// <summary>True to show what would be sent, and send nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>For how long the same is not sent again; what the inventory says when null, else 15 minutes.</summary>
    public TimeSpan? SuppressFor { get; init; }

    /// <summary>The inventory; looked for in its usual places when null.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>Where history is kept; what the inventory says when null.</summary>
    public string? History { get; init; }
}

/// <summary>Something to tell: a health record, a finding, or whatever else has a message.</summary>
public sealed record AlertInput
{
    /// <summary>The server's name; empty for none.</summary>
    public string Server { get; init; } = "";

    /// <summary>The machine that it was seen on; null for this one.</summary>
    public string? Host { get; init; }

    /// <summary>What it is about, such as <c>health</c> or the id of a rule: with the server's name, what makes two of them the same.</summary>
    public string Rule { get; init; } = "message";

    /// <summary>One of <see cref="AlertSeverity"/>.</summary>
    public string Severity { get; init; } = AlertSeverity.Warning;

    /// <summary>What is the matter.</summary>
    public string Message { get; init; } = "";

    /// <summary>The verdict of a probe; empty for none.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>When it was seen; now when null.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>What became of a message to a channel.</summary>
public sealed record McpDelivery
{
    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>One of <see cref="DeliveryOutcome"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The message's title.</summary>
    public required string Title { get; init; }

    /// <summary>How many alerts are in it.</summary>
    public int Alerts { get; init; }

    /// <summary>What the receiver said, or what would be sent.</summary>
    public string Detail { get; init => field = value ?? ""; } = "";

    /// <summary>The message's id.</summary>
    public required string Id { get; init; }
}

/// <summary>What became of a message to a channel.</summary>
public static class DeliveryOutcome
{
    /// <summary>The receiver took it.</summary>
    public const string Sent = "Sent";

    /// <summary>It is tried again.</summary>
    public const string Queued = "Queued";

    /// <summary>The same was told a short time ago.</summary>
    public const string Suppressed = "Suppressed";

    /// <summary>The receiver did not take it.</summary>
    public const string Failed = "Failed";

    /// <summary>It would be sent: a dry run.</summary>
    public const string WouldSend = "WouldSend";
}
