using System.ComponentModel;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpOps.Replicas;

/// <summary>Tools that answer by themselves, one for each kind of content.</summary>
internal static class ContentTools
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    [McpServerTool(Name = "test_simple_text"), Description("Answers with text.")]
    public static string Text() => "This is a simple text response for testing.";

    [McpServerTool(Name = "test_image_content"), Description("Answers with an image.")]
    public static ContentBlock Image() => ImageContentBlock.FromBytes(Fixtures.Png, "image/png");

    [McpServerTool(Name = "test_audio_content"), Description("Answers with audio.")]
    public static ContentBlock Audio() => AudioContentBlock.FromBytes(Fixtures.Wav, "audio/wav");

    [McpServerTool(Name = "test_embedded_resource"), Description("Answers with a resource.")]
    public static ContentBlock Resource() => Embedded("test://embedded-resource", "text/plain", "This is an embedded resource content.");

    [McpServerTool(Name = "test_multiple_content_types"), Description("Answers with text, an image and a resource.")]
    public static IEnumerable<ContentBlock> Mixed() =>
    [
        new TextContentBlock { Text = "Multiple content types test:" },
        ImageContentBlock.FromBytes(Fixtures.Png, "image/png"),
        Embedded("test://mixed-content-resource", "application/json", """{"test":"data","value":123}"""),
    ];

    [McpServerTool(Name = "test_error_handling"), Description("Always fails.")]
    public static string Fail() => throw new McpException("This tool intentionally returns an error for testing");

    [McpServerTool(Name = "test_tool_with_logging"), Description("Logs while it runs.")]
    public static async Task<string> LogAsync(McpServer server, CancellationToken cancellationToken)
    {
        var log = server.AsClientLoggerProvider().CreateLogger("conformance");
        log.Log(LogLevel.Information, "Tool execution started");
        await Task.Delay(Pause, cancellationToken);
        log.Log(LogLevel.Information, "Tool processing data");
        await Task.Delay(Pause, cancellationToken);
        log.Log(LogLevel.Information, "Tool execution completed");
        return "Tool with logging executed successfully";
    }

    [McpServerTool(Name = "test_tool_with_progress"), Description("Reports progress while it runs.")]
    public static async Task<string> ProgressAsync(McpServer server, RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        foreach (var progress in (int[])[0, 50, 100])
        {
            if (request.Params.ProgressToken is { } token)
            {
                await server.NotifyProgressAsync(token, new ProgressNotificationValue { Progress = progress, Total = 100 }, cancellationToken: cancellationToken);
            }

            await Task.Delay(Pause, cancellationToken);
        }

        return "Tool with progress executed successfully";
    }

    [McpServerTool(Name = SchemaTool.Name), Description("Has an input schema of JSON Schema 2020-12.")]
    public static string Schema() => "done";

    private static EmbeddedResourceBlock Embedded(string uri, string mediaType, string text) =>
        new() { Resource = new TextResourceContents { Uri = uri, MimeType = mediaType, Text = text } };
}
