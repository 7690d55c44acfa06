namespace McpOps.Auditing;

/// <summary>One thing that an audit found, or could not look at.</summary>
public sealed record McpFinding : IHostRecord
{
    /// <summary>The servers of which something was not looked at, where that is said of several in one.</summary>
    internal IReadOnlyList<string> Of { get; init; } = [];

    /// <summary>The rule, such as <c>PERM002</c>. Ids are stable and never used for another rule.</summary>
    public required string RuleId { get; init; }

    /// <summary>One of <see cref="AuditSeverity"/>.</summary>
    public required string Severity { get; init; }

    /// <summary>How sure the rule is: <c>High</c>, <c>Medium</c> or <c>Low</c>.</summary>
    public string Confidence { get; init => field = value ?? AuditConfidence.High; } = AuditConfidence.High;

    /// <summary>What is wrong, in one line.</summary>
    public required string Title { get; init; }

    /// <summary>The server's name; null when it is about the host.</summary>
    public string? Server { get; init; }

    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

    /// <summary>A path, <c>tcp/PORT</c>, an address, or <c>SERVER/TOOL</c>.</summary>
    public required string Target { get; init; }

    /// <summary>The file and line (<c>PATH:LINE</c>), or the field within the target; null when there is none.</summary>
    public string? Location { get; init; }

    /// <summary>What was seen: secrets masked, hidden characters decoded.</summary>
    public string Evidence { get; init => field = value ?? ""; } = "";

    /// <summary>One command or edit that mends it.</summary>
    public string Fix { get; init => field = value ?? ""; } = "";

    /// <summary>One of <see cref="FindingState"/>.</summary>
    public string State { get; init => field = value ?? FindingState.New; } = FindingState.New;

    /// <summary>The same for the same finding on every run, whatever its line, time or count. 32 hexadecimal digits.</summary>
    public string Fingerprint { get; init => field = value ?? ""; } = "";

    /// <summary>The area of the audit, such as <c>tools</c>.</summary>
    public required string Area { get; init; }

    /// <summary>The number in the OWASP MCP Top 10, such as <c>MCP03</c>; null when none fits.</summary>
    public string? Owasp { get; init; }

    /// <summary>Numbers of the Common Weakness Enumeration, such as <c>CWE-732</c>.</summary>
    public IReadOnlyList<string> Cwe { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>Why it is suppressed, and until when; null when it is not.</summary>
    public string? Suppression { get; init; }

    /// <summary>When it was looked at.</summary>
    public DateTime CheckedAt { get; init; }

    /// <summary>True when this row says that something asked for could not be looked at: it is no finding, and no clean bill either.</summary>
    public bool NotChecked => RuleId == AuditRules.NotChecked;
}

/// <summary>How bad a finding is, the worst last.</summary>
public static class AuditSeverity
{
    /// <summary>Worth knowing; nothing to mend.</summary>
    public const string Info = "Info";

    /// <summary>Mend it when you are there anyway.</summary>
    public const string Low = "Low";

    /// <summary>Mend it soon.</summary>
    public const string Medium = "Medium";

    /// <summary>Mend it now.</summary>
    public const string High = "High";

    /// <summary>Somebody may be inside already.</summary>
    public const string Critical = "Critical";

    /// <summary>All, the least first.</summary>
    public static IReadOnlyList<string> All { get; } = [Info, Low, Medium, High, Critical];

    /// <summary>The place in <see cref="All"/>; −1 for a word that is none.</summary>
    /// <param name="severity">The word; upper and lower case do not count.</param>
    public static int Rank(string severity) => All.ToList().FindIndex(one => string.Equals(one, severity, StringComparison.OrdinalIgnoreCase));
}

/// <summary>How sure a rule is of a finding.</summary>
public static class AuditConfidence
{
    /// <summary>It was seen.</summary>
    public const string High = "High";

    /// <summary>Several signs agree.</summary>
    public const string Medium = "Medium";

    /// <summary>It may well be something else.</summary>
    public const string Low = "Low";
}

/// <summary>What is known of a finding from before.</summary>
public static class FindingState
{
    /// <summary>Not in the baseline.</summary>
    public const string New = "New";

    /// <summary>In the baseline.</summary>
    public const string Known = "Known";

    /// <summary>Accepted by somebody, with a reason and an end.</summary>
    public const string Suppressed = "Suppressed";

    /// <summary>In the baseline, and there no more.</summary>
    public const string Fixed = "Fixed";
}
