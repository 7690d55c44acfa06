using System.Diagnostics;
using System.Text.Json;

namespace McpOps.Cli.Tests;

/// <summary>What is planted on a host that only a process of its own can be given: a network without anybody else, issuers to trust.</summary>
public sealed class AuditHostTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-cli-");

    public void Dispose() => _folder.Delete(recursive: true);

    // In a network of its own, which nobody reaches: elsewhere tests listen on loopback alone.
    [Theory]
    [InlineData("0.0.0.0", true)]
    [InlineData("127.0.0.1", false)]
    public async Task A_database_on_every_address_is_found_and_one_on_loopback_is_not(string address, bool found)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Command.Find("unshare") is not null && Command.Find("perl") is not null, "A network of its own needs unshare and perl.");
        var inventory = Write("mcpops.json", JsonSerializer.Serialize(new { history = new { store = Path.Combine(_folder.FullName, "state") }, servers = new { web = new { url = "http://127.0.0.1:8000/mcp" } } }));
        var listen = $"perl -MIO::Socket::INET -e '$^F = 255; $s = IO::Socket::INET->new(LocalAddr => \"{address}:5432\", Listen => 1) or die; exec @ARGV' '{Command.McpOps}' audit --config-path '{inventory}' --area ports -o json";
        var said = await Command.RunAsync("unshare", ["-rn", "sh", "-c", $"ip link set lo up 2>/dev/null; {listen}"], TestContext.Current.CancellationToken, _folder.FullName);
        Assert.SkipWhen(said.Output.Length == 0 && said.Error.Contains("unshare", StringComparison.Ordinal), "This account may have no network of its own.");
        using var document = JsonDocument.Parse(said.Output);
        Assert.Equal(found, document.RootElement.EnumerateArray().Any(row => row.GetProperty("ruleId").GetString() is "PORT002" && row.GetProperty("target").GetString() is "tcp/5432"));
    }

    [Theory]
    [InlineData("localhost", true, false)]
    [InlineData("localhost", false, true)]
    [InlineData("other.example", true, true)]
    public async Task A_certificate_that_nobody_trusts_is_found_and_one_that_is_trusted_is_not(string name, bool trusted, bool found)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Command.Find("openssl") is not null, "Trusts a certificate by SSL_CERT_FILE, and serves it by openssl.");
        var port = FreePort.Find();
        var (key, certificate) = (Path.Combine(_folder.FullName, "key.pem"), Path.Combine(_folder.FullName, "cert.pem"));
        var made = await Command.RunAsync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "90", "-subj", $"/CN={name}", "-addext", $"subjectAltName=DNS:{name}", "-keyout", key, "-out", certificate], TestContext.Current.CancellationToken);
        Assert.True(made.ExitCode == 0, made.Error);
        using var server = Process.Start(new ProcessStartInfo("openssl", ["s_server", "-accept", $"127.0.0.1:{port}", "-cert", certificate, "-key", key, "-quiet"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            Assert.True(await Eventually.HoldsAsync(() => Listens(port), TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
            var inventory = Write("mcpops.json", JsonSerializer.Serialize(new { history = new { store = Path.Combine(_folder.FullName, "state") }, servers = new { web = new { url = $"https://localhost:{port}/mcp" } } }));
            var said = await Command.RunAsync(Command.McpOps, ["audit", "--config-path", inventory, "--area", "certificates", "-o", "json"], TestContext.Current.CancellationToken, _folder.FullName,
                new Dictionary<string, string>(StringComparer.Ordinal) { ["SSL_CERT_FILE"] = trusted ? certificate : Path.Combine(_folder.FullName, "none") });
            using var document = JsonDocument.Parse(said.Output);
            Assert.Equal(found, document.RootElement.EnumerateArray().Any(row => row.GetProperty("ruleId").GetString() is "CERT004"));
            Assert.DoesNotContain(document.RootElement.EnumerateArray(), row => row.GetProperty("ruleId").GetString() is "AUDIT001");
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private static bool Listens(int port) => System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(one => one.Port == port);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
