namespace McpOps.Protocol;

/// <summary>What a server offers, as somebody accepted it.</summary>
public sealed record LockedServer
{
    private const int ShortHash = 16;

    /// <summary>When.</summary>
    public DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Why, in the words of who did.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";

    /// <summary>The version that the server gave itself.</summary>
    public string? Version { get; init; }

    /// <summary>The version of the protocol that was agreed on.</summary>
    public string? ProtocolVersion { get; init; }

    /// <summary>The hash of what it tells a model about itself; null when it said nothing.</summary>
    public string? Instructions { get; init; }

    /// <summary>The tools by name.</summary>
    public OrdinalMap<LockedTool> Tools { get; init => field = value ?? []; } = [];

    /// <summary>A hash for each prompt, resource and template, by kind and name, such as <c>prompts/review</c>; null when they were not taken.</summary>
    public OrdinalMap<string>? Offered { get; init; }

    /// <summary>The files that it runs, by path; null when none were taken.</summary>
    public OrdinalMap<LockedFile>? Files { get; init; }

    /// <summary>The folders of which all files were taken; null in what an older version wrote.</summary>
    public IReadOnlyList<string>? Folders { get; init; }

    /// <summary>What a server says of itself and of its tools now.</summary>
    /// <param name="tools">Its tools. Of two of one name the last counts, as most clients read them.</param>
    /// <param name="version">The version that it gives itself.</param>
    /// <param name="protocolVersion">The version of the protocol that was agreed on.</param>
    /// <param name="instructions">What it tells a model about itself; null for nothing.</param>
    internal static LockedServer Of(IEnumerable<McpTool> tools, string? version, string? protocolVersion, string? instructions)
    {
        var locked = new LockedServer { Version = version, ProtocolVersion = protocolVersion, Instructions = instructions is { } text ? CanonicalJson.Hash(text) : null };
        foreach (var tool in tools)
        {
            locked.Tools[tool.Name] = LockedTool.Of(tool);
        }

        return locked;
    }

    /// <summary>The same with shorter hashes and without texts, for what is read again at each probe.</summary>
    internal LockedServer Brief() => new()
    {
        Version = Version,
        ProtocolVersion = ProtocolVersion,
        Instructions = Instructions is { } hash ? Short(hash) : null,
        Tools = OrdinalMap<LockedTool>.Of(Tools.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Brief()))),
    };

    /// <summary>True where nothing is missing that the form asks for: whoever writes the file by hand may write anything.</summary>
    internal bool IsWhole() => Tools?.Values.All(tool => tool is { Text: not null, Schema: not null, Annotations: not null }) is true
        && Offered?.Values.All(hash => hash is not null) is not false && Files?.Values.All(file => file?.Sha256 is not null) is not false && Folders?.All(folder => folder is not null) is not false;

    internal static string Short(string hash) => hash.Length > ShortHash ? hash[..ShortHash] : hash;
}

/// <summary>A file as somebody accepted it.</summary>
/// <param name="Sha256">The hash of its content, in lower-case hexadecimal.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Mode">Its permission bits, in octal; null where the system has none.</param>
public sealed record LockedFile(string Sha256, long Size, string? Mode);
