namespace McpOps.Monitoring;

/// <summary>The words for how grave an alert is.</summary>
public static class AlertSeverity
{
    /// <summary>Nothing is wrong.</summary>
    internal const string None = "";

    /// <summary>Worth knowing.</summary>
    public const string Information = "information";

    /// <summary>Needs a look.</summary>
    public const string Warning = "warning";

    /// <summary>Does not work.</summary>
    public const string Critical = "critical";

    /// <summary>The order of gravity, from 0 (nothing) to 3 (critical).</summary>
    /// <param name="severity">One of the words.</param>
    public static int Gravity(string severity) => severity switch { Critical => 3, Warning => 2, Information => 1, _ => 0 };

    internal static string Worse(string left, string right) => Gravity(left) >= Gravity(right) ? left : right;
}

/// <summary>The words for where an alert is.</summary>
public static class AlertState
{
    /// <summary>Bad, and not often enough yet to be told.</summary>
    public const string Pending = "Pending";

    /// <summary>Bad.</summary>
    public const string Firing = "Firing";

    /// <summary>Good again, and not often enough yet.</summary>
    public const string Recovering = "Recovering";

    /// <summary>It changes too often to tell each change.</summary>
    public const string Flapping = "Flapping";

    /// <summary>Somebody knows, and reminders stopped.</summary>
    public const string Acknowledged = "Acknowledged";

    /// <summary>Held, because of a window or of what it depends on.</summary>
    public const string Muted = "Muted";

    /// <summary>Over.</summary>
    public const string Resolved = "Resolved";

    /// <summary>A message that could not be delivered and is not tried any more.</summary>
    public const string DeadLetter = "DeadLetter";
}
