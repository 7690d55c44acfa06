namespace McpOps.Servers;

/// <summary>Which servers the clients themselves have switched off, outside of the entries of these servers.</summary>
internal sealed class ClientSwitches
{
    private const string ClaudeCode = "Claude Code";
    private const string Gemini = "Gemini CLI";

    private readonly List<(ClientSwitch Switch, ConfigNode Node)> _lists = [];

    /// <summary>Where the clients keep such lists, those that count before others first.</summary>
    public static IEnumerable<ClientSwitch> All(ServerPaths paths) => [.. OfClaudeCode(paths), .. OfGemini(paths)];

    /// <summary>Takes a list in.</summary>
    public void Add(ClientSwitch one, ConfigNode document)
    {
        if (document.Find(one.Names) is { } node)
        {
            _lists.Add((one, node));
        }
    }

    /// <summary>Whether a client has a server switched off.</summary>
    /// <param name="client">The client.</param>
    /// <param name="scope">The scope of the file that names it.</param>
    /// <param name="name">The server's name there.</param>
    public bool IsOff(string client, string scope, string name)
    {
        var lists = _lists.Where(list => list.Switch.Client == client && (list.Switch.Scopes.Count == 0 || list.Switch.Scopes.Contains(scope, StringComparer.Ordinal))).ToList();
        return lists.Exists(list => list.Switch.Kind is ClientSwitchKind.Excluded && Names(list.Node).Contains(name, StringComparer.Ordinal))
            || lists.Exists(list => list.Switch.Kind is ClientSwitchKind.Each && (list.Node[name]?["enabled"] ?? list.Node[name]) is { Kind: ConfigKind.Boolean, Text: "false" })
            || lists.Where(list => list.Switch.Kind is ClientSwitchKind.Allowed).Take(1).Any(list => !Names(list.Node).Contains(name, StringComparer.Ordinal));
    }

    /// <summary>The names in a list of texts, or of objects that name a server.</summary>
    public static IEnumerable<string> Names(ConfigNode? list) => list?.Items.Select(item => item.Kind is ConfigKind.Text ? item.Text : item["serverName"]?.Text ?? "") ?? [];

    private static IEnumerable<ClientSwitch> OfClaudeCode(ServerPaths paths)
    {
        var managed = Path.Combine(Path.GetDirectoryName(ClientFiles.ClaudeCodeManaged(paths))!, "managed-settings.json");
        yield return new(ClaudeCode, managed, ["deniedMcpServers"], ClientSwitchKind.Excluded);
        yield return new(ClaudeCode, managed, ["allowedMcpServers"], ClientSwitchKind.Allowed);
        var folders = new[] { paths.Folder("CLAUDE_CONFIG_DIR"), paths.Home }.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        foreach (var state in folders.Select(folder => Path.Combine(folder, ".claude.json")))
        {
            foreach (var project in new[] { paths.WorkingDirectory, paths.WorkingDirectory.Replace('\\', '/') }.Distinct(StringComparer.Ordinal))
            {
                yield return new(ClaudeCode, state, ["projects", project, "disabledMcpServers"], ClientSwitchKind.Excluded);
                yield return new(ClaudeCode, state, ["projects", project, "disabledMcpjsonServers"], ClientSwitchKind.Excluded) { Scopes = ["project"] };
            }
        }

        string[] settings =
        [
            managed,
            Path.Combine(paths.WorkingDirectory, ".claude", "settings.local.json"),
            Path.Combine(paths.WorkingDirectory, ".claude", "settings.json"),
            .. paths.Folder("CLAUDE_CONFIG_DIR") is { } named ? [Path.Combine(named, "settings.json")] : Array.Empty<string>(),
            Path.Combine(paths.Home, ".claude", "settings.json"),
        ];
        foreach (var path in settings.Distinct(StringComparer.Ordinal))
        {
            yield return new(ClaudeCode, path, ["disabledMcpjsonServers"], ClientSwitchKind.Excluded) { Scopes = ["project"] };
        }
    }

    private static IEnumerable<ClientSwitch> OfGemini(ServerPaths paths)
    {
        foreach (var path in ClientFiles.All(paths).Where(file => file.Client == Gemini && !file.Path.EndsWith("gemini-extension.json", StringComparison.Ordinal)).Select(file => file.Path).Distinct(StringComparer.Ordinal))
        {
            yield return new(Gemini, path, ["mcp", "excluded"], ClientSwitchKind.Excluded);
            yield return new(Gemini, path, ["excludeMCPServers"], ClientSwitchKind.Excluded);
            yield return new(Gemini, path, ["mcp", "allowed"], ClientSwitchKind.Allowed);
            yield return new(Gemini, path, ["allowMCPServers"], ClientSwitchKind.Allowed);
        }

        yield return new(Gemini, Path.Combine(paths.Home, ".gemini", "mcp-server-enablement.json"), [], ClientSwitchKind.Each);
    }
}
