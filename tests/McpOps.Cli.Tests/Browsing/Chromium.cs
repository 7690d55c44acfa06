using System.Text.Json;
using Microsoft.Playwright;

namespace McpOps.Cli.Tests.Browsing;

/// <summary>The installed Chromium, and axe in it. With MCPOPS_PICTURES=FOLDER tests of pages keep their pictures there.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string? Axe = NodePackages.FindFile("axe-core/axe.min.js");
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Where pictures are kept; null for nowhere.</summary>
    public static string? Pictures { get; } = Environment.GetEnvironmentVariable("MCPOPS_PICTURES");

    public static async Task<Chromium> StartAsync()
    {
        Assert.SkipWhen(Command.Find("chromium") is null || Command.Find("node") is null, "Chromium or Node is not installed; tests/setup.sh installs them.");
        Assert.SkipWhen(Axe is null, "axe-core is not installed; tests/setup.sh installs it.");
        Environment.SetEnvironmentVariable("PLAYWRIGHT_NODEJS_PATH", Command.Find("node"));
        var playwright = await Playwright.CreateAsync();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Command.Find("chromium"), ChromiumSandbox = !Environment.IsPrivilegedProcess }));
    }

    public Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions? options = null) => _browser.NewContextAsync(options);

    /// <summary>Runs axe on what a page shows; its context must take scripts of others.</summary>
    public static async Task FindsNothingAsync(IPage page)
    {
        await page.AddScriptTagAsync(new() { Path = Axe });
        var found = await page.EvaluateAsync<JsonElement>("async () => { const r = await axe.run(document); return { passes: r.passes.length, violations: r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary).join('; ')) } }");
        Assert.True(found.GetProperty("passes").GetInt32() > 10);
        Assert.Empty(found.GetProperty("violations").EnumerateArray().Select(violation => violation.GetString()));
    }

    /// <summary>Keeps a picture of a page, where they are wanted.</summary>
    public static Task PictureAsync(IPage page, string name, bool isWhole = true) =>
        Pictures is null ? Task.CompletedTask : page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}.png".ToLowerInvariant()), FullPage = isWhole });

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
