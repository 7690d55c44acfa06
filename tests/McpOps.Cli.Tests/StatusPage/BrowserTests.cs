using System.Text.Json;
using McpOps.Cli.Tests.Browsing;
using McpOps.Monitoring;
using McpOps.Probing;
using Microsoft.Playwright;

namespace McpOps.Cli.Tests.StatusPage;

/// <summary>The page in a real browser: it asks nobody else, runs no script but its own, keeps itself up to date, and axe finds nothing. With MCPOPS_PICTURES=FOLDER its pictures are kept.</summary>
public sealed class BrowserTests : IAsyncLifetime
{
    private const string Hostile = "</script><script>document.title='taken'</script><b>\"bold\" & 'name'";
    private static readonly string? Pictures = Chromium.Pictures;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-browser-");
    private ServedServer? _server;
    private Chromium? _browser;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _browser = await Chromium.StartAsync();
        _server = await ServedServer.StartAsync(Stop);
        var servers = new Dictionary<string, object>
        {
            ["crawler"] = new { url = _server.Url, timeoutSeconds = 60, thresholds = new { response = new { warning = 60000, critical = 120000 } }, slo = new { availability = new { target = 99.5 }, response = new { below = 100, target = 95 } } },
            ["orchestrator"] = new { url = "http://127.0.0.1:1/mcp", slo = new { availability = new { target = 99.5 } } },
            ["notes"] = new { command = "no-such-mcp-server" },
            [Hostile] = new { url = "http://127.0.0.1:2/mcp?<i>" },
        };
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "mcpops.json"), JsonSerializer.Serialize(new
        {
            history = new { store = "history" }, watch = new { every = "1s", failures = 1 }, servers,
            alerts = new { windows = new[] { new { name = "patching", cron = "* * * * *", @for = "2m", zone = "UTC", servers = "notes" } } },
        }), Stop);
        await SeedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task It_is_its_own_whole_accessible_and_up_to_date()
    {
        await using var run = await ShownWatchRun.StartAsync(_folder.FullName, Stop);
        await run.UntilAsync("/api/v1/servers", IsComplete, Stop);
        foreach (var (scheme, width) in new[] { (ColorScheme.Light, 1280), (ColorScheme.Dark, 1280), (ColorScheme.Light, 360), (ColorScheme.Dark, 360) })
        {
            await using var context = await _browser!.NewContextAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 }, BypassCSP = false });
            foreach (var (name, path) in new[] { ("index", ""), ("server", "server/crawler"), ("hostile", "server/" + Uri.EscapeDataString(Hostile)) }.Where(one => Pictures is not null || scheme is ColorScheme.Light || one.Item1 is "index"))
            {
                var page = await context.NewPageAsync();
                var asked = new List<string>();
                page.Request += (_, request) => asked.Add(request.Url);
                await page.GotoAsync(new Uri(run.Client.BaseAddress!, path).AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
                Assert.NotEqual("taken", await page.TitleAsync());
                Assert.All(asked, url => Assert.StartsWith(run.Client.BaseAddress!.AbsoluteUri, url, StringComparison.Ordinal));

                // Nothing is wider than the screen: only tables are scrolled, by themselves.
                Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{name} {width}");
                if (Pictures is not null)
                {
                    await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}-{scheme}-{width}.png".ToLowerInvariant()), FullPage = true });
                }

                await page.CloseAsync();
            }
        }

        await AxeAsync(run);
        await PrintsAsync(run);
        await UpdatesAsync(run);
        await WithoutScriptAsync(run);
    }

    // axe is run in a page that takes scripts, with what our page shows.
    private async Task AxeAsync(ShownWatchRun run)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var context = await _browser!.NewContextAsync(new() { ColorScheme = scheme, BypassCSP = true });
            foreach (var path in new[] { "", "server/crawler" })
            {
                var page = await context.NewPageAsync();
                await page.GotoAsync(new Uri(run.Client.BaseAddress!, path).AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
                await Chromium.FindsNothingAsync(page);
                await page.CloseAsync();
            }
        }
    }

    // Also who works in the dark gets black on white, nothing that only a screen can do, and all of it.
    private async Task PrintsAsync(ShownWatchRun run)
    {
        await using var context = await _browser!.NewContextAsync(new() { ColorScheme = ColorScheme.Dark, ViewportSize = new() { Width = 794, Height = 1123 } });
        foreach (var (name, path) in new[] { ("index", ""), ("server", "server/crawler") })
        {
            var page = await context.NewPageAsync();
            await page.GotoAsync(new Uri(run.Client.BaseAddress!, path).AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
            await page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = ColorScheme.Dark });
            Assert.Equal("rgb(255, 255, 255)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
            Assert.Equal("rgb(9, 105, 218)", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('a[href]:not(.skip)')).color"));
            Assert.Equal("rgb(0, 0, 0)", await page.EvaluateAsync<string>("getComputedStyle(document.body).color"));
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), name);
            Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('main *')].every(e => { const s = getComputedStyle(e); return s.overflowY !== 'auto' && s.overflowY !== 'scroll' || e.scrollHeight <= e.clientHeight })"), $"{name} hides what only scrolling shows");
            if (Pictures is not null)
            {
                await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}-print.png"), FullPage = true });
                await page.PdfAsync(new() { Path = Path.Combine(Pictures, $"{name}-print.pdf"), Format = "A4" });
            }

            await page.CloseAsync();
        }
    }

    // A server that is started shows without a reload, and the reader of the screen is told.
    private async Task UpdatesAsync(ShownWatchRun run)
    {
        await using var context = await _browser!.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(run.Client.BaseAddress!.AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.EvaluateAsync("window.same = true");
        await _server!.DisposeAsync();
        _server = null;
        await page.Locator("[data-name=crawler][data-status=Unhealthy]").WaitForAsync(new() { Timeout = 60_000 });
        Assert.True(await page.EvaluateAsync<bool>("window.same === true"));
        Assert.Equal("crawler: Unhealthy", await page.EvaluateAsync<string>("document.getElementById('live').textContent"));
    }

    private async Task WithoutScriptAsync(ShownWatchRun run)
    {
        await using var context = await _browser!.NewContextAsync(new() { JavaScriptEnabled = false });
        var page = await context.NewPageAsync();
        await page.GotoAsync(run.Client.BaseAddress!.AbsoluteUri);
        Assert.Equal(4, await page.Locator("li.server").CountAsync());
        Assert.Equal("60", await page.Locator("meta[http-equiv=refresh]").GetAttributeAsync("content"));
    }

    private static bool IsComplete(string json)
    {
        using var servers = JsonDocument.Parse(json);
        return servers.RootElement.EnumerateArray().All(server => server.GetProperty("isComplete").GetBoolean() && server.GetProperty("checkedAt").ValueKind is JsonValueKind.String)
            && servers.RootElement.EnumerateArray().Where(server => server.GetProperty("server").GetString() is "crawler").All(server => server.GetProperty("objectives").GetArrayLength() == 2);
    }

    // Ninety days of a look every half hour, with a night of maintenance, two outages and a slow week.
    private async Task SeedAsync()
    {
        await using var store = new JsonLinesStore(Path.Combine(_folder.FullName, "history"));
        var now = SampleOf.Whole(TimeProvider.System.GetUtcNow());
        var samples = new List<McpSample>();
        for (var index = 90 * 48; index > 0; index--)
        {
            var slot = now.AddMinutes(-30 * index);
            var day = index / 48.0;
            var wave = 30 + (15 * Math.Sin(index / 7.6)) + (day is > 20 and < 27 ? 60 : 0) + (index % 13);
            samples.Add(Sample("crawler", slot, day is > 40 and < 40.4 ? HealthStatus.Unhealthy : day is > 12 and < 12.2 ? HealthStatus.Degraded : HealthStatus.Healthy, wave));
            if (day is < 60 and not (> 30 and < 33))
            {
                samples.Add(Sample("orchestrator", slot, index < 4 || day is > 5 and < 5.6 ? HealthStatus.Unhealthy : HealthStatus.Healthy, wave * 2));
            }
        }

        foreach (var month in samples.GroupBy(sample => sample.Slot.Month))
        {
            await using var turn = await store.BeginAsync(Stop);
            await turn.AppendAsync([.. month], Stop);
            await turn.CommitAsync(now, Stop);
        }
    }

    private static McpSample Sample(string server, DateTimeOffset slot, string status, double response) => new()
    {
        Server = server, Slot = slot, Status = status, Verdict = status is HealthStatus.Unhealthy ? "Unreachable" : "Healthy", Message = status is HealthStatus.Healthy ? "" : "Nothing listens there.",
        Values = status is HealthStatus.Unhealthy ? new Dictionary<string, double>() : new Dictionary<string, double> { ["response"] = response, ["latency"] = response },
    };
}
