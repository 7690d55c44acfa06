using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpOps.Replicas;

/// <summary>The prompts that the suite reads.</summary>
internal static class Prompts
{
    [McpServerPrompt(Name = "test_simple_prompt"), Description("A prompt without arguments.")]
    public static PromptMessage Simple() => Say("This is a simple prompt for testing.");

    [McpServerPrompt(Name = "test_prompt_with_arguments"), Description("A prompt with two arguments.")]
    public static PromptMessage Arguments([Description("The first.")] string arg1, [Description("The second.")] string arg2) =>
        Say($"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'");

    [McpServerPrompt(Name = "test_prompt_with_embedded_resource"), Description("A prompt with a resource.")]
    public static IEnumerable<PromptMessage> Resource([Description("The resource's address.")] string resourceUri) =>
    [
        Say(new EmbeddedResourceBlock { Resource = new TextResourceContents { Uri = resourceUri, MimeType = "text/plain", Text = "Embedded resource content for testing." } }),
        Say("Please process the embedded resource above."),
    ];

    [McpServerPrompt(Name = "test_prompt_with_image"), Description("A prompt with an image.")]
    public static IEnumerable<PromptMessage> Image() =>
        [Say(ImageContentBlock.FromBytes(Fixtures.Png, "image/png")), Say("Please analyze the image above.")];

    [McpServerPrompt(Name = "test_input_required_result_prompt"), Description("A prompt that asks first.")]
    public static PromptMessage Asking(RequestContext<GetPromptRequestParams> request) =>
        Questions.Answered(request.Params.InputResponses, "user_context")
            ? Say($"Context: {request.Params.InputResponses!["user_context"].RawValue.GetRawText()}")
            : throw Questions.Required(null, ("user_context", Questions.Elicit("What context should the prompt use?", "context")));

    private static PromptMessage Say(string text) => Say(new TextContentBlock { Text = text });

    private static PromptMessage Say(ContentBlock content) => new() { Role = Role.User, Content = content };
}
