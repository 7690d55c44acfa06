using System.Collections;
using System.Management.Automation;
using System.Text.Json.Nodes;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Calls a tool of an MCP server.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "McpTool", DefaultParameterSetName = ByName, SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Invoke-McpTool.md")]
[OutputType(typeof(McpToolResult))]
public sealed class InvokeMcpToolCommand : McpServerCmdlet
{
    /// <summary>The tool's name. A record of the pipeline may name it: the <c>Tool</c> of a result, the <c>Name</c> of what Get-McpTool writes.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(ToolNameCompleter))]
    public string Tool { get; set; } = "";

    /// <inheritdoc/>
    [Parameter(ParameterSetName = ByInput, Mandatory = true, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByName, ValueFromPipeline = true)]
    [Alias("InputObject")]
    public override PSObject[] Server { get; set; } = [];

    /// <summary>Its arguments, such as <c>@{ city = 'Berlin'; days = 3 }</c>.</summary>
    [Parameter]
    public IDictionary? Arguments { get; set; }

    /// <summary>Its arguments as a JSON object. One that <c>-Arguments</c> names too is taken from there.</summary>
    [Parameter]
    public string ArgumentsJson { get; set; } = "";

    /// <summary>The time that the call may take in all, in seconds; 60 when omitted.</summary>
    [Parameter]
    [ValidateRange(0.001, 86400)]
    [Seconds]
    public double Timeout { get; set; } = 60;

    /// <summary>Starts a stdio server that was merely found in the configuration of an MCP client. Those of an inventory are always started.</summary>
    [Parameter]
    public SwitchParameter Launch { get; set; }

    /// <summary>Ends with an error when the tool reports a failure; without it that is a result with IsError.</summary>
    [Parameter]
    public SwitchParameter ThrowOnError { get; set; }

    // What stands first names a server; where the servers come through the pipeline, only the tool is left to be named.
    private string NamedTool => TakesInput && Tool.Length == 0 && Name is [var only] ? only : Tool;

    /// <inheritdoc/>
    private protected override bool TakesInput => base.TakesInput || (ParameterSetName is ByName && MyInvocation.ExpectingInput);

    /// <inheritdoc/>
    private protected override async Task WorkAsync(Pipe pipe, IReadOnlyList<(PSObject? Record, McpServer Server)> chosen)
    {
        if (chosen.Count == 0)
        {
            if (Name.Any(name => !WildcardPattern.ContainsWildcardCharacters(name)) || TakesInput)
            {
                // That it is not there was said already.
                return;
            }

            throw new McpOpsException("NoServers", McpErrorCategory.ObjectNotFound, "There is no server to call. Name one by -Name, -Uri or -Command.");
        }

        // What the user wrote wrong is wrong for all of them.
        var given = ArgumentsJson.Length > 0 ? ToolArguments.Parse(ArgumentsJson) : null;
        var options = new ConnectOptions { Timeout = TimeSpan.FromSeconds(Timeout), Launch = Launch };
        var client = new ToolClient(pipe.Context);
        foreach (var (record, server) in chosen)
        {
            try
            {
                var tool = ToolCallRecord.Tool(record, NamedTool) ?? throw new McpOpsException("ToolNotNamed", McpErrorCategory.InvalidArgument,
                    "No tool is named. Give its name, or what Get-McpTool writes.", server.Name);
                if (await pipe.ShouldProcessAsync(server.Name, $"Call the tool '{tool}'"))
                {
                    var result = await client.CallAsync(server, tool, new ToolArguments { Json = ArgumentsOf(record, given) }, options, pipe.CancellationToken);
                    pipe.Write(ThrowOnError && result.IsError ? throw new McpOpsException("ToolFailed", McpErrorCategory.InvalidOperation, $"{server.Name}: the tool '{tool}' failed: {result.Text}", server.Name) : result);
                }
            }
            catch (McpOpsException exception) when (exception.ErrorId is not "ToolFailed")
            {
                pipe.WriteError(exception);
            }
        }
    }

    private JsonObject ArgumentsOf(PSObject? record, JsonObject? given)
    {
        var arguments = (JsonObject?)given?.DeepClone() ?? (ToolCallRecord.ArgumentsJson(record) is { } json ? ToolArguments.Parse(json) : []);
        foreach (var (name, value) in JsonValues.Of(Arguments ?? ToolCallRecord.Arguments(record)))
        {
            arguments[name] = value?.DeepClone();
        }

        return arguments;
    }
}
