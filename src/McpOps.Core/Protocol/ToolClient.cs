using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using McpOps.Servers;

namespace McpOps.Protocol;

/// <summary>Lists and calls the tools of servers.</summary>
/// <param name="context">The clock and the logger.</param>
public sealed class ToolClient(EngineContext context)
{
    /// <summary>Reads the tool lists of servers, all at once, each as soon as it is there.</summary>
    /// <param name="servers">The servers; those that their owner switched off are left out.</param>
    /// <param name="options">The time-out of each, and whether discovered ones may be started.</param>
    /// <param name="cancellationToken">Ends the work; no process is left behind.</param>
    public async IAsyncEnumerable<ToolListing> ListAsync(IReadOnlyCollection<McpServer> servers, ConnectOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(servers);
        ArgumentNullException.ThrowIfNull(options);
        await foreach (var listing in new ServerListings(context).ReadAsync(servers, options, ListAsync, cancellationToken))
        {
            yield return new ToolListing(listing.Server, listing.Records, listing.Failure);
        }
    }

    /// <summary>Calls a tool of one server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">Its arguments; those given as text are brought into the form that the tool's schema wants, for which the tool list is read first.</param>
    /// <param name="options">The time-out, and whether a discovered server may be started.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="McpOpsException">The call could not be made; the id is the verdict, or <c>ToolNotFound</c> or <c>InvalidToolArgument</c>. A tool that reports a failure is a result.</exception>
    public async Task<McpToolResult> CallAsync(McpServer server, string tool, ToolArguments arguments, ConnectOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(options);
        await using var connector = new McpConnector(context);
        try
        {
            await using var session = await connector.ConnectAsync(server, options, cancellationToken);
            var bound = await BindAsync(session, tool, arguments, cancellationToken);
            var known = KnownValues.Of(server, Environment.GetEnvironmentVariable);
            try
            {
                var result = await session.CallToolAsync(tool, bound, cancellationToken);
                return result.IsError && await MissingAsync(session, tool, cancellationToken) is { } missing ? throw missing : Shown(result, known) with { Target = server.Target, Subject = server };
            }
            catch (McpProtocolException exception) when (exception.Verdict is McpVerdict.ToolError)
            {
                throw await MissingAsync(session, tool, cancellationToken) ?? exception.ForUser(server);
            }
        }
        catch (McpProtocolException exception)
        {
            throw exception.ForUser(server);
        }
    }

    // Servers refuse a tool that they do not have in many ways, some by a result that looks like one of the tool. The list knows.
    private static async Task<McpOpsException?> MissingAsync(McpSession session, string tool, CancellationToken cancellationToken)
    {
        try
        {
            var tools = await session.ListToolsAsync(cancellationToken);
            return tools.Any(one => one.Name == tool) ? null : NotFound(tool, tools);
        }
        catch (McpProtocolException)
        {
            // What the server said of the call tells more than that it has no list.
            return null;
        }
    }

    private static McpOpsException NotFound(string tool, IReadOnlyList<McpTool> tools) => new("ToolNotFound", McpErrorCategory.ObjectNotFound,
        $"There is no tool '{tool}'. It has {string.Join(", ", tools.Select(one => Plain.Text(one.Name)).Take(30))}.", tool);

    private static async Task<JsonObject> BindAsync(McpSession session, string tool, ToolArguments arguments, CancellationToken cancellationToken)
    {
        if (arguments.Texts.Count == 0)
        {
            return arguments.Json;
        }

        var tools = await session.ListToolsAsync(cancellationToken);
        var definition = tools.FirstOrDefault(one => one.Name == tool) ?? throw NotFound(tool, tools);
        return arguments.Bind(definition);
    }

    private static async Task<IReadOnlyList<McpTool>> ListAsync(McpServer server, McpSession session, CancellationToken cancellationToken)
    {
        var known = KnownValues.Of(server, Environment.GetEnvironmentVariable);
        var tools = await session.ListToolsAsync(cancellationToken);
        return [.. tools.Select(tool => Shown(tool, known) with { Target = server.Target, Subject = server })];
    }

    private static McpTool Shown(McpTool tool, KnownValues known) => tool with
    {
        Title = tool.Title is { } title ? known.Mask(title) : null,
        Description = tool.Description is { } description ? known.Mask(description) : null,
        InputSchemaText = known.Mask(tool.InputSchemaText),
        OutputSchemaText = tool.OutputSchemaText is { } schema ? known.Mask(schema) : null,
    };

    private static McpToolResult Shown(McpToolResult result, KnownValues known) => result with
    {
        Text = known.Mask(result.Text),
        Content = [.. result.Content.Select(part => part.Text is { } text ? part with { Text = known.Mask(text) } : part)],
        Structured = result.Structured is { } structured ? McpJson.Parse(known.Mask(structured.ToString())) : null,
    };
}

/// <summary>The tools of one server, or why there are none.</summary>
/// <param name="Server">The server.</param>
/// <param name="Tools">Its tools, in its order, duplicate names included.</param>
/// <param name="Failure">What went wrong; null when nothing did. Its id is the verdict.</param>
public sealed record ToolListing(McpServer Server, IReadOnlyList<McpTool> Tools, McpOpsException? Failure);
