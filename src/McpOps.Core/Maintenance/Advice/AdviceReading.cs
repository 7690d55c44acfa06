namespace McpOps.Maintenance.Advice;

/// <summary>What was read for one term of a rule.</summary>
internal sealed record AdviceReading
{
    /// <summary>The number; null where it is none.</summary>
    public double? Number { get; init; }

    /// <summary>The setting's value as it is written; null for all else.</summary>
    public string? Text { get; init; }

    /// <summary>It, for people, with where it is from.</summary>
    public string Evidence { get; init; } = "";

    /// <summary>Why it is not known, as a sentence; empty where it is.</summary>
    public string Missing { get; init; } = "";

    /// <summary>True for a setting that nobody said where to find: conditions on it are passed over.</summary>
    public bool IsUnnamed { get; init; }

    /// <summary>The share of the time that was measured, from 0 to 1.</summary>
    public double Covered { get; init; } = 1;
}
