namespace McpOps.Maintenance;

/// <summary>What a rule of advice came to for a server.</summary>
public sealed record McpAdvice : IHostRecord
{
    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says.</summary>
    public string? Host { get; init; }

    /// <summary>The server.</summary>
    public required string Server { get; init; }

    /// <summary>The rule, by its name below <c>advice</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>
    /// <c>WouldChange</c>: the setting is better another. <c>Ok</c>: nothing is advised. <c>Skipped</c>: what it takes to say so is missing.
    /// <c>Changed</c>: it was applied, or undone. <c>Failed</c>: it was to be, and was not.
    /// </summary>
    public required string Outcome { get; init; }

    /// <summary>The setting.</summary>
    public required string Key { get; init; }

    /// <summary>The file that holds it; empty where the inventory names none.</summary>
    public string Path { get; init => field = value ?? ""; } = "";

    /// <summary>Its value; null where it is not known. Masked where its name says that it is a secret.</summary>
    public string? From { get; init; }

    /// <summary>What it is better set to, or was set to; null where nothing is advised.</summary>
    public string? To { get; init; }

    /// <summary>How sure: one of <see cref="AdviceConfidence"/>; null where nothing is advised.</summary>
    public string? Confidence { get; init; }

    /// <summary>The figures that it rests on.</summary>
    public string Evidence { get; init => field = value ?? ""; } = "";

    /// <summary>What is missing to say more; empty where nothing is.</summary>
    public string Missing { get; init => field = value ?? ""; } = "";

    /// <summary>Why, and what to do next.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>The copy of the file from before; null where nothing was changed.</summary>
    public string? Backup { get; init; }

    /// <summary>When it was looked at.</summary>
    public DateTime SeenAt { get; init; }
}

/// <summary>How sure advice is: by how much of the time that it looks at was measured.</summary>
public static class AdviceConfidence
{
    /// <summary>It rests on facts of the host and its configuration, and on figures of most of the time.</summary>
    public const string High = "High";

    /// <summary>A third of the time or more was measured.</summary>
    public const string Medium = "Medium";

    /// <summary>Less was measured, or the setting's own value is not known.</summary>
    public const string Low = "Low";
}
