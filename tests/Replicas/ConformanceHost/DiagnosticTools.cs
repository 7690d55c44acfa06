using System.ComponentModel;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpOps.Replicas;

/// <summary>Tools by which the suite looks at the server's manners in the modern era (SEP-2575, SEP-2243), and in the legacy one at the resuming of streams (SEP-1699).</summary>
internal static class DiagnosticTools
{
    [McpServerTool(Name = "test_missing_capability"), Description("Works only for a client that can sample.")]
    public static string RequireSampling(RequestContext<CallToolRequestParams> request) =>
        request.JsonRpcRequest.Context?.ClientCapabilities?.Sampling is not null
            ? "The client can sample."
            : throw new MissingRequiredClientCapabilityException(new ClientCapabilities { Sampling = new SamplingCapability() }, "This tool needs a client that can sample.");

    [McpServerTool(Name = "test_streaming_elicitation"), Description("Asks without a request of its own on the stream.")]
    public static string Elicit(RequestContext<CallToolRequestParams> request) =>
        Questions.Answered(request.Params.InputResponses, "user_name") ? "done" : throw Questions.Required(null, ("user_name", Questions.Elicit("What is your name?", "name")));

    [McpServerTool(Name = "test_custom_header"), Description("Has an argument that clients repeat as a header.")]
    public static string CustomHeader([McpHeader("Region"), Description("Where to.")] string region) => region;

    [McpServerTool(Name = "test_reconnection"), Description("Ends its stream before it answers: the client comes back for the answer.")]
    public static async Task<string> ReconnectAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        await request.EnablePollingAsync(TimeSpan.FromMilliseconds(200), cancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        return "The client came back.";
    }

    [McpServerTool(Name = "test_logging_tool"), Description("Logs, which reaches only a client that asked for it.")]
    public static string Log(McpServer server)
    {
        server.AsClientLoggerProvider().CreateLogger("conformance").Log(LogLevel.Information, "test_logging_tool ran");
        return "done";
    }
}
