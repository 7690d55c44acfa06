using Microsoft.Playwright;

namespace McpOps.Crawling.Rendering;

/// <summary>One running browser. Nothing else names a type of Playwright, so that it is loaded only when a page must be rendered.</summary>
internal sealed class BrowserSession : IAsyncDisposable
{
    private const string NodeVariable = "PLAYWRIGHT_NODEJS_PATH";

    /// <summary>How long a page may stay busy after it was loaded: scripts that poll never rest.</summary>
    private const float SettleMs = 2000;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private BrowserSession(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>False after the browser crashed or was closed.</summary>
    public bool IsAlive => _browser.IsConnected;

    public static async Task<BrowserSession> StartAsync(string? browserPath)
    {
        var browser = InstalledBrowser.Find(browserPath);
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(NodeVariable)))
        {
            // The driver reads it when it starts; there is no other way to name an installed Node.
            Environment.SetEnvironmentVariable(NodeVariable, InstalledBrowser.FindNode());
        }

        var playwright = await Playwright.CreateAsync();
        try
        {
            // Chromium's sandbox does not run as root.
            return new BrowserSession(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = browser, Headless = true, ChromiumSandbox = !Environment.IsPrivilegedProcess, HandleSIGINT = false, Timeout = 30_000 }));
        }
        catch
        {
            playwright.Dispose();
            throw;
        }
    }

    public async Task<RenderedPage> RenderAsync(Uri uri, PageOptions options, CancellationToken cancellationToken)
    {
        await using var context = await _browser.NewContextAsync(new() { UserAgent = options.UserAgent, ServiceWorkers = ServiceWorkerPolicy.Block, AcceptDownloads = false });
        // Closing the context is what ends a call that waits.
        await using var cancel = cancellationToken.Register(() => _ = context.CloseAsync());
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout((float)options.Timeout.TotalMilliseconds);
        await page.RouteAsync("**/*", route => route.Request.ResourceType is "font" or "media" ? route.AbortAsync() : route.ContinueAsync());
        var response = await page.GotoAsync(uri.AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        try
        {
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle, new() { Timeout = SettleMs });
        }
        catch (TimeoutException)
        {
            // Busy for good: what is there by now is what a reader sees.
        }

        return new RenderedPage(await page.ContentAsync(), new Uri(page.Url), response?.Status ?? 200);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _browser.CloseAsync().WaitAsync(TimeSpan.FromSeconds(5));
        }
        catch (Exception exception) when (exception is PlaywrightException or TimeoutException)
        {
            // It crashed: what is left of it ends with the driver.
        }
        finally
        {
            _playwright.Dispose();
        }
    }
}

/// <summary>A page after its scripts ran.</summary>
internal sealed record RenderedPage(string Html, Uri FinalUri, int Status);
