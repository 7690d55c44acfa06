namespace McpOps.Servers;

/// <summary>Files that may be removed when they are old.</summary>
/// <param name="Name">Its name, such as <c>stale</c>.</param>
public sealed record McpCleanRule(string Name)
{
    /// <summary>Whole paths with wildcards in all but their first folders: <c>/tmp/app_*</c>, <c>/var/cache/app/**/*.tmp</c>. A folder that fits goes whole.</summary>
    public IReadOnlyList<string> Paths { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>What was changed, or renamed, or given away, within this time stays.</summary>
    public required TimeSpan OlderThan { get; init; }

    /// <summary>In a folder that all may write to (<c>/tmp</c>): whose files; those of the account that cleans when null.</summary>
    public string? Owner { get; init; }

    /// <summary>More files than this in one run are too many: nothing is removed. 100,000 by default.</summary>
    public int MaxFiles { get; init; } = 100_000;

    /// <summary>A greater share of what lies below the paths than this, in percent of the bytes, is too much: nothing is removed. 50 by default.</summary>
    public double MaxShare { get; init; } = 50;

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {string.Join(", ", Paths)} older than {TimeLength.Words(OlderThan)}";
}

/// <summary>How logs are rotated.</summary>
/// <param name="Paths">Log files, with wildcards.</param>
public sealed record McpRotateRule(IReadOnlyList<string> Paths)
{
    /// <summary>Log files, with wildcards.</summary>
    public IReadOnlyList<string> Paths { get; init => field = Readable.List(value); } = Readable.List(Paths);

    /// <summary>From one rotation to the next; null where only the size counts.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>A smaller log is left alone, in bytes.</summary>
    public long? MinSize { get; init; }

    /// <summary>A greater log is rotated before its time, in bytes.</summary>
    public long? MaxSize { get; init; }

    /// <summary>How many archives are kept. 7 by default; at least 1.</summary>
    public int Keep { get; init; } = 7;

    /// <summary>Archives older than this go when the log is rotated.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Whether archives are compressed (gzip). True by default.</summary>
    public bool Compress { get; init; } = true;

    /// <summary>The signal that makes the writer open its log anew: <c>HUP</c>, <c>USR1</c> or <c>USR2</c>, sent to those that have the log open for writing; none when null.</summary>
    public string? Signal { get; init; }

    /// <summary>A program and its arguments that makes the writer open its log anew. May hold a secret, so only the core reads it.</summary>
    internal IReadOnlyList<string> Reload { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Paths);
}

/// <summary>How a server is brought back on its feet.</summary>
public sealed record McpRecoverPlan
{
    /// <summary>Whether the watch restarts it by itself when it fires; false by default.</summary>
    public bool Automatic { get; init; }

    /// <summary>Whether the last backup that was made while it was healthy is restored when the last restart before it is given up fails; false by default, and then it is only named.</summary>
    public bool Restore { get; init; }

    /// <summary>So many restarts within <see cref="Within"/>, and it is given up. 5 by default.</summary>
    public int Limit { get; init; } = 5;

    /// <summary>In which time restarts are counted. 15 minutes by default.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long after its start it must still work. 30 seconds by default.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it may take to stop, and to start and answer. 60 seconds by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The rules below <c>clean</c> that are followed between stop and start.</summary>
    public IReadOnlyList<string> Clean { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <inheritdoc/>
    public override string ToString() => $"{(Automatic ? "automatic, " : "")}{Limit} within {Within}, settle {Settle}";
}
