using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using McpOps.Core.Tests.Support;
using McpOps.Protocol;
using McpOps.Servers;
using Microsoft.AspNetCore.Http;

namespace McpOps.Core.Tests.Protocol;

/// <summary>Each way in which an address fails ends in the verdict and the words that a user can act on.</summary>
public sealed class HttpVerdictTests
{
    // What answers is given its time, however busy the machine is; only what never answers is waited for to the end.
    private static readonly ConnectOptions Patient = new() { Timeout = TimeSpan.FromSeconds(60), DiscoverPatience = TimeSpan.FromMilliseconds(300) };
    private static readonly ConnectOptions Brief = Patient with { Timeout = TimeSpan.FromSeconds(3) };

    [Theory]
    [InlineData(401, "", McpVerdict.AuthRequired, "wants credentials (HTTP 401, Bearer)")]
    [InlineData(403, "Forbidden", McpVerdict.AuthRequired, "refuses us (HTTP 403)")]
    [InlineData(404, "", McpVerdict.NotMcp, "nothing at the path '/mcp'")]
    [InlineData(405, "", McpVerdict.NotMcp, "takes no POST")]
    [InlineData(429, "", McpVerdict.ProtocolError, "too many requests (HTTP 429, Retry-After 30)")]
    [InlineData(500, "boom", McpVerdict.ProtocolError, "failed inside (HTTP 500)")]
    [InlineData(502, "<h1>Bad Gateway</h1>", McpVerdict.Unreachable, "A gateway answers")]
    [InlineData(503, "", McpVerdict.Unreachable, "A gateway answers")]
    [InlineData(504, "", McpVerdict.Unreachable, "A gateway answers")]
    [InlineData(302, "", McpVerdict.NotMcp, "redirects (HTTP 302) to ")]
    [InlineData(200, "<!doctype html><title>Shop</title>", McpVerdict.NotMcp, "Shop")]
    [InlineData(200, "", McpVerdict.NotMcp, "nothing in it")]
    [InlineData(200, "{\"status\":\"ok\"}", McpVerdict.NotMcp, "no MCP")]
    [InlineData(200, "{\"jsonrpc\":\"2.0\",\"id\":1,\"res", McpVerdict.ProtocolError, "broken message")]
    [InlineData(200, "lorem ipsum", McpVerdict.NotMcp, "lorem ipsum")]
    public async Task An_answer_that_is_no_MCP_gets_its_verdict(int status, string body, string verdict, string words)
    {
        await using var web = await LoopbackWeb.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = body.StartsWith('{') ? "application/json" : body.StartsWith('<') ? "text/html" : "text/plain";
            context.Response.Headers.WWWAuthenticate = status is 401 ? "Bearer resource_metadata=\"x\"" : default;
            context.Response.Headers.RetryAfter = status is 429 ? "30" : default;
            context.Response.Headers.Location = status is 302 ? "/login" : default;
            await context.Response.WriteAsync(body);
        });
        var probe = await Probe.RunAsync(McpServer.FromUrl(new Uri(web.Url, "/mcp")), Patient);
        Assert.Equal(verdict, probe.Verdict);
        Assert.Contains(words, probe.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", McpVerdict.NotMcp, "begins with \"SSH-2.0-OpenSSH_9.2")]
    [InlineData("\u0015\u0003\u0003\0\u0002\u0002\u0046", McpVerdict.NotMcp, "Use https")]
    [InlineData("", McpVerdict.NotMcp, "closes them without an HTTP answer")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"jsonrpc\":\"2.0\",", McpVerdict.ProtocolError, "in the middle of its answer")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: message\ndata: {\"jsonrpc\":\"2.0\",\"id\"\n\n", McpVerdict.ProtocolError, "broken message")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: hello\n\n", McpVerdict.ProtocolError, "ended its stream of events")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 209715200\r\n\r\n{", McpVerdict.ProtocolError, "more than 16 MiB")]
    public async Task Whatever_comes_over_the_wire_gets_its_verdict(string bytes, string verdict, string words)
    {
        await using var server = RawServer.Answering(bytes);
        var probe = await Probe.RunAsync(McpServer.FromUrl(server.Url), Patient);
        Assert.Equal(verdict, probe.Verdict);
        Assert.Contains(words, probe.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_of_200_MB_ends_early_in_bounded_memory()
    {
        var sent = 0L;
        await using var server = RawServer.Start(async (stream, cancellationToken) =>
        {
            await RawServer.ReadRequestAsync(stream, cancellationToken);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {\"jsonrpc\":\"2.0\",\"x\":\""u8.ToArray(), cancellationToken);
            for (var chunk = new byte[1 << 20]; Interlocked.Read(ref sent) < 200; Interlocked.Increment(ref sent))
            {
                Array.Fill(chunk, (byte)'x');
                await stream.WriteAsync(chunk, cancellationToken);
            }
        });
        var probe = await Probe.RunAsync(McpServer.FromUrl(server.Url));
        Assert.Equal(McpVerdict.ProtocolError, probe.Verdict);
        Assert.Contains("more than 16 MiB", probe.Message, StringComparison.Ordinal);
        Assert.InRange(Interlocked.Read(ref sent), 16, 60);
    }

    [Fact]
    public async Task A_server_that_accepts_and_says_nothing_is_a_time_out()
    {
        await using var server = RawServer.Start((_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));
        var probe = await Probe.RunAsync(McpServer.FromUrl(server.Url), Brief);
        Assert.Equal(McpVerdict.Timeout, probe.Verdict);
        Assert.Contains("within 3 s", probe.Message, StringComparison.Ordinal);
        Assert.InRange(probe.Phases.TotalMs!.Value, 2900, 30_000);
    }

    [Fact]
    public async Task An_answer_that_trickles_is_a_time_out()
    {
        await using var server = RawServer.Start(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"u8.ToArray(), cancellationToken);
            while (true)
            {
                await stream.WriteAsync(" "u8.ToArray(), cancellationToken);
                await Task.Delay(50, cancellationToken);
            }
        });
        var probe = await Probe.RunAsync(McpServer.FromUrl(server.Url), Brief);
        Assert.Equal(McpVerdict.Timeout, probe.Verdict);
        Assert.Contains("No complete answer", probe.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_port_and_a_name_that_does_not_resolve_are_unreachable()
    {
        using var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var closed = await Probe.RunAsync(McpServer.FromUrl(new Uri($"http://127.0.0.1:{((IPEndPoint)reserved.LocalEndPoint!).Port}/mcp")), Patient);
        Assert.Equal(McpVerdict.Unreachable, closed.Verdict);
        Assert.Contains("Nothing listens on 127.0.0.1:", closed.Message, StringComparison.Ordinal);

        var unknown = await Probe.RunAsync(McpServer.FromUrl(new Uri("http://no-such-host.invalid/mcp")), Patient);
        Assert.Equal(McpVerdict.Unreachable, unknown.Verdict);
        Assert.Contains("'no-such-host.invalid' does not resolve", unknown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, -1, "not valid now")]
    [InlineData(false, 30, "self-signed")]
    [InlineData(true, 30, "not for 'localhost'")]
    public async Task A_certificate_that_is_not_trusted_says_why(bool otherName, int days, string words)
    {
        using var certificate = TestCertificates.ForServer(TestCertificates.Make(otherName ? "elsewhere.example" : "localhost", TimeSpan.FromDays(days)));
        await using var server = RawServer.Start(async (stream, cancellationToken) =>
        {
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellationToken);
        });
        var probe = await Probe.RunAsync(McpServer.FromUrl(new Uri($"https://localhost:{server.Url.Port}/mcp")), Patient);
        Assert.Equal(McpVerdict.TlsFailed, probe.Verdict);
        Assert.Contains(words, probe.Message, StringComparison.Ordinal);
        Assert.NotNull(probe.Phases.TlsMs);
    }

    [Fact]
    public async Task Https_to_a_port_that_speaks_plain_HTTP_says_so()
    {
        await using var web = await LoopbackWeb.StartAsync(LoopbackWeb.Json("{}"));
        var probe = await Probe.RunAsync(McpServer.FromUrl(new Uri($"https://127.0.0.1:{web.Url.Port}/mcp")), Patient);
        Assert.Equal(McpVerdict.TlsFailed, probe.Verdict);
        Assert.Contains("use http://", probe.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_speaks_PostgreSQL_is_no_MCP()
    {
        // PostgreSQL takes the first bytes for a length that is out of range, and closes without a word.
        await using var server = RawServer.Start(RawServer.ReadRequestAsync);
        var probe = await Probe.RunAsync(McpServer.FromUrl(server.Url), Patient);
        Assert.Equal(McpVerdict.NotMcp, probe.Verdict);
        Assert.Contains("Is it the right port", probe.Message, StringComparison.Ordinal);
    }
}
