namespace McpOps.Servers;

/// <summary>Reads an inventory: the servers that the user operates, in the order in which they are written.</summary>
/// <param name="context">Where warnings go, such as of an unknown property.</param>
/// <param name="paths">What <c>~</c> means.</param>
internal sealed class InventoryReader(EngineContext context, ServerPaths paths)
{
    /// <summary>True where a part that could be left out ends the reading: a change of the inventory is to be right as a whole.</summary>
    public bool Strict { get; init; }

    /// <summary>Hears everything that is wrong, and the reading goes on without it; where it is null, the first ends the reading.</summary>
    public Action<McpOpsException>? Gather { get; init; }

    /// <summary>The property names that the last reading understood, by the type of object.</summary>
    public IReadOnlyDictionary<string, HashSet<string>> Known { get; private set; } = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);

    /// <summary>What the last reading found for all servers together.</summary>
    public McpFleet Fleet { get; private set; } = McpFleet.None;

    /// <summary>Reads an inventory file.</summary>
    /// <exception cref="McpOpsException">InventoryNotFound, InventoryNotReadable, InventoryMalformed, InventoryInvalid, InventoryDuplicateServer, ProfileNotFound or EnvironmentCycle.</exception>
    public IReadOnlyList<McpServer> Read(string path, CancellationToken cancellationToken) =>
        Bind(Parse(ReadBytes(path), path), path, cancellationToken);

    /// <summary>Reads the bytes of an inventory that lies at a path, or is to.</summary>
    public IReadOnlyList<McpServer> Read(byte[] bytes, string path, CancellationToken cancellationToken) => Bind(Parse(bytes, path), path, cancellationToken);

    private static ConfigNode Parse(byte[] bytes, string path)
    {
        try
        {
            return JsonConfig.Parse(bytes, path);
        }
        catch (ConfigSyntaxException exception)
        {
            throw new McpOpsException("InventoryMalformed", McpErrorCategory.InvalidData,
                $"{path}:{exception.Line}: the inventory is not valid JSON (comments and trailing commas are allowed): {exception.Message}.", path, exception);
        }
    }

    private static byte[] ReadBytes(string path)
    {
        if (Directory.Exists(path))
        {
            throw new McpOpsException("InventoryNotReadable", McpErrorCategory.InvalidArgument,
                $"'{path}' is a folder. Name the inventory file in it, such as {Path.Combine(path, InventoryLocation.FileName)}.", path);
        }

        try
        {
            return RegularFile.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new McpOpsException("InventoryNotFound", McpErrorCategory.ObjectNotFound,
                $"There is no inventory at '{path}'. Write a first one with 'mcpops init' (New-McpInventory).", path, exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new McpOpsException("InventoryNotReadable", McpErrorCategory.PermissionDenied,
                $"This account may not read '{path}'. Give it the right to read the file, or name another.", path, exception);
        }
        catch (IOException exception)
        {
            throw new McpOpsException("InventoryNotReadable", McpErrorCategory.ReadError,
                $"'{path}' could not be read: {exception.Message}", path, exception);
        }
    }

    private List<McpServer> Bind(ConfigNode root, string path, CancellationToken cancellationToken)
    {
        var scope = new InventoryScope(context, paths, Path.GetDirectoryName(Path.GetFullPath(path))!, Strict) { Gather = Gather };
        Known = scope.Known;
        if (root.Kind is not ConfigKind.Object)
        {
            throw scope.Wrong(root, "the inventory", "must be an object with \"servers\"");
        }

        var fields = new Fields(root, "inventory", "the inventory", scope);
        var definitions = fields.Raw("servers");
        Fleet = scope.Part(() => FleetBinder.Bind(fields), McpFleet.None);
        fields.Finish();
        if (definitions is not { Kind: ConfigKind.Object })
        {
            throw scope.Wrong(definitions ?? root, "servers", root["mcpServers"] is null
                ? "must be an object that holds each server under its name"
                : "is missing: this looks like the file of an MCP client, of which 'mcpops init' (New-McpInventory) makes an inventory");
        }

        var lines = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var servers = new List<McpServer>(definitions.Members.Count);
        var defaults = new ProfileDefaults(root, scope);
        foreach (var (name, own, line) in definitions.Members)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!lines.TryAdd(name, line))
            {
                scope.Refuse(new McpOpsException("InventoryDuplicateServer", McpErrorCategory.InvalidData,
                    $"{path}:{line}: servers.{name} is there already, in line {lines[name]} (upper and lower case do not count). Give one of them another name.", path));
            }
            else if (scope.Part(() => BindServer(name, own, line, defaults, scope), null!) is { } server)
            {
                servers.Add(server with { History = Fleet.History });
            }
        }

        if (scope.Met == 0)
        {
            // What is wrong has no place for its variables.
            defaults.Finish();
        }

        ServerNames.CheckDependencies(servers, definitions, scope);
        ServerNames.CheckAlerts(Fleet, servers, root, scope);
        return servers;
    }

    private static McpServer BindServer(string name, ConfigNode own, int line, ProfileDefaults defaults, InventoryScope scope)
    {
        var at = "servers." + name;
        if (string.IsNullOrWhiteSpace(name))
        {
            throw scope.Wrong(own, "servers", "holds a server without a name");
        }

        if (own.Kind is not ConfigKind.Object)
        {
            throw scope.Wrong(own, at, "must be an object");
        }

        return ServerBinder.Bind(name, new Fields(defaults.Join(own, at), "server", at, scope)) with
        {
            Sources = [new McpServerSource("mcpops", "inventory", own.Source, line)],
        };
    }
}
