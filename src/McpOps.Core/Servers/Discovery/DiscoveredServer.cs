namespace McpOps.Servers;

/// <summary>Makes a server of its entry in a client's configuration, whatever words that client uses.</summary>
internal static class DiscoveredServer
{
    /// <summary>The server; null where the entry names neither a command nor an address, as a client's own extensions do.</summary>
    public static McpServer? From(string name, ConfigMember entry, ClientFile file, ServerPaths paths)
    {
        var node = entry.Value["transport"] is { Kind: ConfigKind.Object } transport ? transport : entry.Value;
        var connection = Connection(node, file);
        if (connection.Command is null && connection.Url is null)
        {
            return null;
        }

        return new McpServer
        {
            Name = name,
            Origin = ServerOrigin.Discovered,
            Connection = connection.Map(text => References.Canonical(text, file, paths)),
            Enabled = Flag(node, "enabled") ?? !(Flag(node, "disabled") ?? false),
            Sources = [new McpServerSource(file.Client, file.Scope, file.Path, entry.Line)],
            References = [.. References.In(node.Texts().Concat(connection.Environment.Values).Concat(connection.Headers.Values)), .. EnvFile(node)],
        };
    }

    /// <summary>Whether an entry is rightly without a command and an address: an extension of the client's own, or a mere switch.</summary>
    public static bool IsExtension(ConfigNode node) =>
        node.Kind is ConfigKind.Null
        || node["source"] is not null
        || node["settings"] is not null
        || node["type"]?.Text is "builtin" or "platform" or "frontend" or "inline_python"
        || (node.Kind is ConfigKind.Object && node.Members.All(member => member.Name is "enabled" or "disabled"));

    private static McpConnection Connection(ConfigNode node, ClientFile file)
    {
        // Zed once wrote command as an object.
        var command = First(node, "command", "cmd");
        var program = command is { Kind: ConfigKind.Object } ? command : node;
        var words = command is { Kind: ConfigKind.Object } ? List(command["path"]) : List(command);
        var url = First(node, "httpUrl", "serverUrl", "url", "uri");
        var address = url is { Kind: ConfigKind.Text, Text.Length: > 0 } && words.Count == 0 ? url.Text : null;
        return new McpConnection
        {
            Transport = address is null ? McpTransport.Stdio : IsSse(node, file) ? McpTransport.Sse : McpTransport.Http,
            Command = words.Count > 0 && words[0].Length > 0 ? words[0] : null,
            Arguments = address is null ? [.. words.Skip(1), .. List(First(program, "args", "arguments"))] : [],
            WorkingDirectory = node["cwd"] is { Kind: ConfigKind.Text } folder ? folder.Text : null,
            Environment = Environment(program),
            Url = address,
            Headers = Headers(node),
        };
    }

    private static bool IsSse(ConfigNode node, ClientFile file) => (First(node, "type", "transport")?.Text.ToLowerInvariant()) switch
    {
        "sse" => true,
        null or "" => file.UrlIsSse && node["httpUrl"] is null && node["serverUrl"] is null,
        _ => false,
    };

    // Goose keeps the values of some variables in the system's key ring, and Codex passes some on: their names are here, their values are not.
    private static Dictionary<string, string> Environment(ConfigNode program)
    {
        var environment = Map(First(program, "env", "environment", "envs"));
        foreach (var name in List(program["env_keys"]).Concat(List(program["env_vars"])))
        {
            environment.TryAdd(name, $"${{env:{name}}}");
        }

        return environment;
    }

    private static Dictionary<string, string> Headers(ConfigNode node)
    {
        var written = Map(First(node, "headers", "http_headers") ?? node.Find("requestOptions", "headers"));
        var headers = new Dictionary<string, string>(written, StringComparer.OrdinalIgnoreCase);
        foreach (var (header, variable) in Map(node["env_http_headers"]))
        {
            headers[header] = $"${{env:{variable}}}";
        }

        if (node["bearer_token_env_var"] is { Kind: ConfigKind.Text } token)
        {
            headers["Authorization"] = $"Bearer ${{env:{token.Text}}}";
        }

        return headers;
    }

    // A file of variables that only the client reads.
    private static IEnumerable<string> EnvFile(ConfigNode node) => node["envFile"] is { Kind: ConfigKind.Text } file ? [$"envFile:{file.Text}"] : [];

    private static ConfigNode? First(ConfigNode node, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (node[name] is { Kind: not ConfigKind.Null } value)
            {
                return value;
            }
        }

        return null;
    }

    private static bool? Flag(ConfigNode node, string name) => node[name] is { Kind: ConfigKind.Boolean } value ? value.Text is "true" : null;

    private static List<string> List(ConfigNode? node) => node switch
    {
        { IsScalar: true } => [node.Text],
        { Kind: ConfigKind.List } => [.. node.Items.Where(item => item.IsScalar).Select(item => item.Text)],
        _ => [],
    };

    private static Dictionary<string, string> Map(ConfigNode? node)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in node is { Kind: ConfigKind.Object } ? node.Members : [])
        {
            if (member.Value.IsScalar)
            {
                map[member.Name] = member.Value.Text;
            }
        }

        return map;
    }
}
