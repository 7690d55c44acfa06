using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace McpOps.Cli.Tests.Backups;

/// <summary>
/// A backup as the managed identity of an Automation account or a virtual machine makes it: no secret in the environment, a token from the endpoint of the
/// identity, and https to the account's own name. The name leads through a proxy to Azurite, which looks at the token.
/// </summary>
public sealed class BlobIdentityTests : IDisposable
{
    private const string Host = "devstoreaccount1.blob.core.windows.net";
    private const string Audience = "https://storage.azure.com";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-identity-");
    private Process? _azurite;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Audience, 0)]
    [InlineData("https://vault.azure.net", 1)]
    public async Task A_managed_identity_may_what_its_token_allows(string audience, int code)
    {
        var script = NodePackages.FindFile("azurite/dist/src/blob/main.js");
        var node = await NodePackages.FindNodeAsync(18, Stop);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Trusts a certificate by SSL_CERT_FILE.");
        Assert.SkipUnless(script is not null && node is not null, "azurite is not installed: run tests/setup.sh");

        var port = FreePort.Find();
        WriteCertificate();
        _azurite = Command.Start(node!, [script!, "--blobHost", "127.0.0.1", "--blobPort", $"{port}", "--location", _folder.FullName, "--silent", "--skipApiVersionCheck", "--disableTelemetry", "--oauth", "basic", "--cert", P("cert.pem"), "--key", P("key.pem")]);
        _azurite.OutputDataReceived += (_, _) => { };
        _azurite.BeginOutputReadLine();
        Assert.True(await Eventually.HoldsAsync(() => Answers(port), TimeSpan.FromSeconds(60), Stop), "azurite did not start");

        var asked = new List<string>();
        await using var identity = await StartIdentityAsync(audience, asked);
        using var tunnel = new Tunnel(port);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["IDENTITY_ENDPOINT"] = identity.Urls.First() + "/msi/token",
            ["IDENTITY_HEADER"] = "header-of-the-sandbox",
            ["HTTPS_PROXY"] = $"http://127.0.0.1:{tunnel.Port}",
            ["NO_PROXY"] = "127.0.0.1",
            ["SSL_CERT_FILE"] = P("cert.pem"),
            ["AZURE_STORAGE_MAX_ATTEMPTS"] = "1",
            ["HOME"] = _folder.FullName,
        };
        await MakeContainerAsync(port);
        await File.WriteAllTextAsync(P("page.txt"), "a page", Stop);
        var backup = await Command.RunAsync(Command.McpOps, ["backup", "--path", P("page.txt"), "--as", "web", "--store", "az://devstoreaccount1/bucket"], Stop, _folder.FullName, environment);

        Assert.True(code == backup.ExitCode, backup.Output + backup.Error);
        Assert.NotEmpty(asked);
        Assert.All(asked, one => Assert.Equal($"header-of-the-sandbox {Audience}", one));
        Assert.All(tunnel.Asked, one => Assert.Equal($"{Host}:443", one));
        if (code == 0)
        {
            var verified = await Command.RunAsync(Command.McpOps, ["backup", "verify", "latest", "--deep", "--store", "az://devstoreaccount1/bucket"], Stop, _folder.FullName, environment);
            Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
        }
        else
        {
            Assert.Contains("error AccessDenied", backup.Error, StringComparison.Ordinal);
        }
    }

    public void Dispose()
    {
        _azurite?.Kill(entireProcessTree: true);
        _azurite?.Dispose();
        _folder.Delete(recursive: true);
    }

    private string P(string name) => Path.Combine(_folder.FullName, name);

    private static bool Answers(int port)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // A certificate of the account's name that nobody but the environment of this test trusts.
    private void WriteCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Host);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        File.WriteAllText(P("cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(P("key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    // The container is there before, made with the account's key, as whoever sets up a backup makes it.
    private async Task MakeContainerAsync(int port)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(P("cert.pem"));
        var trusted = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trusted.CustomTrustStore.Add(certificate);
        using var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trusted } };
        using var client = new HttpClient(handler);
        var options = new Azure.Storage.Blobs.BlobClientOptions { Transport = new Azure.Core.Pipeline.HttpClientTransport(client) };
        var service = new Azure.Storage.Blobs.BlobServiceClient(BlobServer.ConnectionTo($"https://127.0.0.1:{port}").Replace("DefaultEndpointsProtocol=http;", "DefaultEndpointsProtocol=https;", StringComparison.Ordinal), options);
        await service.CreateBlobContainerAsync("bucket", cancellationToken: Stop);
    }

    // The endpoint of App Service and Azure Automation: a header that only the sandbox knows, and the resource as a parameter.
    private static async Task<WebApplication> StartIdentityAsync(string audience, List<string> asked)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var identity = builder.Build();
        identity.Run(async context =>
        {
            asked.Add($"{context.Request.Headers["X-IDENTITY-HEADER"]} {context.Request.Query["resource"]}");
            var now = Now.ToUnixTimeSeconds();
            var token = $"{Part("""{"alg":"none","typ":"JWT"}""")}.{Part($$"""{"aud":"{{audience}}","iss":"https://sts.windows.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/","iat":{{now - 60}},"nbf":{{now - 60}},"exp":{{now + 3600}}}""")}.x";
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync($$"""{"access_token":"{{token}}","expires_on":"{{now + 3600}}","resource":"{{audience}}","token_type":"Bearer"}""");
        });
        await identity.StartAsync(Stop);
        return identity;
    }

    private static string Part(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
