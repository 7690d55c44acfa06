using System.Reflection;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpOps.Replicas;

/// <summary>What the conformance suite asks of a server under test, put together.</summary>
internal static class Fixtures
{
    /// <summary>A minimal PNG: one red pixel.</summary>
    public static byte[] Png { get; } = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==");

    /// <summary>A minimal WAV: a header and no samples.</summary>
    public static byte[] Wav { get; } = Convert.FromBase64String("UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=");

    public static McpServerOptions Create()
    {
        McpServerTool[] tools = [.. Methods<McpServerToolAttribute>(typeof(ContentTools), typeof(ClientTools), typeof(RoundTripTools), typeof(DiagnosticTools)).Select(method => McpServerTool.Create(method))];
        foreach (var tool in tools.Where(tool => tool.ProtocolTool.Name == SchemaTool.Name))
        {
            tool.ProtocolTool.InputSchema = SchemaTool.InputSchema;
        }

        var options = new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "conformance-host", Version = "1.0.0" },
            ToolCollection = [.. tools],
            PromptCollection = [.. Methods<McpServerPromptAttribute>(typeof(Prompts)).Select(method => McpServerPrompt.Create(method))],
            ResourceCollection = [.. Methods<McpServerResourceAttribute>(typeof(Resources)).Select(method => McpServerResource.Create(method))],
            Handlers = new McpServerHandlers
            {
                CompleteHandler = (_, _) => ValueTask.FromResult(new CompleteResult { Completion = new Completion { Values = ["paris", "park"], Total = 2 } }),
                SetLoggingLevelHandler = (_, _) => ValueTask.FromResult(new EmptyResult()),
                SubscribeToResourcesHandler = (_, _) => ValueTask.FromResult(new EmptyResult()),
                UnsubscribeFromResourcesHandler = (_, _) => ValueTask.FromResult(new EmptyResult()),
            },
        };
        options.Filters.Request.ReadResourceFilters.Add(NameWhatIsMissing);
        return options;
    }

    // A server says which resource it does not have (SEP-2164); the library puts an exception's data into the error.
    private static McpRequestHandler<ReadResourceRequestParams, ReadResourceResult> NameWhatIsMissing(McpRequestHandler<ReadResourceRequestParams, ReadResourceResult> next) =>
        async (request, cancellationToken) =>
        {
            try
            {
                return await next(request, cancellationToken);
            }
            catch (McpProtocolException exception)
            {
                exception.Data["uri"] = request.Params.Uri;
                throw;
            }
        };

    private static IEnumerable<MethodInfo> Methods<TAttribute>(params Type[] types)
        where TAttribute : Attribute =>
        types.SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public)).Where(method => method.IsDefined(typeof(TAttribute)));
}
