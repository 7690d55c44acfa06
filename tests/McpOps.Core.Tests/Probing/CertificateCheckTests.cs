using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Probing;

public sealed class CertificateCheckTests : IDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(200, HealthStatus.Healthy)]
    [InlineData(20, HealthStatus.Degraded)]
    [InlineData(3, HealthStatus.Unhealthy)]
    [InlineData(-10, HealthStatus.Unhealthy)]
    public async Task A_file_is_judged_by_the_days_left(int days, string status)
    {
        using var certificate = TestCertificates.Make("localhost", TimeSpan.FromDays(days));
        await File.WriteAllTextAsync(_folder["c.pem"], certificate.ExportCertificatePem(), Stop);
        await File.WriteAllBytesAsync(_folder["c.der"], certificate.Export(X509ContentType.Cert), Stop);
        foreach (var result in await CheckAsync(_folder["c.pem"], _folder["c.der"]))
        {
            Assert.Equal((status, days < 0), (result.Status, result.IsRefused));
            Assert.Equal(days, result.Value!.Value, tolerance: 0.1);
            Assert.Equal("days", result.Unit);
        }
    }

    [Fact]
    public async Task In_a_chain_the_first_to_expire_counts_and_a_key_beside_it_does_not_matter()
    {
        using var authority = TestCertificates.Make("Test CA", TimeSpan.FromDays(5), authority: true);
        using var leaf = TestCertificates.Make("localhost", TimeSpan.FromDays(4), authority);
        await File.WriteAllTextAsync(_folder["chain.pem"], $"{leaf.ExportCertificatePem()}\n{leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n{authority.ExportCertificatePem()}", Stop);
        var result = Assert.Single(await CheckAsync(_folder["chain.pem"]));
        Assert.Equal(4, result.Value!.Value, tolerance: 0.1);
        Assert.Contains("CN=localhost", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_certificate_or_not_there_says_so()
    {
        await File.WriteAllTextAsync(_folder["note.pem"], "not a certificate", Stop);
        Assert.Contains("holds no certificate", Assert.Single(await CheckAsync(_folder["note.pem"])).Message, StringComparison.Ordinal);
        Assert.Contains("There is no file", Assert.Single(await CheckAsync(_folder["gone.pem"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_certificate_of_a_TLS_server_is_unhealthy()
    {
        var result = await ServedAsync([TestCertificates.Make("localhost", TimeSpan.FromDays(-2))]);
        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Contains("has expired", result.Message, StringComparison.Ordinal);
        Assert.True(result.Value < 0);
    }

    [Fact]
    public async Task A_certificate_for_another_host_is_unhealthy()
    {
        var result = await ServedAsync([TestCertificates.Make("other.example", TimeSpan.FromDays(200))]);
        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Contains("was not issued for this host name", result.Message, StringComparison.Ordinal);
        Assert.True(result.IsRefused);
    }

    [Fact]
    public async Task A_self_signed_certificate_is_degraded()
    {
        var result = await ServedAsync([TestCertificates.Make("localhost", TimeSpan.FromDays(200))]);
        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Contains("self-signed", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_intermediate_is_named()
    {
        using var root = TestCertificates.Make("Test Root", TimeSpan.FromDays(900), authority: true);
        using var intermediate = TestCertificates.Make("Test Intermediate", TimeSpan.FromDays(800), root, authority: true);
        var result = await ServedAsync([TestCertificates.Make("localhost", TimeSpan.FromDays(200), intermediate)]);
        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Contains("incomplete", result.Message, StringComparison.Ordinal);
        Assert.Contains("Test Intermediate", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_intermediate_that_expires_before_the_certificate_counts()
    {
        using var root = TestCertificates.Make("Test Root", TimeSpan.FromDays(900), authority: true);
        using var intermediate = TestCertificates.Make("Test Intermediate", TimeSpan.FromDays(10), root, authority: true);
        var result = await ServedAsync([TestCertificates.Make("localhost", TimeSpan.FromDays(9.5), intermediate), intermediate, root]);
        Assert.True(result.Value < 10);
        Assert.Equal(HealthStatus.Degraded, result.Status);
    }

    [Fact]
    public async Task A_port_without_TLS_and_a_closed_one_are_unhealthy()
    {
        await using var web = await LoopbackWeb.StartAsync(LoopbackWeb.Json("{}"));
        Assert.Contains("no TLS handshake", Assert.Single(await CheckAsync($"127.0.0.1:{web.Url.Port}")).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", Assert.Single(await CheckAsync("127.0.0.1:1")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_https_address_of_an_inventory_is_checked_and_an_ad_hoc_one_is_not()
    {
        var server = McpServer.FromUrl(new Uri("https://localhost:8443/mcp"));
        Assert.False(new CertificateCheck(TimeProvider.System).AppliesTo(server));
        Assert.True(new CertificateCheck(TimeProvider.System).AppliesTo(server with { Origin = ServerOrigin.Inventory }));
    }

    [Theory]
    [InlineData("example.org:443", true, "example.org", 443)]
    [InlineData("https://example.org/mcp", true, "example.org", 443)]
    [InlineData("https://example.org:8443", true, "example.org", 8443)]
    [InlineData("[::1]:8443", true, "::1", 8443)]
    [InlineData("/etc/ssl/certs/mcp.crt", false, "", 0)]
    [InlineData("C:\\certs\\mcp.crt", false, "", 0)]
    [InlineData("mcp.crt", false, "", 0)]
    public void An_address_is_told_from_a_file(string source, bool isEndpoint, string host, int port)
    {
        Assert.Equal(isEndpoint, CertificateCheck.TryEndpoint(source, out var foundHost, out var foundPort));
        if (isEndpoint)
        {
            Assert.Equal((host, port), (foundHost.Trim('[', ']'), foundPort));
        }
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<McpCheckResult> ServedAsync(X509Certificate2[] chain)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var leaf = TestCertificates.ForServer(chain[0]);
        var context = SslStreamCertificateContext.Create(leaf, [.. chain.Skip(1)], offline: true);
        var serving = ServeOnceAsync(listener, context);
        var result = Assert.Single(await CheckAsync($"localhost:{((IPEndPoint)listener.LocalEndpoint).Port}"));
        await serving;
        chain[0].Dispose();
        return result;
    }

    private static async Task ServeOnceAsync(TcpListener listener, SslStreamCertificateContext context)
    {
        using var client = await listener.AcceptTcpClientAsync(Stop);
        await using var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = context }, Stop);
    }

    private static Task<IReadOnlyList<McpCheckResult>> CheckAsync(params string[] sources) =>
        new CertificateCheck(TimeProvider.System).CheckAsync(new McpServer { Name = "s", Certificates = sources }, Stop);
}
