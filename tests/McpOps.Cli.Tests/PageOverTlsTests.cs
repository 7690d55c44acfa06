using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using McpOps.Cli.Tests.Serve;

namespace McpOps.Cli.Tests;

/// <summary>Pages from a real nginx over TLS, read by the real command.</summary>
public sealed class PageOverTlsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-page-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public PageOverTlsTests() => Assert.SkipWhen(Nginx.Program is null, "nginx is not installed; tests/setup.sh installs it.");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Http_2_is_spoken_where_the_server_can()
    {
        using var certificate = Nginx.Certificate(days: 30);
        await using var nginx = await Nginx.StartAsync("""default_type text/html; return 200 "<html><head><title>$server_protocol</title></head><body><p>Spoken.</p></body></html>";""", "/", certificate, Token);
        var page = await PageAsync(certificate, nginx.Url);
        Assert.Equal("HTTP/2.0", (string?)page["title"]);
    }

    [Fact]
    public async Task A_page_that_has_not_changed_comes_without_content_and_one_that_has_comes_whole()
    {
        var file = Path.Combine(_folder.FullName, "index.html");
        await File.WriteAllTextAsync(file, "<html><head><title>Old</title></head><body><p>What was there.</p></body></html>", Token);
        using var certificate = Nginx.Certificate(days: 30);
        await using var nginx = await Nginx.StartAsync($"types {{ text/html html; }} root {_folder.FullName};", "/index.html", certificate, Token);

        var first = await PageAsync(certificate, nginx.Url);
        var tag = (string?)first["eTag"];
        Assert.Equal((200, "Old"), ((int)first["status"]!, (string?)first["title"]));

        var again = await PageAsync(certificate, nginx.Url, "--etag", tag!);
        Assert.Equal((304, ""), ((int)again["status"]!, (string?)again["markdown"] ?? ""));
        var since = await PageAsync(certificate, nginx.Url, "--modified-since", (string)first["lastModified"]!);
        Assert.Equal(304, (int)since["status"]!);

        await File.WriteAllTextAsync(file, "<html><head><title>New</title></head><body><p>What came instead.</p></body></html>", Token);
        var changed = await PageAsync(certificate, nginx.Url, "--etag", tag!);
        Assert.Equal((200, "New"), ((int)changed["status"]!, (string?)changed["title"]));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        using var certificate = Nginx.Certificate(days: 30);
        await using var nginx = await Nginx.StartAsync("return 200 secret;", "/", certificate, Token);
        var refused = await Command.RunAsync(Command.McpOps, ["page", nginx.Url.AbsoluteUri], Token);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("PageUnreachable", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Output, StringComparison.Ordinal);
    }

    private async Task<JsonObject> PageAsync(X509Certificate2 certificate, Uri address, params string[] options)
    {
        var trusted = Path.Combine(_folder.FullName, "trusted.pem");
        await File.WriteAllTextAsync(trusted, certificate.ExportCertificatePem(), Token);
        var run = await Command.RunAsync(Command.McpOps, ["page", address.AbsoluteUri, "--output", "json", .. options], Token, environment: new Dictionary<string, string>(StringComparer.Ordinal) { ["SSL_CERT_FILE"] = trusted });
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonNode.Parse(run.Output)!.AsObject();
    }
}
