using System.Text.Json.Serialization;

namespace McpOps.Monitoring;

/// <summary>A message that is to reach a channel: written down together with what it is about, and removed when the channel took it.</summary>
internal sealed record OutboxEntry
{
    /// <summary>The same over restarts and tries: receivers that know it take a message once.</summary>
    public required string Id { get; init; }

    public required string Channel { get; init; }

    /// <summary>One of <see cref="AlertEventKind"/>, or <c>note</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What its members have in common: the verdict or the rule.</summary>
    public string Cause { get; init => field = value ?? ""; } = "";

    /// <summary>The key by which a receiver tells alerts apart, where it has one.</summary>
    public string DedupKey { get; init => field = value ?? ""; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>It waits for others of its group, or until the same alert may be told again.</summary>
    public DateTimeOffset NotBefore { get; init; }

    /// <summary>True when it waits because the same alert was told a short time ago.</summary>
    public bool Suppressed { get; init; }

    /// <summary>A text, for messages that are about no alert of a server.</summary>
    public string Text { get; init => field = value ?? ""; } = "";

    public int Attempts { get; init; }

    /// <summary>When the first try was made.</summary>
    public DateTimeOffset? TriedAt { get; init; }

    /// <summary>Who is sending it, until when nobody else may.</summary>
    public string Owner { get; init => field = value ?? ""; } = "";

    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>True when a try had no clear end: the receiver may have it already.</summary>
    public bool Unclear { get; init; }

    public string Error { get; init => field = value ?? ""; } = "";

    /// <summary>True when it is not tried any more.</summary>
    public bool Dead { get; init; }
}

/// <summary>One alert of a message.</summary>
/// <param name="Entry">The message's id.</param>
/// <param name="Event">What happened.</param>
internal sealed record OutboxMember(string Entry, AlertEvent Event)
{
    [JsonIgnore]
    public string Key => $"{Entry}\n{Event.Server}\n{Event.Rule}";
}

/// <summary>What a channel was told last of a rule of a server.</summary>
internal sealed record Delivery
{
    public required string Server { get; init; }

    public required string Rule { get; init; }

    public required string Channel { get; init; }

    public required string Episode { get; init; }

    public required string Severity { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>When it was told of the episode first.</summary>
    public DateTimeOffset First { get; init; }

    /// <summary>The key under which the receiver has it.</summary>
    public string DedupKey { get; init => field = value ?? ""; } = "";

    /// <summary>True when the channel was told that it is over.</summary>
    public bool Over { get; init; }

    [JsonIgnore]
    public string Key => KeyOf(Server, Rule, Channel);

    public static string KeyOf(string server, string rule, string channel) => $"{server}\n{rule}\n{channel}";
}
