using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace McpOps.Cli.Tests.StatusPage;

/// <summary>A watch that listens, as it is called: who asks for what gets what, and who asks for too much gets a sentence.</summary>
public sealed class ListenTests : IAsyncLifetime
{
    private const string Token = "0123456789abcdef";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-listen-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        const string Servers = "\"gone\": { \"url\": \"http://127.0.0.1:1/mcp\", \"slo\": { \"availability\": { \"target\": 99.5 } } }, \"a/b \\\"c\\\" </script> %2F\": { \"url\": \"http://127.0.0.1:2/mcp\" }";
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "mcpops.json"), $$"""{ "history": { "store": "history" }, "watch": { "every": "1s", "failures": 1 }, "servers": { {{Servers}} } }""", Stop);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_others_see_is_what_the_watch_saw()
    {
        await using var run = await ShownWatchRun.StartAsync(_folder.FullName, Stop);
        var metrics = await run.UntilAsync("/metrics", text => text.Contains("mcpops_alert_active{server=\"gone\",rule=\"health\"", StringComparison.Ordinal) && text.Contains("mcpops_slo_burn_rate", StringComparison.Ordinal), Stop);
        Assert.Contains("mcpops_up{server=\"a/b \\\"c\\\" </script> %2F\"} 0", metrics, StringComparison.Ordinal);

        // Each record has one shape, wherever it is asked for.
        using var server = JsonDocument.Parse(await run.Client.GetStringAsync("/api/v1/servers/gone", Stop));
        Assert.Equal(("Unhealthy", "Unreachable"), (server.RootElement.GetProperty("status").GetString(), server.RootElement.GetProperty("verdict").GetString()));
        Assert.Equal(4, server.RootElement.GetProperty("availability").GetArrayLength());
        using var alerts = JsonDocument.Parse(await run.Client.GetStringAsync("/api/v1/alerts", Stop));
        Assert.Contains(alerts.RootElement.EnumerateArray(), alert => alert.GetProperty("server").GetString() == "gone" && alert.GetProperty("state").GetString() == "Firing");
        foreach (var (path, count) in new[] { ("servers", 2), ("health", 2), ("objectives", 1), ("servers/gone/past", 2160), ("servers/gone/past?by=day", 90) })
        {
            using var list = JsonDocument.Parse(await run.Client.GetStringAsync("/api/v1/" + path, Stop));
            Assert.Equal(count, list.RootElement.GetArrayLength());
        }

        using var figures = JsonDocument.Parse(await run.Client.GetStringAsync("/api/v1/metrics?server=gone&metric=success&statistic=count", Stop));
        Assert.True(figures.RootElement[0].GetProperty("value").GetDouble() >= 1);
        Assert.Contains("Unreachable", await run.Client.GetStringAsync("/server/a%2Fb%20%22c%22%20%3C%2Fscript%3E%20%252F", Stop), StringComparison.Ordinal);
        Assert.Contains("gone: Unhealthy", await run.Client.GetStringAsync("/badge/gone.svg", Stop), StringComparison.Ordinal);
        Assert.Contains("gone health: critical", await run.Client.GetStringAsync("/feed.xml", Stop), StringComparison.Ordinal);
        Assert.Contains("probe_success 0\n", await run.Client.GetStringAsync("/probe?target=gone", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_questions_get_an_answer_that_says_what_to_do()
    {
        await using var run = await ShownWatchRun.StartAsync(_folder.FullName, Stop);
        foreach (var (path, status, says) in new[]
        {
            ("/probe", HttpStatusCode.BadRequest, "/probe?target=NAME. There are: gone"), ("/probe?target=nobody", HttpStatusCode.BadRequest, "'nobody' is no server"), ("/probe?target=http://127.0.0.1:1/mcp", HttpStatusCode.BadRequest, "only names of the inventory"),
            ("/probe?target=gone&target=gone", HttpStatusCode.BadRequest, "Say which"), ("/nothing", HttpStatusCode.NotFound, "/metrics"), ("/server/nobody", HttpStatusCode.NotFound, "There is nothing here"), ("/api/v1/servers/nobody", HttpStatusCode.NotFound, "servers/NAME"),
            ("/api/v1/metrics?metric=nothing", HttpStatusCode.NotFound, "MetricNotFound"), ("/api/v1/metrics?window=soon", HttpStatusCode.BadRequest, "'window' takes a time"), ("/api/v1/metrics?statistic=p42", HttpStatusCode.BadRequest, "UnknownStatistic"),
        })
        {
            await run.UntilAsync("/api/v1/health", text => text.Contains("gone", StringComparison.Ordinal), Stop);
            using var answer = await run.Client.GetAsync(path, Stop);
            Assert.Equal((path, status), (path, answer.StatusCode));
            Assert.Contains(says, await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }

        using var post = await run.Client.PostAsync("/", new StringContent(""), Stop);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "evil.example" } };
        using var refused = await run.Client.SendAsync(rebound, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Who_comes_without_the_token_sees_nothing_and_with_public_only_how_servers_are()
    {
        await using (var run = await ShownWatchRun.StartAsync(_folder.FullName, Stop, "--token", Token))
        {
            using var nobody = await run.Client.GetAsync("/", Stop);
            Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
            run.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token + "x");
            using var wrong = await run.Client.GetAsync("/metrics", Stop);
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
            run.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
            await run.UntilAsync("/metrics", text => text.Contains("mcpops_servers 2", StringComparison.Ordinal), Stop);
            run.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("anybody:" + Token)));
            Assert.Contains("MCP servers", await run.Client.GetStringAsync("/", Stop), StringComparison.Ordinal);
        }

        await using (var run = await ShownWatchRun.StartAsync(_folder.FullName, Stop, "--public"))
        {
            var page = await run.UntilAsync("/", text => text.Contains("2 of 2 do not work", StringComparison.Ordinal), Stop);
            Assert.DoesNotContain("127.0.0.1:1", page + await EventAsync(run.Client), StringComparison.Ordinal);
            foreach (var path in new[] { "/server/gone", "/api/v1/servers", "/api/v1/alerts", "/feed.xml" })
            {
                using var answer = await run.Client.GetAsync(path, Stop);
                Assert.Equal((path, HttpStatusCode.OK), (path, answer.StatusCode));
                Assert.DoesNotContain("127.0.0.1:1", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
            }

            foreach (var path in new[] { "/metrics", "/probe?target=gone", "/api/v1/metrics", "/api/v1/health" })
            {
                using var answer = await run.Client.GetAsync(path, Stop);
                Assert.Equal((path, HttpStatusCode.Unauthorized), (path, answer.StatusCode));
            }
        }
    }

    [Theory]
    [InlineData("ListenUnguarded", "--listen", "0.0.0.0:0")]
    [InlineData("InvalidListen", "--listen", "here")]
    [InlineData("InvalidListen", "--listen", "127.0.0.1:70000")]
    [InlineData("InvalidHost", "--listen", "example.org:0", "--public")]
    [InlineData("TokenTooShort", "--listen", "0", "--token", "short")]
    [InlineData("EnvironmentMissing", "--listen", "0", "--token", "${env:MCPOPS_NO_SUCH_VARIABLE}")]
    [InlineData("ListenMissing", "--public")]
    [InlineData("ListenOnce", "--listen", "0", "--once")]
    public async Task What_cannot_be_listened_on_is_refused_before_anything_is_watched(string id, params string[] arguments)
    {
        var (code, output, error) = await Cli.RunAsync(["watch", "--config-path", Path.Combine(_folder.FullName, "mcpops.json"), .. arguments]);
        Assert.NotEqual(0, code);
        Assert.Empty(output);
        Assert.Contains($"error {id}:", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (code, _, error) = await Cli.RunAsync("watch", "--config-path", Path.Combine(_folder.FullName, "mcpops.json"), "--listen", $"127.0.0.1:{port}");
        Assert.Equal(1, code);
        Assert.Contains($"error PortInUse: Cannot listen on 127.0.0.1:{port}", error, StringComparison.Ordinal);
        Assert.Contains("--listen", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scrapers_that_hang_and_a_thousand_connections_hold_nobody_up()
    {
        await using var run = await ShownWatchRun.StartAsync(_folder.FullName, Stop);
        await run.UntilAsync("/metrics", text => text.Contains("mcpops_up", StringComparison.Ordinal), Stop);
        var address = run.Client.BaseAddress!;
        var hanging = new List<TcpClient>();
        try
        {
            for (var index = 0; index < 1000; index++)
            {
                var client = new TcpClient();
                await client.ConnectAsync(address.Host, address.Port, Stop);
                hanging.Add(client);
                if (index % 2 == 0)
                {
                    // Asks, and never reads.
                    await client.GetStream().WriteAsync("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"u8.ToArray(), Stop);
                }
            }

            // The one that is there already is served, and the watch goes on.
            var watch = Stopwatch.StartNew();
            var before = await run.Client.GetStringAsync("/api/v1/servers/gone", Stop);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
            await run.UntilAsync("/api/v1/servers/gone", text => CheckedAt(text) > CheckedAt(before), Stop);
        }
        finally
        {
            hanging.ForEach(client => client.Dispose());
        }

        using var later = new HttpClient { BaseAddress = address };
        Assert.True(await Eventually.HoldsAsync(() => IsServed(later), TimeSpan.FromSeconds(60), Stop));
    }

    private static async Task<string> EventAsync(HttpClient client)
    {
        using var reader = new StreamReader(await client.GetStreamAsync("/events?since=0", Stop));
        var text = new StringBuilder();
        for (string? line; (line = await reader.ReadLineAsync(Stop)) is not null && !line.Contains("\"head\"", StringComparison.Ordinal);)
        {
            text.AppendLine(line);
        }

        Assert.Contains("data: {\"id\":", text.ToString(), StringComparison.Ordinal);
        return text.ToString();
    }

    private static bool IsServed(HttpClient client)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
            using var answer = client.Send(request, Stop);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static DateTime CheckedAt(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("checkedAt").GetDateTime();
    }
}
