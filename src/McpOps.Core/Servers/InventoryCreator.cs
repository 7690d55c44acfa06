using System.Text;

namespace McpOps.Servers;

/// <summary>Writes a first, commented inventory from what MCP clients on this machine name. Secrets are not copied: references take their place.</summary>
/// <param name="context">Where a client's file that cannot be read is told of.</param>
/// <param name="paths">Where to look; this process's paths when null.</param>
public sealed class InventoryCreator(EngineContext context, ServerPaths? paths = null)
{
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>What would be written.</summary>
    /// <param name="options">Which servers, and where to.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="McpOpsException">InventoryExists, ServerNotFound, ProfileNotFound or AlreadyInInventory.</exception>
    public async Task<McpInventory> PlanAsync(InventoryOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var path = _paths.Whole(options.Path ?? InventoryLocation.Named(_paths) ?? InventoryLocation.FileName, _paths.WorkingDirectory);
        if (Directory.Exists(path))
        {
            throw new McpOpsException("InventoryNotWritable", McpErrorCategory.InvalidArgument,
                $"'{path}' is a folder. Name the file, such as {Path.Combine(path, InventoryLocation.FileName)}.", path);
        }

        if (File.Exists(path) && !options.Force)
        {
            throw Exists(path);
        }

        if (options.Profiles.Count > 0)
        {
            var (names, variables, text) = ProfileInventory.Of(options.Profiles, draft => new InventoryReader(context, _paths) { Strict = true }.Read(Encoding.UTF8.GetBytes(draft), path, cancellationToken));
            return new McpInventory { Path = path, Servers = names, Variables = variables, Text = text };
        }

        var query = new ServerQuery { Names = options.Names, Discover = true };
        var servers = options.Servers ?? (await new ServerCatalog(context, _paths).FindAsync(query, cancellationToken)).Servers;
        if (servers.FirstOrDefault(server => server.Origin is ServerOrigin.Inventory) is { } known)
        {
            throw new McpOpsException("AlreadyInInventory", McpErrorCategory.InvalidArgument,
                $"'{known.Name}' is of an inventory already ({known.Sources[0].Path}). Copy the file, or edit it.", known.Name);
        }

        var references = new SecretReferences();
        foreach (var server in servers)
        {
            references.Reserve(server.Connection);
        }

        var replaced = servers.Select(server => (Server: server, Connection: references.Replace(server.Name, server.Connection))).ToList();
        return new McpInventory
        {
            Path = path,
            Servers = [.. servers.Select(server => server.Name)],
            Variables = references.Variables,
            Text = InventoryText.Of(replaced),
        };
    }

    /// <summary>Writes it: whole, or not at all.</summary>
    /// <param name="plan">What <see cref="PlanAsync"/> gave.</param>
    /// <param name="force">True to write over a file that is there.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="McpOpsException">InventoryExists or InventoryNotWritable.</exception>
    public async Task<McpInventory> WriteAsync(McpInventory plan, bool force, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var draft = $"{plan.Path}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(plan.Path)!);
            if (force)
            {
                // A link to it, its rights and its owner stay.
                await WholeFile.WriteAsync(plan.Path, Encoding.UTF8.GetBytes(plan.Text), cancellationToken);
            }
            else
            {
                await File.WriteAllTextAsync(draft, plan.Text, cancellationToken);
                File.Move(draft, plan.Path);
            }

            return plan with { Written = true };
        }
        catch (IOException) when (!force && File.Exists(plan.Path))
        {
            throw Exists(plan.Path);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            var category = exception is UnauthorizedAccessException ? McpErrorCategory.PermissionDenied : McpErrorCategory.WriteError;
            throw new McpOpsException("InventoryNotWritable", category,
                $"'{plan.Path}' could not be written: {Sentences.Ended(exception.Message)} Name another place.", plan.Path, exception);
        }
        finally
        {
            DeleteQuietly(draft);
        }
    }

    private static McpOpsException Exists(string path) => new("InventoryExists", McpErrorCategory.InvalidOperation,
        $"There is an inventory at '{path}' already, and it was left as it is. Use --force (-Force) to write over it, or name another path.", path);

    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder cannot be written to, so nothing was left there.
        }
    }
}
