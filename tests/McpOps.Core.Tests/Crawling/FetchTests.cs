using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using McpOps.Crawling;

namespace McpOps.Core.Tests.Crawling;

public sealed class FetchTests
{
    private const string Article = "<html><head><title>T</title></head><body><article><p>This is the text of the page, long enough to be content.</p></article></body></html>";

    [Fact]
    public async Task Redirects_are_followed_and_recorded()
    {
        await using var site = RawSite.OfAnswers(path => path switch { "/a" => Redirect("/b"), "/b" => Redirect("/c"), _ => RawSite.Html(Article) });
        await using var reader = new PageReader(new EngineContext());
        var page = await reader.ReadAsync(new Uri(site.Uri, "/a"));
        Assert.Equal(new Uri(site.Uri, "/c"), page.FinalUri);
        Assert.Equal([new Uri(site.Uri, "/a"), new Uri(site.Uri, "/b")], page.Redirects);
        Assert.Equal("T", page.Title);
    }

    [Fact]
    public async Task An_endless_redirect_ends() =>
        Assert.Equal("TooManyRedirects", await ErrorAsync(path => Redirect("/" + (path.Length + 1) + new string('x', path.Length))));

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("data:text/html,x")]
    public async Task Only_http_is_fetched(string address)
    {
        await using var reader = new PageReader(new EngineContext());
        var error = await Assert.ThrowsAsync<McpOpsException>(() => reader.ReadAsync(new Uri(address)));
        Assert.Equal("AddressNotSupported", error.ErrorId);
    }

    [Fact]
    public async Task A_redirect_to_a_file_is_refused() => Assert.Equal("AddressNotSupported", await ErrorAsync(_ => Redirect("file:///etc/passwd")));

    [Theory]
    [InlineData("gzip", 1, true)]
    [InlineData("gzip, gzip", 2, true)]
    [InlineData("identity, gzip, identity, gzip", 2, true)]
    [InlineData("gzip, gzip, gzip", 3, false)]
    public async Task At_most_two_encodings_are_unpacked(string encodings, int times, bool isRead)
    {
        var body = Encoding.ASCII.GetBytes(Article);
        for (var time = 0; time < times; time++)
        {
            body = Gzip(body);
        }

        Assert.Equal(isRead ? null : "PageEncodingUnknown", await ErrorOfAsync(encodings, body));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.0.1:PORT", true)]
    [InlineData("127.0.0.1:1", false)]
    [InlineData("127.0.0.2", false)]
    public async Task An_allowed_host_may_be_one_of_its_ports(string allowed, bool isRead)
    {
        await using var site = RawSite.OfAnswers(_ => RawSite.Html(Article));
        await using var reader = new PageReader(new EngineContext(), new PageOptions { PublicOnly = true, AllowedHosts = [allowed.Replace("PORT", site.Uri.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)] });
        var error = await Record.ExceptionAsync(() => reader.ReadAsync(site.Uri));
        Assert.Equal(isRead ? null : "AddressNotPublic", (error as McpOpsException)?.ErrorId);
    }

    [Fact]
    public async Task Readers_that_share_a_budget_hold_no_more_bytes_than_it_says()
    {
        // Until its size is known a page counts as the largest that there may be.
        using var budget = new PageBudget(bytes: 2 * new PageOptions().MaxBytes, readings: 1);
        var (now, most) = (0, 0);
        var together = new TaskCompletionSource();
        await using var site = RawSite.OfBytes(async (_, stream, cancellationToken) =>
        {
            var here = Interlocked.Increment(ref now);
            most = Math.Max(most, here);
            if (here == 2)
            {
                together.TrySetResult();
            }

            await together.Task.WaitAsync(cancellationToken);
            Interlocked.Decrement(ref now);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {Article.Length}\r\nConnection: close\r\n\r\n{Article}"), cancellationToken);
        });
        await using var one = new PageReader(new EngineContext(), new PageOptions { Budget = budget });
        await using var other = new PageReader(new EngineContext(), new PageOptions { Budget = budget });
        var pages = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => (number % 2 == 0 ? one : other).ReadAsync(new Uri(site.Uri, "/" + number))));
        Assert.All(pages, page => Assert.Equal("T", page.Title));
        Assert.Equal((2, 2 * new PageOptions().MaxBytes), (most, budget.Free));
    }

    [Fact]
    public async Task Bytes_that_a_page_does_not_take_are_others_and_who_came_first_goes_first()
    {
        using var budget = new PageBudget(bytes: 100, readings: 1);
        using var leaving = new CancellationTokenSource();
        var first = (await PageBudget.EnterPageAsync(budget, 80, TestContext.Current.CancellationToken))!;
        var large = PageBudget.EnterPageAsync(budget, 60, leaving.Token).AsTask();
        var small = PageBudget.EnterPageAsync(budget, 30, TestContext.Current.CancellationToken).AsTask();
        var whole = PageBudget.EnterPageAsync(budget, 1000, TestContext.Current.CancellationToken).AsTask();
        Assert.False(large.IsCompleted || small.IsCompleted);

        // The small one does not overtake the large one, but one that has gone is not waited for.
        first.Shrink(50);
        Assert.False(small.IsCompleted);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        var share = (await small)!;
        Assert.Equal((30, 20), (share.Bytes, budget.Free));
        first.Dispose();
        share.Dispose();

        // What is larger than all of it takes all of it.
        Assert.Equal((100, 0), ((await whole)!.Bytes, budget.Free));
        (await whole)!.Dispose();
        Assert.Equal(100, budget.Free);
    }

    private static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    internal static async Task<string?> ErrorOfAsync(string encodings, byte[] body)
    {
        await using var site = RawSite.OfBytes(async (_, stream, cancellationToken) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {encodings}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"), cancellationToken);
            await stream.WriteAsync(body, cancellationToken);
        });
        await using var reader = new PageReader(new EngineContext());
        return (await Record.ExceptionAsync(() => reader.ReadAsync(site.Uri)) as McpOpsException)?.ErrorId;
    }

    [Fact]
    public async Task An_endless_body_ends_at_the_limit()
    {
        await using var site = RawSite.OfBytes(async (_, stream, cancellationToken) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), cancellationToken);
            var piece = Encoding.ASCII.GetBytes($"2000\r\n{string.Concat(Enumerable.Repeat("<p>endless text\n", 0x2000 / 16))}\r\n");
            while (true)
            {
                await stream.WriteAsync(piece, cancellationToken);
            }
        });
        await using var reader = new PageReader(new EngineContext(), new PageOptions { MaxBytes = 1 << 20 });
        Assert.Equal("PageTooLarge", (await Assert.ThrowsAsync<McpOpsException>(() => reader.ReadAsync(site.Uri))).ErrorId);
    }

    [Fact]
    public async Task A_body_that_trickles_ends_at_the_timeout()
    {
        await using var site = RawSite.OfBytes(async (_, stream, cancellationToken) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"u8.ToArray(), cancellationToken);
            while (true)
            {
                await stream.WriteAsync("x"u8.ToArray(), cancellationToken);
                await Task.Delay(20, cancellationToken);
            }
        });
        await using var reader = new PageReader(new EngineContext(), new PageOptions { Timeout = TimeSpan.FromSeconds(0.5) });
        var started = Stopwatch.GetTimestamp();
        Assert.Equal("PageTimeout", (await Assert.ThrowsAsync<McpOpsException>(() => reader.ReadAsync(site.Uri))).ErrorId);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0.4, 20);
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_when_it_says_so()
    {
        var asked = 0;
        await using var site = RawSite.OfAnswers(_ => Interlocked.Increment(ref asked) == 1 ? "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" : RawSite.Html(Article));
        await using var reader = new PageReader(new EngineContext());
        Assert.Equal(200, (await reader.ReadAsync(site.Uri)).Status);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_failure_that_does_not_say_so_is_not_tried_again()
    {
        await using var site = RawSite.OfAnswers(_ => "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        await using var reader = new PageReader(new EngineContext());
        var page = await reader.ReadAsync(site.Uri);
        Assert.Equal((503, "PageStatus"), (page.Status, page.Error));
        Assert.Single(site.Asked);
    }

    [Fact]
    public async Task What_is_no_page_is_said_to_be_none()
    {
        await using var site = RawSite.OfAnswers(_ => "HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 4\r\nConnection: close\r\n\r\n%PDF");
        await using var reader = new PageReader(new EngineContext());
        Assert.Equal("PageNotText", (await Assert.ThrowsAsync<McpOpsException>(() => reader.ReadAsync(site.Uri))).ErrorId);
    }

    [Theory]
    [InlineData("text/html; charset=iso-8859-1", "", "windows-1252")]
    [InlineData("text/html", "<meta charset=windows-1251>", "windows-1251")]
    [InlineData("text/html", "", "utf-8")]
    [InlineData("text/html", "", "windows-1252")]
    public async Task The_encoding_is_found(string contentType, string meta, string encoding)
    {
        var text = encoding == "windows-1251" ? "Привет" : "Überraschung – schön";
        var codec = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.UTF8;
        var body = codec.GetBytes($"<html><head>{meta}<title>{text}</title></head><body><p>x</p></body></html>");
        await using var site = RawSite.OfBytes(async (_, stream, cancellationToken) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n\r\n"), cancellationToken);
            await stream.WriteAsync(body, cancellationToken);
        });
        await using var reader = new PageReader(new EngineContext());
        Assert.Equal(text, (await reader.ReadAsync(site.Uri)).Title);
    }

    private static string Redirect(string to) => $"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    private static async Task<string> ErrorAsync(Func<string, string> answer)
    {
        await using var site = RawSite.OfAnswers(answer);
        await using var reader = new PageReader(new EngineContext());
        return (await Assert.ThrowsAsync<McpOpsException>(() => reader.ReadAsync(site.Uri))).ErrorId;
    }
}
