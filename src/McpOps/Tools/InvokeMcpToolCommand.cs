using System.Collections;
using System.Management.Automation;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Calls a tool of an MCP server.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "McpTool", DefaultParameterSetName = ByName, SupportsShouldProcess = true)]
[OutputType(typeof(McpToolResult))]
public sealed class InvokeMcpToolCommand : McpServerCmdlet
{
    private bool _agreed;

    /// <summary>The tool's name.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ArgumentCompleter(typeof(ToolNameCompleter))]
    public string Tool { get; set; } = "";

    /// <summary>Its arguments, such as <c>@{ city = 'Berlin'; days = 3 }</c>.</summary>
    [Parameter]
    public IDictionary? Arguments { get; set; }

    /// <summary>Its arguments as a JSON object. One that <c>-Arguments</c> names too is taken from there.</summary>
    [Parameter]
    public string ArgumentsJson { get; set; } = "";

    /// <summary>The time that the call may take in all, in seconds; 60 when omitted.</summary>
    [Parameter]
    [ValidateRange(0.001, 86400)]
    public double Timeout { get; set; } = 60;

    /// <summary>Starts a stdio server that was merely found in the configuration of an MCP client. Those of an inventory are always started.</summary>
    [Parameter]
    public SwitchParameter Launch { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _agreed = ShouldProcess(Described(), $"Call the tool '{Tool}'");

    /// <inheritdoc/>
    private protected override async Task WorkAsync(Pipe pipe, IReadOnlyList<McpServer> servers)
    {
        if (!_agreed)
        {
            return;
        }

        if (servers.Count == 0)
        {
            if (Name.Any(name => !WildcardPattern.ContainsWildcardCharacters(name)) || ParameterSetName is ByInput)
            {
                // That it is not there was said already.
                return;
            }

            throw new McpOpsException("NoServers", McpErrorCategory.ObjectNotFound, "There is no server to call. Name one by -Name, -Uri or -Command.");
        }

        var arguments = ArgumentsJson.Length > 0 ? ToolArguments.Parse(ArgumentsJson) : [];
        foreach (var (name, value) in JsonValues.Of(Arguments))
        {
            arguments[name] = value?.DeepClone();
        }

        var options = new ConnectOptions { Timeout = TimeSpan.FromSeconds(Timeout), Launch = Launch };
        var client = new ToolClient(pipe.Context);
        foreach (var server in servers)
        {
            try
            {
                pipe.Write(await client.CallAsync(server, Tool, new ToolArguments { Json = arguments }, options, pipe.CancellationToken));
            }
            catch (McpOpsException exception)
            {
                pipe.WriteError(exception);
            }
        }
    }

    private string Described() => ParameterSetName switch
    {
        ByUri => string.Join(", ", Uri.Select(uri => Redaction.MaskText(uri.ToString()))),
        ByCommand => Command,
        ByName when Name.Length > 0 => string.Join(", ", Name),
        ByName => "all servers",
        _ => "servers of the pipeline",
    };
}
