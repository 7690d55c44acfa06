using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace McpOps.Servers;

/// <summary>Adds servers to an inventory, changes and removes them. Its comments, its order and its layout stay; what would not be a valid inventory is not written.</summary>
/// <param name="context">Where warnings go.</param>
/// <param name="paths">Where to look; this process's paths when null.</param>
public sealed class InventoryEditor(EngineContext context, ServerPaths? paths = null)
{
    private const string Empty = "{\n  \"servers\": {\n  },\n}\n";

    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>Writes a server into the inventory; a first inventory is made where there is none. Secrets are not copied: references take their place.</summary>
    /// <param name="server">The server, as it is reached.</param>
    /// <param name="properties">What else it has, by the names of the inventory.</param>
    /// <param name="options">Which inventory.</param>
    /// <param name="cancellationToken">Ends the work before anything is written.</param>
    /// <exception cref="McpOpsException"><c>ServerExists</c>, <c>InventoryInvalid</c> and what else is wrong with an inventory.</exception>
    /// <returns>The server, as the inventory has it now.</returns>
    public async Task<McpServer> AddAsync(McpServer server, JsonObject properties, InventoryEditOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        var path = InventoryLocation.Find(_paths, options.ConfigPath) ?? _paths.Whole(InventoryLocation.FileName, _paths.WorkingDirectory);
        var isNew = !File.Exists(path);
        var text = isNew ? Empty : await ReadAsync(path, cancellationToken);
        if (!options.Force && !isNew && Find(Read(text, path, cancellationToken).Servers, server.Name) is { } there)
        {
            throw new McpOpsException("ServerExists", McpErrorCategory.InvalidOperation,
                $"There is a server '{there.Name}' in {path} already, and it was left as it is. Use --force (-Force) to replace it, or change it with 'mcpops servers set' (Set-McpServer).", server.Name);
        }

        var references = new SecretReferences();
        references.Reserve(server.Connection);
        var definition = Definition(references.Replace(server.Name, server.Connection));
        foreach (var (name, value) in properties ?? [])
        {
            definition[name] = value?.DeepClone();
        }

        if (references.Variables.Count > 0)
        {
            context.Warn("SecretsNotCopied", $"Secrets were not copied. Set these environment variables before you reach '{server.Name}': {string.Join(", ", references.Variables)}", server.Name);
        }

        return await WriteAsync(text, InventoryEdit.Put(text, server.Name, definition), path, server.Name, options, cancellationToken);
    }

    /// <summary>Changes properties of a server.</summary>
    /// <param name="name">The server.</param>
    /// <param name="properties">The new values, by the names of the inventory; null takes a property away.</param>
    /// <param name="options">Which inventory.</param>
    /// <param name="cancellationToken">Ends the work before anything is written.</param>
    /// <exception cref="McpOpsException"><c>ServerNotFound</c>, <c>InventoryInvalid</c> and what else is wrong with an inventory.</exception>
    /// <returns>The server, as the inventory has it now.</returns>
    public async Task<McpServer> SetAsync(string name, JsonObject properties, InventoryEditOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(properties);
        ArgumentNullException.ThrowIfNull(options);
        var (path, text, server) = await FindAsync(name, options, cancellationToken);
        var changed = properties.Aggregate(text, (now, property) => InventoryEdit.SetProperty(now, server.Name, property.Key, property.Value));
        return await WriteAsync(text, changed, path, server.Name, options, cancellationToken);
    }

    /// <summary>Removes a server.</summary>
    /// <param name="name">The server.</param>
    /// <param name="options">Which inventory.</param>
    /// <param name="cancellationToken">Ends the work before anything is written.</param>
    /// <exception cref="McpOpsException"><c>ServerNotFound</c> and what else is wrong with an inventory.</exception>
    /// <returns>The server that was removed.</returns>
    public async Task<McpServer> RemoveAsync(string name, InventoryEditOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (path, text, server) = await FindAsync(name, options, cancellationToken);
        await WriteAsync(text, InventoryEdit.Remove(text, server.Name), path, null, options, cancellationToken);
        return server;
    }

    private async Task<(string Path, string Text, McpServer Server)> FindAsync(string name, InventoryEditOptions options, CancellationToken cancellationToken)
    {
        var path = InventoryLocation.Find(_paths, options.ConfigPath) ?? throw new McpOpsException("InventoryNotFound", McpErrorCategory.ObjectNotFound,
            "There is no inventory (mcpops.json) to change. Write a first one with 'mcpops init' (New-McpInventory).");
        var text = await ReadAsync(path, cancellationToken);
        var servers = Read(text, path, cancellationToken).Servers;
        return (path, text, Find(servers, name) ?? throw new ServerSet(servers, path).NotFound(name));
    }

