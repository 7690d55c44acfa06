using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using McpOps.Logs;
using McpOps.Logs.Sources;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Logs;

/// <summary>Containers, the health check, periods.</summary>
public sealed class SourceTests
{
    private const string Line = "2026-11-20T06:00:00.123456789Z 2026-11-20 06:00:00,120 - app - ERROR - It broke\n";

    [Fact]
    public async Task Docker_frames_are_taken_off()
    {
        using var framed = new MemoryStream();
        foreach (var piece in new[] { Line[..40], Line[40..], Line })
        {
            var head = new byte[8];
            head[0] = 1;
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), piece.Length);
            framed.Write(head);
            framed.Write(Encoding.UTF8.GetBytes(piece));
        }

        framed.Position = 0;
        using var reader = new StreamReader(new DockerStream(framed));
        Assert.Equal(Line + Line, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        using var plain = new StreamReader(new DockerStream(new MemoryStream(Encoding.UTF8.GetBytes(Line))));
        Assert.Equal(Line, await plain.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_containers_log_is_read_through_the_engines_socket()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Docker's socket is a Unix socket.");
        using var folder = new TemporaryFolder();
        var path = folder["docker.sock"];
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var served = ServeAsync(listener, TestContext.Current.CancellationToken);
        var before = Environment.GetEnvironmentVariable("DOCKER_HOST");
        Environment.SetEnvironmentVariable("DOCKER_HOST", "unix://" + path);
        try
        {
            var entry = Assert.Single(await new LogRun().ReadAsync(LogRun.Of("docker:web")));
            Assert.Equal(("ERROR", "app", "It broke"), (entry.Level, entry.Source, entry.Message));
            Assert.Contains("/containers/web/logs?stdout=1&stderr=1&timestamps=1", await served, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("DOCKER_HOST", before);
        }
    }

    [Theory]
    [InlineData(2, HealthStatus.Healthy)]
    [InlineData(20, HealthStatus.Degraded)]
    public async Task The_check_judges_the_error_rate_of_the_last_hour(int errors, string status)
    {
        using var folder = new TemporaryFolder();
        var now = TimeProvider.System.GetUtcNow();
        var lines = Enumerable.Range(0, 100).Select(index => $"{now.AddMinutes(-30).AddSeconds(index).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)} {(index < errors ? "ERROR It broke" : "INFO All is well")}\n")
            .Prepend($"{now.AddHours(-5).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)} ERROR Something old\n");
        await File.WriteAllTextAsync(folder["app.log"], string.Concat(lines), TestContext.Current.CancellationToken);
        var server = McpServer.FromUrl(new Uri("http://127.0.0.1:1/mcp")) with { Logs = [folder["*.log"]] };
        var check = new LogsCheck(new EngineContext());
        Assert.True(check.AppliesTo(server));
        var result = Assert.Single(await check.CheckAsync(server, TestContext.Current.CancellationToken));
        Assert.Equal((status, (double)errors), (result.Status, result.Value));
        Assert.Contains("It broke", result.Message, StringComparison.Ordinal);
    }

    /// <summary>The hour before the nightly rotation is no quiet one, and what the day before knew is not new.</summary>
    [Fact]
    public async Task The_check_reads_what_was_rotated_out_in_that_time()
    {
        using var folder = new TemporaryFolder();
        string At(int minutes, string text) => $"{TimeProvider.System.GetUtcNow().AddMinutes(-minutes).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)} {text}\n";
        await File.WriteAllTextAsync(folder["app.log.1"], At(600, "ERROR It broke") + At(30, "ERROR It broke") + At(29, "INFO All is well") + At(28, "INFO All is well"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["app.log"], At(1, "INFO All is well"), TestContext.Current.CancellationToken);
        var server = McpServer.FromUrl(new Uri("http://127.0.0.1:1/mcp")) with { Logs = [folder["app.log"]] };
        var result = Assert.Single(await new LogsCheck(new EngineContext()).CheckAsync(server, TestContext.Current.CancellationToken));
        Assert.Equal((25.0, "1 error in 4 entries of the last hour"), (result.Value, result.Message));
    }

    [Fact]
    public async Task The_check_cannot_tell_without_a_log()
    {
        var server = McpServer.FromUrl(new Uri("http://127.0.0.1:1/mcp")) with { Logs = ["/nowhere/at/all.log"] };
        Assert.Equal(HealthStatus.Unknown, Assert.Single(await new LogsCheck(new EngineContext()).CheckAsync(server, TestContext.Current.CancellationToken)).Status);
    }

    [Theory]
    [InlineData("~a;b~c 17\n!! q w e\n%% 9 x\n", "is not understood")]
    [InlineData("INFO up\nERROR It broke\nINFO on\n", "shows no times")]
    public async Task The_check_cannot_tell_of_a_log_whose_format_or_times_cannot_be_read(string lines, string said)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["app.log"], string.Concat(Enumerable.Repeat(lines, 20)), TestContext.Current.CancellationToken);
        var server = McpServer.FromUrl(new Uri("http://127.0.0.1:1/mcp")) with { Logs = [folder["app.log"]] };
        var result = Assert.Single(await new LogsCheck(new EngineContext()).CheckAsync(server, TestContext.Current.CancellationToken));
        Assert.Equal(HealthStatus.Unknown, result.Status);
        Assert.Contains(said, result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("24h", 24 * 60)]
    [InlineData("30m", 30)]
    [InlineData("7d", 7 * 1440)]
    [InlineData("2w", 14 * 1440)]
    public void Ages_are_read(string text, int minutes) => Assert.Equal(TimeSpan.FromMinutes(minutes), LogPeriod.Age(text));

    [Theory]
    [InlineData("yesteryear", null, null, null)]
    [InlineData("2026-11-20", "2026-11-19", null, null)]
    [InlineData(null, null, "20.11.", null)]
    [InlineData(null, null, null, "soon")]
    [InlineData("1h", null, "today", null)]
    public void A_period_that_makes_no_sense_is_refused(string? since, string? until, string? date, string? last) =>
        Assert.Equal("InvalidPeriod", Assert.Throws<McpOpsException>(() => LogPeriod.Parse(since, until, date, last, TimeZoneInfo.Utc, TimeProvider.System)).ErrorId);

    private static async Task<string> ServeAsync(Socket listener, CancellationToken cancellationToken)
    {
        using var connection = await listener.AcceptAsync(cancellationToken);
        var buffer = new byte[4096];
        var read = await connection.ReceiveAsync(buffer, cancellationToken);
        var head = new byte[8];
        head[0] = 2;
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), Line.Length);
        byte[] body = [.. head, .. Encoding.UTF8.GetBytes(Line)];
        await connection.SendAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.multiplexed-stream\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"), cancellationToken);
        await connection.SendAsync(body, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }
}
