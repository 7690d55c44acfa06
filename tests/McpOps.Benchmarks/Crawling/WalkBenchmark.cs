using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using McpOps.Crawling;

namespace McpOps.Benchmarks.Crawling;

/// <summary>A site of 2,000 pages on loopback nginx, walked to its end.</summary>
internal sealed class WalkBenchmark : IBenchmark
{
    private const int Pages = 2000;
    private const int Runs = 5;
    private const double Goal = 500;

    public string Name => "walk";

    public string Description => "A site of 2,000 pages on loopback nginx, walked to its end (goal: 500 pages/s on two cores).";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (Command.Find("nginx") is not { } nginx)
        {
            Console.WriteLine("Needs nginx (tests/setup.sh).");
            return;
        }

        var folder = Directory.CreateTempSubdirectory("mcpops-walk-").FullName;
        Process? server = null;
        try
        {
            var port = FreePort();
            await WriteSiteAsync(folder, port, cancellationToken);
            server = Command.Start(nginx, ["-p", folder, "-c", Path.Combine(folder, "nginx.conf")]);
            await WaitAsync(port, cancellationToken);
            var times = new List<double>();
            for (var run = 0; run <= Runs; run++)
            {
                var (count, seconds, processor) = await WalkAsync(new Uri($"http://127.0.0.1:{port}/p0.html"), cancellationToken);
                Console.WriteLine($"{count} pages in {seconds:0.00} s: {count / seconds:0} pages/s; {processor:0.00} s of processor time{(run == 0 ? " (cold)" : "")}");
                if (run > 0)
                {
                    times.Add(count / seconds);
                }
            }

            Console.WriteLine($"median {Pairwise.Median(times):0} pages/s (goal: at least {Goal:0}, {(Pairwise.Median(times) >= Goal ? "reached" : "not reached")})");
        }
        finally
        {
            if (server is not null)
            {
                server.Kill(entireProcessTree: true);
                await server.WaitForExitAsync(CancellationToken.None);
                server.Dispose();
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(int Count, double Seconds, double Processor)> WalkAsync(Uri start, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var before = Environment.CpuUsage.TotalTime;
        var count = 0;
        await foreach (var page in new SiteWalker(new EngineContext(), new WalkOptions { Depth = 100, MaxPages = 2 * Pages }).WalkAsync([start], cancellationToken))
        {
            count += page.Error is null ? 1 : throw new InvalidOperationException($"{page.Uri}: {page.ErrorMessage}");
        }

        return (count, Stopwatch.GetElapsedTime(started).TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }

    // Pages of about 8 kB: navigation, an article of eight paragraphs, twenty links.
    private static async Task WriteSiteAsync(string folder, int port, CancellationToken cancellationToken)
    {
        var random = new Random(7);
        var words = Enumerable.Range(0, 4000).Select(_ => new string([.. Enumerable.Range(0, random.Next(2, 10)).Select(_ => (char)random.Next('a', 'z' + 1))])).ToArray();
        for (var page = 0; page < Pages; page++)
        {
            var html = new StringBuilder($"<!doctype html><html lang=en><head><title>Page {page}</title></head><body><nav><ul>");
            for (var link = 1; link <= 20; link++)
            {
                var target = link <= 10 ? (page * 10) + link : (page * 7) + (link * 13);
                html.Append($"<li><a href=\"/p{target % Pages}.html\">Page {target % Pages}</a></li>");
            }

            html.Append($"</ul></nav><main><article><h1>Page {page}</h1>");
            for (var paragraph = 0; paragraph < 8; paragraph++)
            {
                html.Append("<p>").AppendJoin(' ', Enumerable.Range(0, 120).Select(_ => words[random.Next(words.Length)])).Append(", and so on.</p>");
            }

            await File.WriteAllTextAsync(Path.Combine(folder, $"p{page}.html"), html.Append("</article></main><footer>The end</footer></body></html>").ToString(), cancellationToken);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"), $$"""
            worker_processes 1; daemon off; master_process off; pid {{folder}}/nginx.pid; error_log {{folder}}/error.log;
            events { worker_connections 256; }
            http { access_log off; types { text/html html; } keepalive_requests 1000000; client_body_temp_path {{folder}}/t1; proxy_temp_path {{folder}}/t2; fastcgi_temp_path {{folder}}/t3; uwsgi_temp_path {{folder}}/t4; scgi_temp_path {{folder}}/t5;
              server { listen 127.0.0.1:{{port}}; root {{folder}}; } }
            """, cancellationToken);
    }

    private static async Task WaitAsync(int port, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return;
            }
            catch (SocketException) when (attempt < 100)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
