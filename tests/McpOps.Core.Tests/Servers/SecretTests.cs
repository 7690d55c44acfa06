using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpOps.Servers;

namespace McpOps.Core.Tests.Servers;

/// <summary>Secrets are planted wherever a configuration may hold one; nothing that leaves the core may show them.</summary>
public sealed class SecretTests
{
    private static readonly JsonSerializerOptions Escaped = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Passwords, keys and tokens as they are given out: letters, digits and the signs that need no quoting in an address.
    private static readonly Gen<string> Secret = Gen.Choose(12, 48).SelectMany(length =>
        Gen.Elements("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~+-".ToCharArray()).ArrayOf(length)).Select(characters => "S" + new string(characters));

    private static readonly Gen<string> ArgumentForm = Gen.Elements("--token={0}", "--api-key={0}", "API_KEY={0}", "--header=Authorization: Bearer {0}", "Authorization: Basic {0}", "X-Api-Key: {0}", "postgresql://me:{0}@db/app", "https://h/mcp?api_key={0}&x=1", "{{\"password\": \"{0}\"}}");

    private static readonly Gen<string> UrlForm = Gen.Elements("https://me:{0}@h/mcp", "https://{0}@h/mcp", "https://h/mcp?token={0}", "https://h/mcp?x=1&apiKey={0}#a", "https://h/mcp?sig={0}");

    private static readonly Gen<(string Secret, string Argument, string Url)> Plants =
        from secret in Secret from argument in ArgumentForm from url in UrlForm select (secret, Fill(argument, secret), Fill(url, secret));

    [Fact]
    public void No_secret_of_a_clients_file_is_shown_or_copied() =>
        Prop.ForAll(Plants.ToArbitrary(), plant => Assert.DoesNotContain(plant.Secret, Shown(plant.Secret, plant.Argument, plant.Url), StringComparison.Ordinal)).QuickCheckThrowOnFailure();

    [Fact]
    public void No_secret_of_an_inventory_is_shown() =>
        Prop.ForAll(Plants.ToArbitrary(), plant =>
        {
            using var machine = new FakeMachine();
            var servers = machine.ReadAsync($$"""
                {"servers":{
                  "a":{"command":"x","args":[{{Text(plant.Argument)}},"--password",{{Text(plant.Secret)}},"-e",{{Text("ANY=" + plant.Secret)}}],"env":{"ANY":{{Text(plant.Secret)}} },
                       "service":{"kind":"process","name":"x","startCommand":["x",{{Text(plant.Secret)}}]},
                       "databases":{"d":{"kind":"postgres","host":"h","password":{{Text(plant.Secret)}} } },
                       "probe":{"tool":"t","arguments":{"k":{{Text(plant.Secret)}} } },"load":[{"tool":"t","arguments":{"k":{{Text(plant.Secret)}} } }],
                       "backup":{"afterRestore":[["x",{{Text(plant.Secret)}}]]},"endpoints":{"e":{{Text(plant.Url)}} } },
                  "b":{"url":{{Text(plant.Url)}},"headers":{"X-Any":{{Text(plant.Secret)}} } }
                } }
                """).GetAwaiter().GetResult();
            Assert.All(servers, server => Assert.Contains(plant.Secret, Raw(server), StringComparison.Ordinal));
            Assert.DoesNotContain(plant.Secret, Everything(servers, machine.Notices), StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("https://h/s/7fA9kQ2mX81pLz04Rt6w/mcp")]
    [InlineData("https://h/api/0f8fad5b-d9cb-469f-a165-70867728950e/sse")]
    public void A_key_in_the_path_of_an_address_is_not_shown(string url) =>
        Assert.Contains("/***/", McpServer.FromUrl(new Uri(url)).Target, StringComparison.Ordinal);

    [Theory]
    [InlineData("@modelcontextprotocol/server-everything@2026.8.31")]
    [InlineData("--transport=streamable-http")]
    [InlineData("/home/me/projects/crawl4ai-mcp-server-2024/start_server_v2.py")]
    [InlineData("ghcr.io/github/github-mcp-server:v0.12.1")]
    [InlineData("https://mcp.example.com/v1/tenants/acme-corporation-europe/mcp")]
    public void What_is_no_secret_stays_readable(string argument) =>
        Assert.Equal($"npx {argument}", McpServer.FromCommand("npx", [argument]).Target);

    private static string Shown(string secret, string argument, string url)
    {
        using var machine = new FakeMachine();
        machine.Write("~/.cursor/mcp.json", $$"""
            {"mcpServers":{
              "a":{"command":"x","args":[{{Text(argument)}},"--password",{{Text(secret)}},"-e",{{Text("ANY=" + secret)}}],"env":{"ANY":{{Text(secret)}},"API_KEY":{{Text(secret)}} } },
              "b":{"url":{{Text(url)}},"headers":{"X-Any":{{Text(secret)}},"Authorization":{{Text("Bearer " + secret)}} } },
              "c":{{Text(secret)}}
            } }
            """);
        machine.Write("~/.lmstudio/mcp.json", $"{{\"mcpServers\":{{\"d\": true{secret}");
        machine.Write("~/.codex/config.toml", $"[mcp_servers.e]\ncommand = \"x\"\nenv = {{ K = \"{secret}\" }}\nargs = [{secret}]");

        var servers = machine.DiscoverAsync().GetAwaiter().GetResult();
        var plan = new InventoryCreator(machine.Context, machine.Paths).PlanAsync(new InventoryOptions(), CancellationToken.None).GetAwaiter().GetResult();
        Assert.Equal(2, servers.Count);
        Assert.All(servers, server => Assert.Contains(secret, Raw(server), StringComparison.Ordinal));
        return Everything(servers, machine.Notices) + plan.Text + JsonSerializer.Serialize(plan, Escaped);
    }

    private static string Everything(IReadOnlyList<McpServer> servers, IReadOnlyList<McpNotice> notices) =>
        string.Join('\n', servers.SelectMany(server => new[] { server.ToString(), server.Connection.ToString(), JsonSerializer.Serialize(server, Escaped) }))
        + string.Join('\n', servers.SelectMany(server => server.Endpoints.Select(endpoint => endpoint.ToString()).Concat(server.Databases.Select(database => database.ToString())).Append(server.Service?.ToString()).Append(server.Probe?.ToString()).Append(server.Backup?.ToString())))
        + string.Join('\n', notices.Select(notice => notice.ToString()));

    private static string Raw(McpServer server) => string.Join(' ', server.Connection.Arguments.Concat(server.Connection.Environment.Values).Concat(server.Connection.Headers.Values).Append(server.Connection.Url));

    private static string Fill(string form, string secret) => string.Format(System.Globalization.CultureInfo.InvariantCulture, form, secret);

    private static string Text(string text) => JsonSerializer.Serialize(text, Escaped);
}
