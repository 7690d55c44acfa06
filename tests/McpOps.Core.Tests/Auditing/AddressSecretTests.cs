using McpOps.Auditing.Secrets;

namespace McpOps.Core.Tests.Auditing;

/// <summary>A credential in an address is a secret wherever it stands; what only refers to one, or looks like one, is none.</summary>
public sealed class AddressSecretTests
{
    [Theory]
    [InlineData("https://mcp.example.org/mcp?api_key=Zk39xQw81LmPz07Rt5")]
    [InlineData("https://mcp.acme.io/mcp?api_key=abcdef123456")]
    [InlineData("https://mcp.acme.io/mcp?profile=a&token=q8Zt6Kd0pRw2")]
    [InlineData("https://mcp.acme.io/mcp?access_token=q8Zt6Kd0pRw2")]
    [InlineData("https://mcp.acme.io/mcp?key=q8Zt6Kd0pRw2")]
    [InlineData("https://mcp.acme.io/mcp?sig=q8Zt6Kd0pRw2%3D")]
    [InlineData("https://mcp.acme.io/mcp?code=q8Zt6Kd0pRw2")]
    [InlineData("https://mcp.acme.io/mcp?exaApiKey=3e3b1b0e-2f4f-4d59-9c41-1d1f5a2b7c11")]
    [InlineData("wss://mcp.acme.io/mcp#access_token=q8Zt6Kd0pRw2")]
    public void A_credential_in_the_query_is_found(string url)
    {
        Assert.Equal("SEC003", SecretFinder.Find("url", url)?.RuleId);
        Assert.Equal("SEC003", SecretFinder.Find("args", url)?.RuleId);
    }

    [Theory]
    [InlineData("https://mcp.acme.io/mcp?api_key=${env:API_KEY_1}")]
    [InlineData("https://mcp.acme.io/mcp?api_key=${input:api-key-2}")]
    [InlineData("https://mcp.acme.io/mcp?api_key=%24%7Benv%3AAPI_KEY_1%7D")]
    [InlineData("https://mcp.acme.io/mcp?api_key={API_KEY_1}")]
    [InlineData("https://mcp.acme.io/mcp?api_key=YOUR_API_KEY_1")]
    [InlineData("https://mcp.acme.io/mcp?api_key=your-key-123")]
    [InlineData("https://mcp.acme.io/mcp?api_key=xxxxxxxx1234")]
    [InlineData("https://mcp.acme.io/mcp?auth=required&token=optional")]
    [InlineData("https://mcp.acme.io/mcp?keyword=web2print9&design=layout2024")]
    [InlineData("https://mcp.acme.io/mcp?max_tokens=4096000000")]
    [InlineData("https://mcp.acme.io/mcp?session_key=2026-11-30T10")]
    [InlineData("https://raw.githubusercontent.com/a/b/3b18e512dba79e4c8300dd08aeb37f8e728b8dad/mcp.json")]
    [InlineData("https://mcp.acme.io/3e3b1b0e-2f4f-4d59-9c41-1d1f5a2b7c11/mcp")]
    public void What_only_looks_like_one_is_not(string url) => Assert.Null(SecretFinder.Find("url", url));

    [Fact]
    public void A_key_in_the_path_of_a_servers_address_looks_like_a_secret_and_an_argument_of_that_kind_does_not()
    {
        const string Url = "https://mcp.acme.io/api/mcp/s/NGY3ZjE2Yy1hOWQ1LTQ2ODMtYjk/mcp";
        Assert.Equal("SEC004", SecretFinder.Find("serverUrl", Url)?.RuleId);
        Assert.Null(SecretFinder.Find("args", Url));
    }

    [Fact]
    public async Task It_is_told_once_of_each_file_and_nothing_of_it_is_shown()
    {
        using var host = new PlantedHost();
        const string Secret = "Zk39xQw81LmPz07Rt5";
        Directory.CreateDirectory(host["work"]);
        string[] files =
        [
            host.Write("work/.vscode/mcp.json", """{"servers":{"acme":{"type":"http","url":"https://mcp.acme.io/mcp?api_key=SECRET"},"asked":{"type":"http","url":"https://mcp.acme.io/mcp?api_key=${input:key}"}}}""".Replace("SECRET", Secret, StringComparison.Ordinal)),
            host.Write("home/.cursor/mcp.json", """{"mcpServers":{"acme":{"command":"npx","args":["mcp-remote@1.0.0","https://mcp.acme.io/mcp?api_key=SECRET"],"env":{"DATABASE":"postgresql://app:SECRET@db/app"}}}}""".Replace("SECRET", Secret, StringComparison.Ordinal)),
            host.Write("mcpops.json", """{"servers":[{"name":"acme","url":"https://mcp.acme.io/mcp?api_key=SECRET"}]}""".Replace("SECRET", Secret, StringComparison.Ordinal)),
        ];
        var found = (await DependencyTests.AuditAsync(host.Options with { Areas = ["secrets"], InventoryPath = files[2] })).Where(finding => finding.RuleId is "SEC003" or "SEC004").ToList();
        Assert.Equal([files[1], files[1], files[2], files[0]], found.Select(finding => finding.Target).Order(StringComparer.Ordinal));
        Assert.All(found, finding => Assert.Matches(@": \*\*\* \(18 characters, #[0-9a-f]{8}\)$", finding.Evidence));
        Assert.DoesNotContain(found, finding => finding.Evidence.Contains(Secret[..2], StringComparison.Ordinal));
    }
}
