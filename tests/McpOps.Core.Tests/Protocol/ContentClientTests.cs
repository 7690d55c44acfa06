using System.Text.Json.Nodes;
using McpOps.Core.Tests.Support;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Core.Tests.Protocol;

/// <summary>Resources and prompts of a server that others wrote.</summary>
public sealed class ContentClientTests
{
    private const string Static = "demo://resource/static/document/features.md";

    private static readonly ConnectOptions Patient = new() { Timeout = TimeSpan.FromSeconds(30) };

    private static McpServer Everything => NodeServers.Stdio("server-everything");

    private static ContentClient Client => new(new EngineContext());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Resources_and_templates_are_listed_and_read()
    {
        var listed = Assert.Single(await Client.ListResourcesAsync([Everything], Patient, Stop).ToListAsync(Stop));
        Assert.Null(listed.Failure);
        var document = Assert.Single(listed.Records, one => one.Resource == Static);
        Assert.Equal(("server-everything", "features.md", "text/markdown", false), (document.Server, document.Name, document.MimeType, document.IsTemplate));
        Assert.Contains(listed.Records, one => one is { IsTemplate: true, Resource: "demo://resource/dynamic/text/{resourceId}" });

        var text = Assert.Single(await Client.ReadResourceAsync(Everything, Static, Patient, Stop));
        Assert.Equal(("resource", "text/markdown", Static), (text.Type, text.MimeType, text.Uri));
        Assert.StartsWith("#", text.Text, StringComparison.Ordinal);

        var bytes = Assert.Single(await Client.ReadResourceAsync(Everything, "demo://resource/dynamic/blob/1", Patient, Stop));
        Assert.Null(bytes.Text);
        Assert.NotEmpty(bytes.GetBytes());

        var all = await Client.ReadResourceAsync(Everything, "demo://resource/static/*", Patient, Stop);
        Assert.Equal(listed.Records.Count(one => one.Resource.StartsWith("demo://resource/static/", StringComparison.Ordinal)), all.Count);
    }

    [Fact]
    public async Task Prompts_are_listed_and_read()
    {
        var listed = Assert.Single(await Client.ListPromptsAsync([Everything], Patient, Stop).ToListAsync(Stop));
        var asks = Assert.Single(listed.Records, one => one.Prompt == "args-prompt");
        Assert.Equal(["city"], asks.Required);
        Assert.Equal(["state"], asks.Optional);

        var said = Assert.Single(await Client.ReadPromptAsync(Everything, "args-prompt", new ToolArguments { Json = new JsonObject { ["city"] = "Rome" }, Texts = [new("city", "Oslo")] }, Patient, Stop));
        Assert.Equal(("user", "text"), (said.Role, said.Type));
        Assert.Contains("Oslo", said.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_an_error_that_says_so()
    {
        Assert.Equal("ResourceNotRead", (await Assert.ThrowsAsync<McpOpsException>(() => Client.ReadResourceAsync(Everything, "demo://none", Patient, Stop))).ErrorId);
        Assert.Equal("ResourceNotRead", (await Assert.ThrowsAsync<McpOpsException>(() => Client.ReadResourceAsync(Everything, "none*", Patient, Stop))).ErrorId);
        var failure = await Assert.ThrowsAsync<McpOpsException>(() => Client.ReadPromptAsync(Everything, "args-prompt", new ToolArguments(), Patient, Stop));
        Assert.Equal("PromptNotRead", failure.ErrorId);
        Assert.Contains("city", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("demo://a?b=[1]", "demo://a?b=[1]", true)]
    [InlineData("demo://a?b", "demo://a/b", false)]
    [InlineData("demo://a?b*", "demo://axb", false)]
    [InlineData("demo://a?*", "demo://a?b", true)]
    [InlineData("*.md", "demo://x.md", true)]
    [InlineData("*", null, false)]
    [InlineData("a*a", "a", false)]
    [InlineData("a*b*c", "axxbyyC", true)]
    [InlineData("a*b*c", "acb", false)]
    public void A_star_is_the_only_wildcard(string pattern, string? name, bool isMeant) => Assert.Equal(isMeant, ContentClient.IsMeant(pattern, name));
}
