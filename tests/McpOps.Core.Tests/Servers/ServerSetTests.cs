using McpOps.Servers;

namespace McpOps.Core.Tests.Servers;

public sealed class ServerSetTests
{
    private static readonly ServerSet Set = new([.. new[] { "web", "Web-2", "files", "odd[1]" }.Select(name => McpServer.FromUrl(new Uri("http://h"), name: name))], "/x/mcpops.json");

    [Theory]
    [InlineData("WEB", "web")]
    [InlineData("w*", "web,Web-2")]
    [InlineData("?eb", "web")]
    [InlineData("[f-w]*", "web,Web-2,files,odd[1]")]
    [InlineData("*.+", "")]
    [InlineData("odd[1]", "odd[1]")]
    public void A_name_or_wildcard_selects(string name, string expected) =>
        Assert.Equal(expected, string.Join(',', Set.Select(name).Select(server => server.Name)));

    [Fact]
    public void An_unknown_name_is_told_with_the_nearest()
    {
        var exception = Assert.Throws<McpOpsException>(() => Set.Select("flies"));
        Assert.Equal(("ServerNotFound", McpErrorCategory.ObjectNotFound), (exception.ErrorId, exception.Category));
        Assert.Contains("/x/mcpops.json. Did you mean 'files'?", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:8000")]
    [InlineData("/mcp")]
    [InlineData("file:///etc/passwd")]
    public void An_address_that_is_none_is_told(string url) =>
        Assert.Equal("InvalidUrl", Assert.Throws<McpOpsException>(() => McpServer.FromUrl(new Uri(url, UriKind.RelativeOrAbsolute))).ErrorId);

    [Fact]
    public void A_command_that_is_none_is_told() =>
        Assert.Equal("MissingCommand", Assert.Throws<McpOpsException>(() => McpServer.FromCommand(" ")).ErrorId);
}
