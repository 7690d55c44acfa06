using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace McpOps.Cli.Tests.Serve;

/// <summary><c>mcpops serve</c> as its users run it: a process.</summary>
public sealed class ServeProcessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_it_soon_with_streams_open_and_calls_running(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        using var process = Command.StartHeedful(Command.McpOps, ["serve", "--port", "0", "--fetch-host", "127.0.0.1"]);
        var url = new Uri((await process.StandardError.ReadLineAsync(Token))!.Split("Listening on ")[1].Split(' ')[0]);
        using var client = new RawClient(url);
        var session = await client.OpenAsync();
        using var stream = await client.ListenAsync(session);

        // A site that accepts connections and never answers keeps the call running.
        using var site = new TcpListener(IPAddress.Loopback, 0);
        site.Start();
        var accepted = site.AcceptSocketAsync(Token).AsTask();
        var call = client.PostAsync(
            $$"""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"web_content_extract","arguments":{"url":"http://{{site.LocalEndpoint}}/"} } }""",
            ("Mcp-Session-Id", session));
        Assert.Same(accepted, await Task.WhenAny(accepted, call));

        var watch = Stopwatch.StartNew();
        await Command.RunAsync("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)], Token);
        await process.WaitForExitAsync(Token);

        // The call would have waited for half a minute.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"It took {watch.Elapsed}.");
        Assert.Equal(ExitCodes.Done, process.ExitCode);
        await call.ContinueWith(_ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    [Fact]
    public async Task Its_log_can_be_lines_of_JSON()
    {
        using var process = Command.Start(Command.McpOps, ["serve", "--port", "0", "--log-format", "json"]);
        try
        {
            var first = JsonNode.Parse((await process.StandardError.ReadLineAsync(Token))!)!;
            Assert.Equal("INFO", first["level"]!.GetValue<string>());
            var url = new Uri(first["message"]!.GetValue<string>().Split("Listening on ")[1].Split(' ')[0]);
            using var client = new RawClient(url);
            await client.PostAsync("[]");
            var second = JsonNode.Parse((await process.StandardError.ReadLineAsync(Token))!)!;
            Assert.Equal("WARNING", second["level"]!.GetValue<string>());
            Assert.Matches("POST /mcp 400 in [0-9]+ ms: .*batches", second["message"]!.GetValue<string>());
            await client.PostAsync(RawClient.Initialize, ("Host", "rebound.example"));
            Assert.Contains("rebound.example", await process.StandardError.ReadLineAsync(Token), StringComparison.Ordinal);
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task It_goes_on_when_nobody_reads_its_log()
    {
        using var process = Command.Start(Command.McpOps, ["serve", "--port", "0"]);
        try
        {
            var url = new Uri((await process.StandardError.ReadLineAsync(Token))!.Split("Listening on ")[1].Split(' ')[0]);
            using var client = new RawClient(url);

            // More than a pipe and the reader's buffer hold: each of these is a line of the log.
            for (var request = 0; request < 3000; request++)
            {
                var (response, _) = await client.PostAsync("[]").WaitAsync(TimeSpan.FromSeconds(20), Token);
                Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
                response.Dispose();
            }
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task Over_stdio_it_answers_and_leaves_at_the_end_of_its_input()
    {
        using var process = Command.Start(Command.McpOps, ["serve", "--stdio"]);
        await process.StandardInput.WriteLineAsync(RawClient.Initialize.AsMemory(), Token);
        await process.StandardInput.FlushAsync(Token);
        var answer = JsonNode.Parse((await process.StandardOutput.ReadLineAsync(Token))!)!;
        Assert.Equal("mcpops", answer["result"]?["serverInfo"]?["name"]?.GetValue<string>());

        process.StandardInput.Close();
        await process.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal(ExitCodes.Done, process.ExitCode);
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync(Token));
    }

    [Theory]
    [InlineData("--max-concurrency", "0")]
    [InlineData("--max-queue", "-1")]
    [InlineData("--session-timeout", "soon")]
    [InlineData("--port", "70000")]
    [InlineData("--log-format", "xml")]
    [InlineData("--host", "no-such-host")]
    public async Task A_value_that_makes_no_sense_is_a_usage_error(string option, string value)
    {
        var error = new StringWriter();
        Assert.Equal(ExitCodes.Usage, await CommandLine.RunAsync(["serve", option, value], new CliConsole(new StringWriter(), error, TextReader.Null), Token));
        Assert.Contains(value, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error_that_says_what_to_do()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var error = new StringWriter();
        Assert.Equal(ExitCodes.Failed, await CommandLine.RunAsync(["serve", "--port", port], new CliConsole(new StringWriter(), error, TextReader.Null), Token));
        Assert.Contains("error PortInUse", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("--port", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Hosting", error.ToString(), StringComparison.Ordinal);
    }
}
