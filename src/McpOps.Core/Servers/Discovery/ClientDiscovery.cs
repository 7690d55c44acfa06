namespace McpOps.Servers;

/// <summary>Finds the servers that MCP clients on this machine name. Found is not trusted: nothing is started.</summary>
/// <param name="context">Where a file that cannot be read is told of; the others are still read.</param>
/// <param name="paths">Where to look.</param>
internal sealed class ClientDiscovery(EngineContext context, ServerPaths paths)
{
    private readonly Dictionary<string, ConfigNode?> _documents = new(StringComparer.Ordinal);
    private readonly ClientSwitches _switches = new();

    /// <summary>The servers, each once, in the order of clients and files.</summary>
    public IReadOnlyList<McpServer> Find(CancellationToken cancellationToken)
    {
        var found = new DiscoveredSet();
        foreach (var one in ClientSwitches.All(paths))
        {
            if (Document(one.Client, one.Path, cancellationToken) is { } document)
            {
                _switches.Add(one, document);
            }
        }

        foreach (var file in ClientFiles.All(paths))
        {
            if (Document(file.Client, file.Path, cancellationToken) is { } document)
            {
                Add(document, file, found);
            }
        }

        return found.Servers;
    }

    private ConfigNode? Document(string client, string path, CancellationToken cancellationToken)
    {
        if (!_documents.TryGetValue(path, out var document))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _documents.Add(path, document = Read(client, path));
        }

        return document;
    }

    private ConfigNode? Read(string client, string path)
    {
        try
        {
            return File.Exists(path) ? ConfigFile.Read(path) : null;
        }
        catch (ConfigSyntaxException exception)
        {
            context.Warn("ClientConfigMalformed",
                $"{path}:{exception.Line}: the configuration of {client} cannot be read, and its servers are missing here: {exception.Message}. Mend the file.", path);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            context.Warn("ClientConfigNotReadable",
                $"{path}: the configuration of {client} could not be opened, and its servers are missing here: {exception.Message}", path);
        }

        return null;
    }

    private void Add(ConfigNode document, ClientFile file, DiscoveredSet found)
    {
        foreach (var container in file.Containers)
        {
            foreach (var (node, workspace, project) in Containers(document, container, file.Workspace))
            {
                var off = ClientSwitches.Names(project?["disabledMcpServers"]).ToHashSet(StringComparer.Ordinal);
                foreach (var (name, entry) in Entries(node, isFlat: container.Length == 0))
                {
                    Add(name, entry, file with { Workspace = workspace }, found, isElsewhere: container.Contains(ClientFile.Every), off.Contains(name));
                }
            }
        }
    }

    private void Add(string name, ConfigMember entry, ClientFile file, DiscoveredSet found, bool isElsewhere, bool isOff)
    {
        if (entry.Value.Kind is ConfigKind.Object && DiscoveredServer.From(name, entry, file, paths) is { } server)
        {
            isOff |= !isElsewhere && _switches.IsOff(file.Client, file.Scope, name);
            found.Add(server with { Enabled = server.Enabled && !isOff }, isElsewhere ? file.Workspace : null);
        }
        else if (!DiscoveredServer.IsExtension(entry.Value))
        {
            context.Warn("ClientConfigInvalid",
                $"{file.Path}:{entry.Line}: the server '{name}' of {file.Client} has neither a command nor an address, and is left out.", file.Path);
        }
    }

    // The objects that hold servers; those of other projects with their folder, and with the object that is the project.
    private IEnumerable<(ConfigNode Node, string? Workspace, ConfigNode? Project)> Containers(ConfigNode document, string[] names, string? workspace)
    {
        var every = Array.IndexOf(names, ClientFile.Every);
        if (every < 0)
        {
            return document.Find(names) is { } node ? [(node, workspace, null)] : [];
        }

        var projects = document.Find(names[..every])?.Members ?? [];
        return projects
            .Where(project => project.Name.Replace('/', Path.DirectorySeparatorChar) != paths.WorkingDirectory)
            .SelectMany(project => Containers(project.Value, names[(every + 1)..], project.Name).Select(inner => inner with { Project = project.Value }));
    }

    private static IEnumerable<(string Name, ConfigMember Entry)> Entries(ConfigNode container, bool isFlat) => container.Kind switch
    {
        // A flat file is one whose members are servers; a wrapped one has been read already.
        ConfigKind.Object when isFlat && container["mcpServers"] is not null => [],
        ConfigKind.Object => container.Members
            .Where(member => !isFlat || (member.Value["command"] ?? member.Value["url"] ?? member.Value["serverUrl"] ?? member.Value["httpUrl"]) is not null)
            .Select(member => (member.Name, member)),
        ConfigKind.List => container.Items.Where(item => item.Kind is ConfigKind.Object)
            .Select((item, index) => (item["name"]?.Text ?? $"server-{index + 1}", new ConfigMember("", item, item.Line))),
        _ => [],
    };
}
