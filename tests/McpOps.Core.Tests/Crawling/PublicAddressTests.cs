using System.Globalization;
using System.Net;
using McpOps.Crawling;
using McpOps.Crawling.Fetching;

namespace McpOps.Core.Tests.Crawling;

/// <summary>What is fetched on behalf of others is public.</summary>
public sealed class PublicAddressTests
{
    private const string Article = "<html><head><title>T</title></head><body><article><p>This is the text of the page, long enough to be content.</p></article></body></html>";

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0177.0.0.1:{0}/")]
    [InlineData("http://0x7f.1:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://0.0.0.0:{0}/")]
    public async Task What_is_not_public_is_refused_on_behalf_of_others(string address)
    {
        await using var site = RawSite.OfPages(new Dictionary<string, string> { ["/"] = Article });
        await using var reader = new PageReader(new EngineContext(), new PageOptions { PublicOnly = true });
        var error = await Assert.ThrowsAsync<McpOpsException>(() => reader.ReadAsync(new Uri(string.Format(CultureInfo.InvariantCulture, address, site.Uri.Port))));
        Assert.Equal("AddressNotPublic", error.ErrorId);
        Assert.Empty(site.Asked);
    }

    [Fact]
    public async Task A_redirect_does_not_get_past_the_guard()
    {
        await using var inner = RawSite.OfPages(new Dictionary<string, string> { ["/"] = Article });
        await using var outer = RawSite.OfAnswers(_ => Redirect($"http://localhost:{inner.Uri.Port}/"));
        await using var reader = new PageReader(new EngineContext(), new PageOptions { PublicOnly = true, AllowedHosts = ["127.0.0.1"] });
        Assert.Equal("AddressNotPublic", (await Assert.ThrowsAsync<McpOpsException>(() => reader.ReadAsync(outer.Uri))).ErrorId);
        Assert.Empty(inner.Asked);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700:4700::1111", true)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    public void Public_addresses_are_told_apart(string address, bool isPublic) => Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

    private static string Redirect(string to) => $"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
}
