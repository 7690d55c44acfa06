using System.Management.Automation;
using McpOps.Backups;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Saves servers' files and databases, read back and verified.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "McpBackup", DefaultParameterSetName = ByServer, SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Invoke-McpBackup.md")]
[OutputType(typeof(McpBackup))]
public sealed class InvokeMcpBackupCommand : BackupCmdlet
{
    private const string ByServer = "Server";
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";
    private const string ByClients = "ClientConfiguration";
    private readonly List<object> _servers = [];
    private readonly List<string> _paths = [];

    /// <summary>Servers: names of the inventory, wildcards understood, or records that name one. All that have backup sets when omitted.</summary>
    [Parameter(ParameterSetName = ByServer, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public PSObject[] Server { get; set; } = [];

    /// <summary>Only servers with one of these tags.</summary>
    [Parameter(ParameterSetName = ByServer)]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[] Tag { get; set; } = [];

    /// <summary>Files or folders to save instead of a server; wildcards are understood, and each becomes a backup.</summary>
    [Parameter(ParameterSetName = ByPath, Mandatory = true)]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The same, taken as they are written.</summary>
    [Parameter(ParameterSetName = ByLiteralPath, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Saves every configuration file of MCP clients that is found on this machine.</summary>
    [Parameter(ParameterSetName = ByClients, Mandatory = true)]
    public SwitchParameter ClientConfiguration { get; set; }

    /// <summary>With a path: the name that its backup goes by; the path's last name when omitted.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    [ValidateNotNullOrEmpty]
    public string? As { get; set; }

    /// <summary>With a path: take only what matches these patterns.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    [SupportsWildcards]
    public string[] Include { get; set; } = [];

    /// <summary>With a path: leave out what matches these patterns.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    [SupportsWildcards]
    public string[] Exclude { get; set; } = [];

    /// <summary>Only these sets and databases of the server.</summary>
    [Parameter(ParameterSetName = ByServer)]
    [ArgumentCompleter(typeof(BackupSetCompleter))]
    public string[] Set { get; set; } = [];

    /// <summary>Stops the server's service for the copy, and starts it again whatever happens.</summary>
    [Parameter(ParameterSetName = ByServer)]
    public SwitchParameter StopService { get; set; }

    /// <summary>Writes again what has not changed since the last backup.</summary>
    [Parameter]
    public SwitchParameter Full { get; set; }

    /// <summary>Encrypts every part for these public keys, by the installed age.</summary>
    [Parameter]
    public string[] AgeRecipient { get; set; } = [];

    /// <summary>Encrypts every part for this key, by the installed gpg.</summary>
    [Parameter]
    public string? GpgRecipient { get; set; }

    /// <summary>How long to wait while another works on the backups of the same server, in seconds. From 0 to 86400; not at all when omitted.</summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    [Seconds]
    public double LockWait { get; set; }

    /// <summary>Writes files with secrets to a store that others can read.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _servers.AddRange(Server);
        foreach (var path in Path)
        {
            _paths.AddRange(GetResolvedProviderPathFromPSPath(path, out _));
        }

        _paths.AddRange(LiteralPath.Select(GetUnresolvedProviderPathFromPSPath));
    }

    // Whoever is asked, or only looks, is to know that the service goes down for it.
    private string Action(McpServer server) => StopService && server.Service is { } service ? $"Back up with the {service.Kind} service '{service.Name}' stopped for the copy, and started again after it" : "Back up";

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var location = StoreLocation;
        var servers = new List<McpServer>();
        Run(async pipe =>
        {
            var input = new ServerInput(pipe.Context, this, ConfigPath, discover: false);
            servers.AddRange(ParameterSetName switch
            {
                ByClients => [McpOps.Backups.ClientConfiguration.AsServer()],
                ByServer => ServerSet.WithTag(await input.ServersAsync(_servers, _servers.Count == 0, pipe.WriteError, pipe.CancellationToken), Tag)
                    .Where(server => _servers.Count > 0 || server.Backup is { Sets.Count: > 0 } || server.Databases.Count > 0),
                _ => _paths.Select(path => BackupOptions.ForPath(path, As, Exclude, Include)),
            });
            if (servers.Count == 0 && _servers.Count == 0)
            {
                throw BackupOptions.NothingToBackUp();
            }
        });
        if (servers.Count == 0 && _servers.Count == 0)
        {
            ThrowTerminatingError(Errors.Record(new McpOpsException("NothingToBackUp", McpErrorCategory.InvalidArgument,
                "No server with backup sets was found. Name a path with -Path, or add backup.sets to the inventory.")));
        }

        if (StopService && IsDryRun)
        {
            Run(async pipe =>
            {
                foreach (var server in servers)
                {
                    try
                    {
                        await new BackupEngine(pipe.Context).RequireServiceAsync(new BackupOptions { Server = server, StopService = true }, pipe.CancellationToken);
                    }
                    catch (McpOpsException exception)
                    {
                        pipe.WriteError(exception);
                    }
                }
            });
        }

        var approved = servers.Where(server => ShouldProcess($"{server.Name} to {location ?? server.Backup?.Destination}", Action(server))).ToList();
        Run(async pipe =>
        {
            var engine = new BackupEngine(pipe.Context);
            foreach (var server in approved)
            {
                try
                {
                    var made = await engine.BackupAsync(new BackupOptions
                    {
                        Server = server,
                        Store = location,
                        Sets = Set,
                        StopService = StopService,
                        LockWait = TimeSpan.FromSeconds(LockWait),
                        Full = Full,
                        Force = Force,
                        AgeRecipients = AgeRecipient,
                        GpgRecipient = GpgRecipient,
                    }, pipe.CancellationToken);
                    pipe.Write(made);
                    if (BackupFault.Of(made) is { } down)
                    {
                        pipe.WriteError(down);
                    }
                }
                catch (McpOpsException exception)
                {
                    pipe.WriteError(exception);
                }
            }
        });
    }
}
