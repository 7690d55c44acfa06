using System.Text;
using McpOps.Servers;

namespace McpOps.Core.Tests.Servers;

/// <summary>What a definition holds is masked wherever a server sends it back, also what no shape tells.</summary>
public sealed class KnownValuesTests
{
    private const string Planted = "plain words & more";

    [Theory]
    [InlineData("header")]
    [InlineData("bearer")]
    [InlineData("environment")]
    [InlineData("reference")]
    [InlineData("address")]
    [InlineData("database")]
    public void A_value_is_masked_in_each_form(string place)
    {
        var known = KnownValues.Of(Server(place), name => name == "PLANTED" ? Planted : null);
        string[] forms = [Planted, Uri.EscapeDataString(Planted), "plain+words+%26+more", Convert.ToBase64String(Encoding.UTF8.GetBytes(Planted)), @"plain words \u0026 more"];
        Assert.All(forms, form => Assert.Equal("it got *** and failed", known.Mask($"it got {form} and failed").Replace("***==", "***", StringComparison.Ordinal).Replace("***=", "***", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_public_or_plainly_harmless_stays()
    {
        var server = McpServer.FromCommand("server", [], new Dictionary<string, string>(StringComparer.Ordinal) { ["MODE"] = "production", ["DIR"] = Path.GetTempPath(), ["N"] = "12" });
        Assert.Equal($"production in {Path.GetTempPath()} 12 times", KnownValues.Of(server, _ => null).Mask($"production in {Path.GetTempPath()} 12 times"));
        var web = McpServer.FromUrl(new Uri("http://127.0.0.1:1/"), new Dictionary<string, string>(StringComparer.Ordinal) { ["Accept"] = "application/json" });
        Assert.Equal("application/json", KnownValues.Of(web, _ => null).Mask("application/json"));
    }

    [Theory]
    [InlineData("mysql -uroot -phunter22 db", "mysql -uroot -p*** db")]
    [InlineData("curl -u admin:hunter22 http://x", "curl -u admin:*** http://x")]
    [InlineData("curl --user=admin:hunter22 http://x", "curl --user=admin:*** http://x")]
    [InlineData("passwd for root: hunter22", "passwd for root: ***")]
    [InlineData("pw='hunter22' was wrong", "pw='***' was wrong")]
    [InlineData("login with pin 48213", "login with pin ***")]
    [InlineData("pinned 3 versions, curl took 48213 ms", "pinned 3 versions, curl took 48213 ms")]
    public void Shapes_of_programs_and_sentences_are_masked(string text, string masked) => Assert.Equal(masked, Redaction.MaskText(text));

    [Theory]
    [InlineData("-u admin:hunter22", "-u admin:***")]
    [InlineData("--pw hunter22", "--pw ***")]
    [InlineData("-u 1000:1000", "-u 1000:1000")]
    [InlineData("-p 8080", "-p 8080")]
    [InlineData("-p @scope/package", "-p @scope/package")]
    public void So_are_those_of_arguments(string arguments, string masked) => Assert.Equal(masked, string.Join(' ', Redaction.MaskArguments(arguments.Split(' '))));

    private static McpServer Server(string place) => place switch
    {
        "header" => McpServer.FromUrl(new Uri("http://127.0.0.1:1/"), new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Custom"] = Planted }),
        "bearer" => McpServer.FromUrl(new Uri("http://127.0.0.1:1/"), new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = "Bearer " + Planted }),
        "environment" => McpServer.FromCommand("server", [], new Dictionary<string, string>(StringComparer.Ordinal) { ["CUSTOM"] = Planted }),
        "reference" => McpServer.FromCommand("server", ["--custom", "${env:PLANTED}"]),
        "address" => McpServer.FromUrl(new Uri($"http://user:{Uri.EscapeDataString(Planted)}@127.0.0.1:1/")),
        _ => McpServer.FromCommand("server") with { Databases = [new McpDatabase("postgres", "main") { ConnectionString = $"Host=x;Password={Planted}" }] },
    };
}
