using System.Management.Automation;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>A cmdlet over servers of the inventory that may change this host.</summary>
public abstract class MaintenanceCmdlet : McpCmdlet
{
    private readonly List<string> _names = [];

    /// <summary>Names of servers; wildcards are understood. All when omitted.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string[] Server { get; set; } = [];

    /// <summary>Only servers with one of these tags.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[] Tag { get; set; } = [];

    /// <summary>The inventory file; looked for in its usual places when omitted.</summary>
    [Parameter]
    public string? ConfigPath { get; set; }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => _names.AddRange(Server);

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        // Who pipes no server in means none, and not all.
        if (MyInvocation.ExpectingInput && _names.Count == 0)
        {
            return;
        }

        if (!NamesAll && _names.Count + Tag.Length == 0)
        {
            ThrowTerminatingError(Errors.Record(new McpOpsException("NothingNamed", McpErrorCategory.InvalidArgument, "Name the server, or '*' for all.")));
        }

        var (paths, config) = (Paths(), WholePath(ConfigPath));
        var prepare = Prepare();
        Run(async pipe =>
        {
            var catalog = new ServerCatalog(pipe.Context, paths);
            var query = new ServerQuery { Names = [.. _names.Distinct()], Tags = Tag, ConfigPath = config };
            var chosen = await catalog.FindAsync(query, pipe.CancellationToken);
            if (chosen.Servers.Count == 0 && OrElse(pipe, paths, chosen, query.Names, prepare) is { Count: > 0 } others)
            {
                chosen = chosen with { Servers = others, Hint = null };
            }

            if (chosen.Hint is { } hint)
            {
                pipe.Context.Warn(chosen.InventoryPath is null && chosen.Servers.Count > 0 ? "NoInventory" : "NoServersFound", hint);
            }

            // It is read once more, and was warned of already.
            var inventory = query.Names.Count + query.Tags.Count == 0 ? chosen : await new ServerCatalog(pipe.Context with { Notices = null }, paths).LoadAsync(query, pipe.CancellationToken);
            await WorkAsync(pipe, new Subjects(chosen.Servers, inventory.Servers, paths, chosen.InventoryPath, prepare));
        });
    }

    /// <summary>Whether no name means all servers.</summary>
    private protected virtual bool NamesAll => true;

    /// <summary>Whatever is to be asked of the session on the pipeline's thread, such as a whole path.</summary>
    private protected virtual string? Prepare() => null;

    /// <summary>What is meant where no server of the inventory fits.</summary>
    private protected virtual IReadOnlyList<McpServer> OrElse(Pipe pipe, ServerPaths paths, ServerSet set, IReadOnlyList<string> names, string? prepared) => [];

    /// <summary>The work.</summary>
    private protected abstract Task WorkAsync(Pipe pipe, Subjects subjects);

    /// <summary>What is worked on.</summary>
    private protected sealed record Subjects(IReadOnlyList<McpServer> Servers, IReadOnlyList<McpServer> Inventory, ServerPaths Paths, string? InventoryPath, string? Prepared)
    {
        /// <summary>The servers, for a question to the user.</summary>
        public string Text => string.Join(", ", Servers.Select(server => server.Name));
    }
}
