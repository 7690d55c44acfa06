namespace McpOps.Core.Tests.Logs;

/// <summary>Lines as servers and frameworks write them, taken from real ones.</summary>
public sealed class ServerFormatTests
{
    [Theory]
    [InlineData("[pid: 29346|app: 0|req: 39/39] 192.0.2.1 () {28 vars in 294 bytes} [Fri Nov 20 12:23:34 2026] GET /boom => generated 0 bytes in 7 msecs (HTTP/1.1 500) 0 headers in 0 bytes (0 switches on core 0)", 7)]
    [InlineData("[GIN] 2026/11/20 - 12:23:34 | 500 |    1.5ms |       192.0.2.1 | POST     \"/boom\"", 1.5)]
    [InlineData("192.0.2.1 - GET /boom HTTP/1.1 500 1 - 0.823 ms", 0.823)]
    [InlineData("example.org:443 192.0.2.1 - - [20/Nov/2026:12:23:34 +0000] \"GET /boom HTTP/1.1\" 500 266 \"-\" \"curl/8\" 823", 0.823)]
    [InlineData("192.0.2.1 - - [20/Nov/2026:12:23:34 +0000] \"GET /boom HTTP/1.1\" 500 266 \"-\" \"curl/8\" rt=0.250 uct=\"-\"", 250)]
    [InlineData("192.0.2.1 - - [20/Nov/2026:12:23:34 +0000] \"GET /boom HTTP/1.1\" 500 266 0/823", 0.823)]
    [InlineData("192.0.2.1 - - [20/Nov/2026:12:23:34 +0000] \"GET /boom HTTP/1.1\" 500 266 \"-\" \"curl/8\" 94 0.250 [default-app-80] [] 10.0.0.7:8080 2 0.249 500 1f2e", 250)]
    public async Task A_request_gives_its_client_status_and_time(string line, double milliseconds)
    {
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText(line + "\n"));
        Assert.Equal((1, 0, 1, 0, milliseconds), (summary.Requests, summary.Successes, summary.Errors, summary.Unparsed, summary.LatencyMaxMs));
        Assert.Equal(("192.0.2.1", "500"), (Assert.Single(summary.TopClients).Name, Assert.Single(summary.StatusCodes).Name));
    }

    [Fact]
    public async Task A_log_of_IIS_names_its_columns_itself()
    {
        var lines = """
            #Software: Microsoft Internet Information Services 10.0
            #Version: 1.0
            #Date: 2026-11-20 06:00:00
            #Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken
            2026-11-20 06:00:01 10.0.0.1 GET /mcp - 443 - 192.0.2.1 curl/8 - 200 0 0 15
            2026-11-20 06:00:02 10.0.0.1 POST /mcp token=hunter2pass 443 bob 192.0.2.1 curl/8 - 503 0 0 250
            2026-11-20 06:00:03 10.0.0.1 GET /x - 443 - 192.0.2.2 Mozilla/5.0+(X11) - 404 0 2 3

            """;
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText(lines) with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo") });
        Assert.Equal((3, 1, 1, 0, 250), (summary.Requests, summary.Successes, summary.Errors, summary.Unparsed, summary.LatencyMaxMs));
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 6, 0, 1, TimeSpan.Zero).LocalDateTime, summary.First);
        Assert.Equal([("192.0.2.1", 2L), ("192.0.2.2", 1)], summary.TopClients.Select(client => (client.Name, client.Count)));
        Assert.DoesNotContain("hunter2pass", Assert.Single(summary.TopErrors).Sample, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Error handling request /boom")]
    [InlineData("Failed to process: incoming request was malformed")]
    public async Task The_failure_of_a_request_is_no_request(string message) =>
        Assert.Equal(0, (await new LogRun().SummarizeAsync(LogRun.OfText($"2026-11-20 06:00:00 ERROR {message}\n"))).Requests);

    [Theory]
    [InlineData("GET /a 200 5.406 ms - 2", 5.406)]
    [InlineData("GET /a 200 2 - 5.406 ms", 5.406)]
    [InlineData("2026-11-20 12:23:50.112 +00:00 [INF] HTTP GET /a responded 200 in 12.5000 ms", 12.5)]
    [InlineData("info: GET /a?x=1 200 2 - 5.406 ms", 5.406)]
    public async Task A_request_in_words_is_counted(string line, double milliseconds)
    {
        var entry = Assert.Single(await new LogRun().ReadAsync(LogRun.OfText(line + "\n")));
        Assert.Equal(("GET", "200"), (entry.Fields["method"], entry.Fields["status"]));
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText(line + "\n" + line.Replace(" 200 ", " 404 ", StringComparison.Ordinal) + "\n"));
        Assert.Equal((2, 1, 0, 0, milliseconds), (summary.Requests, summary.Successes, summary.Errors, summary.Unparsed, summary.LatencyMaxMs));
    }

    [Fact]
    public async Task The_console_of_AspNet_counts_each_request_once_by_its_status()
    {
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText("""
            info: Microsoft.AspNetCore.Hosting.Diagnostics[1]
                  Request starting HTTP/1.1 GET http://localhost:5000/a - - -
            info: Microsoft.AspNetCore.Hosting.Diagnostics[2]
                  Request finished HTTP/1.1 GET http://localhost:5000/a - 200 - text/plain 12.5ms
            info: Microsoft.AspNetCore.Hosting.Diagnostics[1]
                  Request starting HTTP/1.1 POST http://localhost:5000/b application/json 12
            info: Microsoft.AspNetCore.Hosting.Diagnostics[2]
                  Request finished HTTP/1.1 POST http://localhost:5000/b - 500 0 - 7.5ms

            """));
        Assert.Equal((2, 1, 1, 2, 12.5), (summary.Requests, summary.Successes, summary.Errors, summary.LatencyCount, summary.LatencyMaxMs));
        Assert.Equal(("localhost:5000", 2), (Assert.Single(summary.TopDomains).Name, summary.TopDomains[0].Count));
    }

    [Fact]
    public async Task The_message_below_its_header_keeps_its_trace()
    {
        var entry = Assert.Single(await new LogRun().ReadAsync(LogRun.OfText("fail: App.Worker[0]\n      It broke\n      System.TimeoutException: slow\n         at App.Main()\n")));
        Assert.Equal(("ERROR", "It broke\nSystem.TimeoutException: slow\nat App.Main()"), (entry.Level, entry.Message));
    }

    [Theory]
    [InlineData("Request completed with status 500 in 12 ms", 0)]
    [InlineData("Request completed with status code: 404 in 12 ms", 0)]
    [InlineData("Request completed with status 201 in 12 ms", 1)]
    [InlineData("Request completed in 12 ms", 1)]
    public async Task The_end_of_a_request_is_a_success_when_its_status_is(string message, int successes) =>
        Assert.Equal(successes, (await new LogRun().SummarizeAsync(LogRun.OfText($"2026-11-20 06:00:00 INFO {message}\n"))).Successes);

    [Fact]
    public async Task A_request_line_keeps_its_status_in_the_template()
    {
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText(string.Concat(Enumerable.Range(0, 20).Select(index => $"192.0.2.1 - - [20/Nov/2026:12:00:{index:00} +0000] \"GET /a/{index} HTTP/1.1\" {(index % 2 == 0 ? 500 : 503)} {index} \"-\" \"curl/8\"\n"))));
        Assert.All(summary.TopErrors, error => Assert.DoesNotContain("<*>-<*>", error.Template, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_systemd_console_of_dotnet_names_its_category_behind_the_time()
    {
        var entry = Assert.Single(await new LogRun().ReadAsync(LogRun.OfText("<3>2026-11-20T12:23:50+00:00 App.Worker[7] It broke\n")));
        Assert.Equal(("ERROR", "App.Worker", "It broke"), (entry.Level, entry.Source, entry.Message));
    }
}
