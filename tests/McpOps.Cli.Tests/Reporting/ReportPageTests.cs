using McpOps.Cli.Tests.Browsing;
using McpOps.Reporting;
using Microsoft.Playwright;

namespace McpOps.Cli.Tests.Reporting;

/// <summary>The report in a real browser: on a screen, on a telephone, on paper and as a mail. With MCPOPS_PICTURES=FOLDER its pictures are kept.</summary>
public sealed class ReportPageTests : IAsyncLifetime
{
    // A4 less margins of 1 cm, at 96 dots an inch.
    private const int Paper = 718;
    private const int Mail = 600;
    private const string Overflowing = "[...document.querySelectorAll('body *')].filter(e => !e.closest('svg') && e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll')).map(e => e.outerHTML.slice(0, 120))";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-report-page-");
    private Chromium? _browser;

    public async ValueTask InitializeAsync()
    {
        _browser = await Chromium.StartAsync();
        foreach (var (name, report) in new[] { ("month", ReportSample.Month("web")), ("hostile", ReportSample.Month(ReportSample.Hostile)) })
        {
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, $"{name}.html"), ReportFormats.Write(report, ReportFormats.Html), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, $"{name}-mail.html"), ReportFormats.Write(report, ReportFormats.Mail), TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task It_fits_every_screen_asks_nobody_and_axe_finds_nothing()
    {
        foreach (var (scheme, width) in new[] { (ColorScheme.Light, 1280), (ColorScheme.Dark, 1280), (ColorScheme.Light, 360), (ColorScheme.Dark, 360) })
        {
            await using var context = await _browser!.NewContextAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 }, BypassCSP = true });
            foreach (var name in new[] { "month", "hostile" })
            {
                var page = await OpenAsync(context, name);
                Assert.NotEqual("taken", await page.TitleAsync());
                await ShowsAllAsync(page, $"{name} {width}");

                // What is to be typed is seen without scrolling to the side, on a telephone too.
                Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('.todo code')].length > 10 && [...document.querySelectorAll('.todo code')].every(e => e.getBoundingClientRect().right <= innerWidth)"), $"{name} {width}");
                if (scheme is ColorScheme.Light || width == 1280 == name is "month")
                {
                    await Chromium.FindsNothingAsync(page);
                }

                await Chromium.PictureAsync(page, $"report-{name}-{scheme}-{width}");
                await page.CloseAsync();
            }
        }
    }

    [Fact]
    public async Task The_beginning_is_read_in_a_minute()
    {
        // What it comes to, what to do about it and whether the targets were met stand on one screen, in some 250 words and figures. This is the README's picture.
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "day.html"), ReportFormats.Write(ReportSample.Day(), ReportFormats.Html), TestContext.Current.CancellationToken);
        await using var context = await _browser!.NewContextAsync(new() { ColorScheme = ColorScheme.Light, ViewportSize = new() { Width = 1000, Height = 1000 } });
        var page = await OpenAsync(context, "day");
        Assert.InRange(await page.EvaluateAsync<double>("[...document.querySelectorAll('h2')].find(h => h.textContent === 'Servers').getBoundingClientRect().top"), 600, 1000);
        Assert.InRange(await page.EvaluateAsync<int>(@"document.body.innerText.split(/\nServers\n/)[0].split(/\s+/).length"), 50, 300);
        await Chromium.PictureAsync(page, "readme", isWhole: false);
    }

    [Fact]
    public async Task On_paper_nothing_is_cut_and_colours_survive()
    {
        await using var context = await _browser!.NewContextAsync(new() { ColorScheme = ColorScheme.Dark, ViewportSize = new() { Width = Paper, Height = 1000 } });
        foreach (var name in new[] { "month", "hostile" })
        {
            var page = await OpenAsync(context, name);
            await page.EmulateMediaAsync(new() { Media = Media.Print });

            // Paper is not scrolled: tables too must fit.
            Assert.Empty(await page.EvaluateAsync<string[]>(Overflowing.Replace(" && !e.closest('.scroll')", "", StringComparison.Ordinal)));
            Assert.Equal("rgb(255, 255, 255)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
            Assert.Equal("exact", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.verdict')).printColorAdjust"));
            await Chromium.PictureAsync(page, $"report-{name}-print");
            await page.CloseAsync();
        }
    }

    [Fact]
    public async Task A_mail_fits_the_width_that_mail_programs_show()
    {
        foreach (var (name, scheme) in new[] { ("month-mail", ColorScheme.Light), ("month-mail", ColorScheme.Dark), ("hostile-mail", ColorScheme.Light) })
        {
            await using var context = await _browser!.NewContextAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = Mail, Height = 900 }, BypassCSP = true });
            var page = await OpenAsync(context, name);
            Assert.NotEqual("taken", await page.TitleAsync());
            await ShowsAllAsync(page, name);
            await Chromium.FindsNothingAsync(page);
            await Chromium.PictureAsync(page, $"report-{name}-{scheme}");
        }
    }

    private async Task<IPage> OpenAsync(IBrowserContext context, string name)
    {
        var page = await context.NewPageAsync();
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url);
        await page.GotoAsync(new Uri(Path.Combine(_folder.FullName, $"{name}.html")).AbsoluteUri);
        Assert.Single(asked);
        return page;
    }

    private static async Task ShowsAllAsync(IPage page, string what)
    {
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), what);
        Assert.Empty(await page.EvaluateAsync<string[]>(Overflowing));
    }
}
