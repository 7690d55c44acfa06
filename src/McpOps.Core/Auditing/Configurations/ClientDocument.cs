using McpOps.Servers;

namespace McpOps.Auditing.Configurations;

/// <summary>A client's configuration file, or the inventory, as it was read.</summary>
/// <param name="Client">Whose it is; <c>mcpops</c> for the inventory.</param>
/// <param name="Path">The file.</param>
/// <param name="Root">What it holds; null when it cannot be read.</param>
/// <param name="Problem">Why it cannot be read.</param>
internal sealed record ClientDocument(string Client, string Path, ConfigNode? Root, string? Problem)
{
    private const long MaxBytes = 64 << 20;

    /// <summary>All files that clients have, each once, and the inventory.</summary>
    public static IReadOnlyList<ClientDocument> ReadAll(ServerPaths paths, string? inventoryPath, CancellationToken cancellationToken)
    {
        var files = ClientFiles.Existing(paths).Select(file => (file.Client, file.Path)).ToList();
        if (inventoryPath is not null && File.Exists(inventoryPath))
        {
            files.Add(("mcpops", inventoryPath));
        }

        var documents = new List<ClientDocument>();
        foreach (var (client, path) in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            documents.Add(Read(client, path));
        }

        return documents;
    }

    /// <summary>The members of the file, all levels, with the name of each, the line it stands in, and the member that it is in, such as <c>mcpServers.web</c>: that stays when others move.</summary>
    public IEnumerable<(string Name, ConfigNode Value, string Within)> Values() => Root is null ? [] : Values(Root);

    private static IEnumerable<(string Name, ConfigNode Value, string Within)> Values(ConfigNode root)
    {
        var stack = new Stack<(string Name, ConfigNode Value, string Within)>([("", root, "")]);
        while (stack.TryPop(out var top))
        {
            yield return top;
            var path = top.Within.Length == 0 ? top.Name : $"{top.Within}.{top.Name}";
            foreach (var member in top.Value.Members)
            {
                stack.Push((member.Name, member.Value, path));
            }

            foreach (var item in top.Value.Items)
            {
                stack.Push((top.Name, item, top.Within));
            }
        }
    }

    private static ClientDocument Read(string client, string path)
    {
        try
        {
            return new FileInfo(path).Length > MaxBytes
                ? new ClientDocument(client, path, null, "it has more than 64 MB, which no configuration has")
                : new ClientDocument(client, path, ConfigFile.Read(path), null);
        }
        catch (ConfigSyntaxException exception)
        {
            return new ClientDocument(client, path, null, $"line {exception.Line}: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ClientDocument(client, path, null, exception.Message);
        }
    }
}
