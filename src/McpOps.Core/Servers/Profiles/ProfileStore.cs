namespace McpOps.Servers;

/// <summary>The profiles that ship with McpOps: partial server definitions whose values are defaults. They are data; no code knows one by its name.</summary>
internal static class ProfileStore
{
    private const string Prefix = "profile:";

    // Of the profile, and not of a server.
    private static readonly string[] Own = ["description", "inventory", "parts"];

    /// <summary>The names of all profiles.</summary>
    public static IReadOnlyList<string> Names =>
    [
        .. typeof(ProfileStore).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The names that a server may give: of profiles of one service, and of the parts of the others.</summary>
    public static IReadOnlyList<string> ForServers => [.. Names.SelectMany(name => Find(name)!.Parts is { Count: > 0 } parts ? parts.Select(part => $"{name}/{part}") : [name])];

    /// <summary>The names that an inventory can be made of: profiles, and single parts.</summary>
    public static IReadOnlyList<string> Choices => [.. Names.Concat(ForServers).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>A profile, or one of its parts (<c>kilocode/mcp-memory</c>), which is laid over what all of its parts share; null when there is none of that name.</summary>
    public static Profile? Find(string name)
    {
        var (whole, part) = name.Split('/') is [var first, var second] ? (first, second) : (name, null);
        using var stream = typeof(ProfileStore).Assembly.GetManifestResourceStream(Prefix + whole);
        if (stream is null)
        {
            return null;
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var root = JsonConfig.Parse(bytes, $"profile {whole}");
        var parts = root["parts"];
        var shared = new ConfigNode(ConfigKind.Object, root.Source, root.Line);
        foreach (var member in root.Members.Where(member => !Own.Contains(member.Name, StringComparer.Ordinal)))
        {
            shared.Add(member);
        }

        var chosen = part is null ? shared : parts?[part] is { } definition ? ConfigNode.Overlay(shared, definition) : null;
        return chosen is null ? null : new Profile(name, chosen)
        {
            Description = root["description"]?.Text ?? "",
            Parts = part is null ? [.. parts?.Members.Select(member => member.Name) ?? []] : [],
            Inventory = root["inventory"],
        };
    }
}
