using System.Text.Json;
using System.Text.Json.Nodes;
using McpOps.Servers;

namespace McpOps.Core.Tests.Servers;

/// <summary>An inventory is changed where it must be: comments, order and layout stay.</summary>
public sealed class InventoryEditTests
{
    private const string Text = """
        // mine
        {
          /* all */
          "servers": {
            // the web
            "web": { "url": "http://h/mcp", "tags": ["a"] }, // on one line
            "Größe": {
              "command": "x", // {not} a "brace"
              "args": ["//", "/*"] // last
            } /* before no comma */
          } // end
        }
        // bye
        """;

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    [Theory]
    [InlineData(Text)]
    [InlineData("{\"servers\":{}}")]
    [InlineData("{ \"servers\": { \"web\": { \"url\": \"http://h/mcp\" } } }")]
    [InlineData("{\n  \"servers\": {\n    // none yet\n  },\n}\n")]
    [InlineData("{\r\n  \"servers\": {\r\n    \"web\": {\r\n      \"url\": \"http://h/mcp\",\r\n    },\r\n  },\r\n}\r\n")]
    public void A_server_is_added_and_all_else_stays(string text)
    {
        var changed = InventoryEdit.Put(text, "new", new JsonObject { ["url"] = "http://n/mcp", ["tags"] = new JsonArray("x") });
        Assert.Equal("http://n/mcp", Servers(changed)["new"]!["url"]!.GetValue<string>());
        Assert.Equal(Servers(text).Count + 1, Servers(changed).Count);
        Assert.All(Servers(text), server => Assert.True(JsonNode.DeepEquals(server.Value, Servers(changed)[server.Key])));
        Assert.All(Comments(text), comment => Assert.Contains(comment, changed, StringComparison.Ordinal));
        Assert.True(JsonNode.DeepEquals(Root(text), Root(InventoryEdit.Remove(changed, "new"))));
    }

    [Theory]
    [InlineData("web", "timeoutSeconds", "5")]
    [InlineData("web", "tags", "[\"b\",\"c\"]")]
    [InlineData("web", "TAGS", "\"x\"")]
    [InlineData("größe", "env", "{\"A\":\"1\"}")]
    [InlineData("Größe", "args", "[]")]
    [InlineData("Größe", "command", "\"y\"")]
    public void A_property_is_set_and_all_else_stays(string server, string property, string value)
    {
        var changed = InventoryEdit.SetProperty(Text, server, property, JsonNode.Parse(value));
        var now = Servers(changed).Single(one => one.Key.Equals(server, StringComparison.OrdinalIgnoreCase)).Value!.AsObject();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(value), now.Single(one => one.Key.Equals(property, StringComparison.OrdinalIgnoreCase)).Value));
        Assert.All(Comments(Text), comment => Assert.Contains(comment, changed, StringComparison.Ordinal));
        var other = Servers(Text).Single(one => !one.Key.Equals(server, StringComparison.OrdinalIgnoreCase));
        Assert.True(JsonNode.DeepEquals(other.Value, Servers(changed)[other.Key]));
    }

    [Theory]
    [InlineData("web", "tags", 1)]
    [InlineData("web", "url", 1)]
    [InlineData("Größe", "args", 1)]
    [InlineData("Größe", "command", 1)]
    [InlineData("Größe", "nothing", 2)]
    public void A_property_is_taken_away_and_all_else_stays(string server, string property, int left)
    {
        var changed = InventoryEdit.SetProperty(Text, server, property, null);
        Assert.Equal(left, Servers(changed)[server]!.AsObject().Count);
        Assert.All(Comments(Text), comment => Assert.Contains(comment, changed, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_property_that_nobody_knows_is_not_written_and_an_old_one_is_told_once()
    {
        using var folder = new TemporaryFolder();
        var path = folder["mcpops.json"];
        await File.WriteAllTextAsync(path, """{ "servers": { "web": { "url": "http://h/mcp", "old": 1 } } }""", TestContext.Current.CancellationToken);
        var notices = new Notices();
        var editor = new InventoryEditor(new EngineContext { Notices = notices });
        var options = new InventoryEditOptions { ConfigPath = path };
        var fault = await Assert.ThrowsAsync<McpOpsException>(() => editor.SetAsync("web", new JsonObject { ["timeoutSecond"] = 5 }, options, TestContext.Current.CancellationToken));
        Assert.Equal("InventoryInvalid", fault.ErrorId);
        Assert.Contains("Did you mean 'timeoutSeconds'?", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("timeoutSecond", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(notices.Ids);

        await editor.SetAsync("web", new JsonObject { ["timeoutSeconds"] = 5 }, options, TestContext.Current.CancellationToken);
        Assert.Equal(["InventoryUnknownProperty"], notices.Ids);
        await editor.SetAsync("web", new JsonObject { ["old"] = null }, options, TestContext.Current.CancellationToken);
        Assert.Single(notices.Ids);
    }

    private sealed class Notices : IProgress<McpNotice>
    {
        public List<string> Ids { get; } = [];

        public void Report(McpNotice value) => Ids.Add(value.Id);
    }

    private static JsonObject Root(string text) => JsonNode.Parse(text, documentOptions: Lenient)!.AsObject();

    private static JsonObject Servers(string text) => Root(text)["servers"]!.AsObject();

    private static IEnumerable<string> Comments(string text) =>
        new[] { "// mine", "/* all */", "// the web", "// on one line", "// {not} a \"brace\"", "// last", "/* before no comma */", "// end", "// bye", "// none yet" }.Where(comment => text.Contains(comment, StringComparison.Ordinal));
}
