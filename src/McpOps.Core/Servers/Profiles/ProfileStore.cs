namespace McpOps.Servers;

/// <summary>The profiles that ship with McpOps: partial server definitions whose values are defaults. They are data; no code knows one by its name.</summary>
internal static class ProfileStore
{
    private const string Prefix = "profile:";

    /// <summary>The names of all profiles.</summary>
    public static IReadOnlyList<string> Names =>
    [
        .. typeof(ProfileStore).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>A profile's definition; null when there is none of that name.</summary>
    public static ConfigNode? Find(string name)
    {
        using var stream = typeof(ProfileStore).Assembly.GetManifestResourceStream(Prefix + name);
        if (stream is null)
        {
            return null;
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return JsonConfig.Parse(bytes, $"profile {name}");
    }
}
