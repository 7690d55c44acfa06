using System.Text.Json.Nodes;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Capacity.Load;

/// <summary>What is settled before the first call: the server answers, the tool exists, the arguments fit, and load is allowed.</summary>
/// <param name="context">The clock and the logger.</param>
internal sealed class Preflight(EngineContext context)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Connects once, looks, and closes.</summary>
    /// <exception cref="McpOpsException">Load cannot or must not be made.</exception>
    public async Task<LoadPlan> PlanAsync(McpServer server, CapacityOptions options, IReadOnlyList<McpLoadCall> calls, CancellationToken cancellationToken)
    {
        if (server.Connection.Transport is McpTransport.Sse)
        {
            throw new McpOpsException("TransportNotSupported", McpErrorCategory.InvalidArgument, "Load over the older HTTP+SSE transport is not supported. Use the server's Streamable HTTP address.", server.Name);
        }

        if (!options.Force && server.Connection.Url is { } url)
        {
            await HostScope.RequirePrivateAsync(new Uri(url), cancellationToken);
        }

        try
        {
            await using var connector = new McpConnector(context);
            await using var session = await connector.ConnectAsync(server, new ConnectOptions { Timeout = ConnectTimeout, Launch = options.Launch }, cancellationToken);
            var workload = options.Workload ?? (calls.Count > 0 ? LoadWorkload.Call : LoadWorkload.List);
            if (workload is LoadWorkload.Call && calls.Count == 0)
            {
                throw new McpOpsException("MissingTool", McpErrorCategory.InvalidArgument, "Tool calls need a tool: name one by -Tool (--tool), or use the workload list.", server.Name);
            }

            var planned = workload is LoadWorkload.Call or LoadWorkload.Churn && calls.Count > 0
                ? Fit(calls, await session.ListToolsAsync(cancellationToken), options.Force, server.Name)
                : [];
            return new LoadPlan(workload, planned, session.Era, session.ProtocolVersion) { Sessions = options.Sessions, CallTimeout = options.CallTimeout };
        }
        catch (McpProtocolException exception)
        {
            throw new McpOpsException("ServerNotReady", McpErrorCategory.ConnectionError,
                $"The server does not answer as it should ({exception.Verdict}): {Sentences.Ended(exception.Message)} No load was made; look at it with Get-McpHealth (mcpops health) first.", server.Name, exception);
        }
    }

    private static List<PlannedCall> Fit(IReadOnlyList<McpLoadCall> calls, IReadOnlyList<McpTool> tools, bool force, string server)
    {
        var fitted = new List<PlannedCall>();
        foreach (var call in calls)
        {
            var tool = tools.FirstOrDefault(tool => tool.Name == call.Tool)
                ?? throw new McpOpsException("ToolNotFound", McpErrorCategory.ObjectNotFound,
                    $"The server has no tool '{call.Tool}'. It has: {string.Join(", ", tools.Select(tool => tool.Name).Order(StringComparer.Ordinal).Take(30))}.", server);
            var arguments = ArgumentCheck.Convert(call.Arguments, tool.InputSchemaText);
            if (ArgumentCheck.Violations(arguments, tool.InputSchemaText) is { Count: > 0 } violations)
            {
                throw new McpOpsException("InvalidToolArguments", McpErrorCategory.InvalidArgument, $"The arguments break the schema of '{call.Tool}': {string.Join("; ", violations)}. No call was made.", server);
            }

            if (tool.ReadOnly != true && !force)
            {
                throw new McpOpsException("ToolNotReadOnly", McpErrorCategory.PermissionDenied,
                    $"'{call.Tool}' does not declare that it only reads (readOnlyHint), and load would call it thousands of times. Use -Force (--force) when that does no harm.", server);
            }

            fitted.Add(new PlannedCall(call.Tool, arguments, call.Weight, ParameterHeaders(tool, arguments)));
        }

        return fitted;
    }

    private static IReadOnlyList<KeyValuePair<string, string>> ParameterHeaders(McpTool tool, JsonObject arguments)
    {
        var definition = new JsonObject { ["name"] = tool.Name, ["inputSchema"] = JsonNode.Parse(tool.InputSchemaText) };
        return ToolHeaders.Of([definition.ToElement()])?.For(tool.Name, arguments) ?? [];
    }
}
