using System.Collections;
using System.Management.Automation;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>A cmdlet over servers: by name from the inventory, by address, by command, or from the pipeline; with none of them, all there are.</summary>
/// <remarks>What the pipeline brings is gathered, so that one run works on all of it at once.</remarks>
public abstract class McpServerCmdlet : McpCmdlet
{
    /// <summary>The parameter set of servers that are named, or all.</summary>
    protected const string ByName = "Name";

    /// <summary>The parameter set of a server that is reached by its address.</summary>
    protected const string ByUri = "Uri";

    /// <summary>The parameter set of a stdio server that a command starts.</summary>
    protected const string ByCommand = "Command";

    /// <summary>The parameter set of servers from the pipeline.</summary>
    protected const string ByInput = "Server";

    private readonly List<object> _input = [];

    /// <summary>True when the servers are those of the pipeline.</summary>
    private protected virtual bool TakesInput => ParameterSetName is ByInput;

    /// <summary>Names of servers of the inventory; wildcards are understood. All when omitted.</summary>
    [Parameter(ParameterSetName = ByName, Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The inventory file; looked for in its usual places when omitted.</summary>
    [Parameter]
    public string? ConfigPath { get; set; }

    /// <summary>Takes the servers of MCP clients' configurations instead of the inventory's.</summary>
    [Parameter(ParameterSetName = ByName)]
    public SwitchParameter Discover { get; set; }

    /// <summary>Only servers with one of these tags.</summary>
    [Parameter(ParameterSetName = ByName)]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[] Tag { get; set; } = [];

    /// <summary>Addresses of servers.</summary>
    [Parameter(ParameterSetName = ByUri, Mandatory = true)]
    [Alias("Url")]
    public Uri[] Uri { get; set; } = [];

    /// <summary>Headers that go with each request to an address, such as <c>@{ Authorization = 'Bearer ${env:TOKEN}' }</c>.</summary>
    [Parameter(ParameterSetName = ByUri)]
    [Parameter(ParameterSetName = ByInput)]
    public IDictionary? Header { get; set; }

    /// <summary>A program that speaks MCP over its standard streams.</summary>
    [Parameter(ParameterSetName = ByCommand, Mandatory = true)]
    public string Command { get; set; } = "";

    /// <summary>Its arguments.</summary>
    [Parameter(ParameterSetName = ByCommand)]
    public string[] ArgumentList { get; set; } = [];

    /// <summary>Variables that are added to its environment.</summary>
    [Parameter(ParameterSetName = ByCommand)]
    public IDictionary? Environment { get; set; }

    /// <summary>
    /// Servers, their names or addresses, or records that name one: by Uri (or Url), by Command and ArgumentList, by Server or Name. Also those that come
    /// back from a job, another host or a file.
    /// </summary>
    [Parameter(ParameterSetName = ByInput, Mandatory = true, ValueFromPipeline = true)]
    [Alias("InputObject")]
    public virtual PSObject[] Server { get; set; } = [];

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => _input.AddRange(Server);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Run(async pipe => await WorkAsync(pipe, await SelectAsync(pipe)));

    /// <summary>The work of the cmdlet, on all its servers at once.</summary>
    private protected virtual Task WorkAsync(Pipe pipe, IReadOnlyList<McpServer> servers) => Task.CompletedTask;

    /// <summary>The work, for a cmdlet that looks at each record; a server may be in several.</summary>
    /// <param name="pipe">Where it writes.</param>
    /// <param name="chosen">The servers, each with the record that named it; null where it did not come through the pipeline.</param>
    private protected virtual Task WorkAsync(Pipe pipe, IReadOnlyList<(PSObject? Record, McpServer Server)> chosen) =>
        WorkAsync(pipe, [.. chosen.Select(one => one.Server).Distinct()]);

    private async Task<IReadOnlyList<(PSObject?, McpServer)>> SelectAsync(Pipe pipe)
    {
        switch (ParameterSetName)
        {
            case ByUri:
                return [.. Uri.Select(uri => ((PSObject?)null, McpServer.FromUrl(uri, ServerInput.TextMap(Header))))];
            case ByCommand:
                return [(null, McpServer.FromCommand(Command, ArgumentList, ServerInput.TextMap(Environment), SessionState.Path.CurrentFileSystemLocation.ProviderPath))];
            default:
                var input = new ServerInput(pipe.Context, this, ConfigPath, Discover, Header);
                IReadOnlyList<(PSObject?, McpServer)> chosen = TakesInput
                    ? [.. (await input.EachAsync(_input, pipe.WriteError, pipe.CancellationToken)).Select(one => (one.Item as PSObject, one.Server))]
                    : [.. ServerSet.WithTag(await input.ServersAsync(Name, Name.Length == 0, pipe.WriteError, pipe.CancellationToken), Tag).Select(server => ((PSObject?)null, server))];
                if (input is { LacksInventory: true, Hint: { } begin })
                {
                    pipe.Context.Warn("NoInventory", begin);
                }
                else if (input.Hint is { } empty)
                {
                    pipe.Context.Warn("NoServersFound", empty);
                }

                return chosen;
        }
    }
}