    private static McpServer? Find(IReadOnlyList<McpServer> servers, string name) => servers.FirstOrDefault(server => string.Equals(server.Name, name, StringComparison.OrdinalIgnoreCase));

    private async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        // The reader says best what is wrong with a file that cannot be read.
        new InventoryReader(context with { Notices = null }, _paths).Read(path, cancellationToken);
        return await File.ReadAllTextAsync(path, cancellationToken);
    }

    private (IReadOnlyList<McpServer> Servers, IReadOnlyList<McpNotice> Notices) Read(string text, string path, CancellationToken cancellationToken)
    {
        var notices = new Sink();
        return (new InventoryReader(context with { Notices = notices }, _paths) { Strict = true }.Read(Encoding.UTF8.GetBytes(text), path, cancellationToken), notices.All);
    }

    // A reader leaves out what it does not know; who writes it meant something, and would never learn that it does nothing.
    private IReadOnlyList<McpServer> ReadChanged(string before, string text, string path, CancellationToken cancellationToken)
    {
        var (servers, notices) = Read(text, path, cancellationToken);
        var unknown = notices.Where(IsUnknown).ToList();
        if (unknown.Count > Read(before, path, cancellationToken).Notices.Count(IsUnknown))
        {
            var what = unknown[^1].Message.Replace(" and was left out.", ".", StringComparison.Ordinal).Replace(InventoryScope.LeftOut, "", StringComparison.Ordinal);
            throw new McpOpsException("InventoryInvalid", McpErrorCategory.InvalidArgument, $"{what} Nothing was written.", path);
        }

        foreach (var notice in notices)
        {
            context.Notices?.Report(notice);
        }

        return servers;

        static bool IsUnknown(McpNotice notice) => notice.Id is "InventoryUnknownProperty" or "AdviceRuleInvalid";
    }

    private async Task<McpServer> WriteAsync(string before, string text, string path, string? name, InventoryEditOptions options, CancellationToken cancellationToken)
    {
        var servers = ReadChanged(before, text, path, cancellationToken);
        if (options.DryRun)
        {
            return name is null ? null! : Find(servers, name)!;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await WholeFile.WriteAsync(path, Encoding.UTF8.GetBytes(text), cancellationToken);
            context.Logger.LogInformation("Written: {Path}", path);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new McpOpsException("InventoryNotWritable", exception is UnauthorizedAccessException ? McpErrorCategory.PermissionDenied : McpErrorCategory.WriteError,
                $"'{path}' could not be written, and is as it was: {exception.Message}", path, exception);
        }

        return name is null ? null! : Find(servers, name)!;
    }

    private static JsonObject Definition(McpConnection connection)
    {
        var definition = new JsonObject();
        Add("transport", connection.Transport is McpTransport.Sse ? JsonValue.Create(connection.Transport) : null);
        Add("url", connection.Url is { } url ? JsonValue.Create(url) : null);
        Add("headers", Map(connection.Headers));
        Add("command", connection.Command is { } command ? JsonValue.Create(command) : null);
        Add("args", connection.Arguments.Count > 0 ? new JsonArray([.. connection.Arguments.Select(argument => (JsonNode?)JsonValue.Create(argument))]) : null);
        Add("cwd", connection.WorkingDirectory is { } folder ? JsonValue.Create(folder) : null);
        Add("env", Map(connection.Environment));
        return definition;

        void Add(string name, JsonNode? value)
        {
            if (value is not null)
            {
                definition[name] = value;
            }
        }

        static JsonObject? Map(IReadOnlyDictionary<string, string> map) =>
            map.Count == 0 ? null : new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value))));
    }

    private sealed class Sink : IProgress<McpNotice>
    {
        public List<McpNotice> All { get; } = [];

        public void Report(McpNotice value) => All.Add(value);
    }
}

/// <summary>Which inventory is changed, and how.</summary>
public sealed record InventoryEditOptions
{
    /// <summary>The inventory file; looked for in its usual places when null.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>True to replace a server that is there.</summary>
    public bool Force { get; init; }

    /// <summary>True to write nothing, and find out whether it could be.</summary>
    public bool DryRun { get; init; }
}
