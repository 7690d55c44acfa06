namespace McpOps.Monitoring;

/// <summary>A way on which messages leave.</summary>
internal interface IAlertChannel
{
    /// <summary>Its name in the inventory.</summary>
    string Name { get; }

    /// <summary>True when the receiver knows a message, or an alert, that it had before.</summary>
    bool HasKey { get; }

    /// <summary>What would be sent, secrets left out.</summary>
    string Preview(AlertMessage message);

    /// <summary>Sends it. What goes wrong is its result, not an exception.</summary>
    Task<SendResult> SendAsync(AlertMessage message, CancellationToken cancellationToken);
}

/// <summary>What became of a try.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Detail">What the receiver said.</param>
/// <param name="After">How long the receiver wants to be left alone.</param>
internal sealed record SendResult(SendOutcome Outcome, string Detail = "", TimeSpan? After = null)
{
    public static readonly SendResult Sent = new(SendOutcome.Sent);

    public static SendResult Again(string detail, TimeSpan? after = null) => new(SendOutcome.Again, detail, after);

    public static SendResult Unclear(string detail) => new(SendOutcome.Unclear, detail);

    public static SendResult Never(string detail) => new(SendOutcome.Never, detail);
}

/// <summary>The outcomes of a try.</summary>
internal enum SendOutcome
{
    /// <summary>The receiver took it.</summary>
    Sent,

    /// <summary>It was not taken; a later try may succeed.</summary>
    Again,

    /// <summary>It may have been taken.</summary>
    Unclear,

    /// <summary>It will never be taken.</summary>
    Never,
}
