namespace McpOps.Servers;

/// <summary>Finds the servers that MCP clients on this machine name. Found is not trusted: nothing is started.</summary>
/// <param name="context">Where a file that cannot be read is told of; the others are still read.</param>
/// <param name="paths">Where to look.</param>
internal sealed class ClientDiscovery(EngineContext context, ServerPaths paths)
{
    /// <summary>The servers, each once, in the order of clients and files.</summary>
    public async Task<IReadOnlyList<McpServer>> FindAsync(CancellationToken cancellationToken)
    {
        var documents = new Dictionary<string, ConfigNode?>(StringComparer.Ordinal);
        var found = new DiscoveredSet();
        foreach (var file in ClientFiles.All(paths))
        {
            if (!documents.TryGetValue(file.Path, out var document))
            {
                documents.Add(file.Path, document = await ReadAsync(file, cancellationToken));
            }

            if (document is not null)
            {
                Add(document, file, found);
            }
        }

        return found.Servers;
    }

    private async Task<ConfigNode?> ReadAsync(ClientFile file, CancellationToken cancellationToken)
    {
        try
        {
            return File.Exists(file.Path) ? await ConfigFile.ReadAsync(file.Path, cancellationToken) : null;
        }
        catch (ConfigSyntaxException exception)
        {
            context.Warn("ClientConfigMalformed",
                $"{file.Path}:{exception.Line}: the configuration of {file.Client} cannot be read, and its servers are missing here: {exception.Message}. Mend the file.", file.Path);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            context.Warn("ClientConfigNotReadable",
                $"{file.Path}: the configuration of {file.Client} could not be opened, and its servers are missing here: {exception.Message}", file.Path);
        }

        return null;
    }

    private void Add(ConfigNode document, ClientFile file, DiscoveredSet found)
    {
        foreach (var container in file.Containers)
        {
            foreach (var (node, workspace) in Containers(document, container, file.Workspace))
            {
                foreach (var (name, entry) in Entries(node, isFlat: container.Length == 0))
                {
                    Add(name, entry, file with { Workspace = workspace }, found, isElsewhere: container.Contains(ClientFile.Every));
                }
            }
        }
    }

    private void Add(string name, ConfigMember entry, ClientFile file, DiscoveredSet found, bool isElsewhere)
    {
        if (entry.Value.Kind is ConfigKind.Object && DiscoveredServer.From(name, entry, file, paths) is { } server)
        {
            found.Add(server, isElsewhere ? file.Workspace : null);
        }
        else if (!DiscoveredServer.IsExtension(entry.Value))
        {
            context.Warn("ClientConfigInvalid",
                $"{file.Path}:{entry.Line}: the server '{name}' of {file.Client} has neither a command nor an address, and is left out.", file.Path);
        }
    }

    private IEnumerable<(ConfigNode Node, string? Workspace)> Containers(ConfigNode document, string[] names, string? workspace)
    {
        var every = Array.IndexOf(names, ClientFile.Every);
        if (every < 0)
        {
            return document.Find(names) is { } node ? [(node, workspace)] : [];
        }

        var projects = document.Find(names[..every])?.Members ?? [];
        return projects
            .Where(project => project.Name.Replace('/', Path.DirectorySeparatorChar) != paths.WorkingDirectory)
            .SelectMany(project => Containers(project.Value, names[(every + 1)..], project.Name));
    }

    private static IEnumerable<(string Name, ConfigMember Entry)> Entries(ConfigNode container, bool isFlat) => container.Kind switch
    {
        // A flat file is one whose members are servers; a wrapped one has been read already.
        ConfigKind.Object when isFlat && container["mcpServers"] is not null => [],
        ConfigKind.Object => container.Members
            .Where(member => !isFlat || (member.Value["command"] ?? member.Value["url"]) is not null)
            .Select(member => (member.Name, member)),
        ConfigKind.List => container.Items.Where(item => item.Kind is ConfigKind.Object)
            .Select((item, index) => (item["name"]?.Text ?? $"server-{index + 1}", new ConfigMember("", item, item.Line))),
        _ => [],
    };
}
