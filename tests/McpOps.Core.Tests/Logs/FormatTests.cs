using McpOps.Logs;

namespace McpOps.Core.Tests.Logs;

public sealed class FormatTests
{
    [Theory]
    [InlineData("2026-11-20 06:00:01,123 - crawl.server - ERROR - It broke", "ERROR", "crawl.server", "It broke", "2026-11-20T06:00:01.123Z")]
    [InlineData("2026-11-20 06:00:01.123456 | WARNING  | app.main:run:42 - It broke", "WARNING", "app.main:run:42", "It broke", "2026-11-20T06:00:01.123456Z")]
    [InlineData("INFO:     Application startup complete.", "INFO", null, "Application startup complete.", null)]
    [InlineData("ERROR:root:It broke", "ERROR", null, "root:It broke", null)]
    [InlineData("2026-11-20T06:00:01.123456Z [warning  ] It broke   [app] key=1", "WARNING", null, "It broke   [app] key=1", "2026-11-20T06:00:01.123456Z")]
    [InlineData("{\"timestamp\":\"2026-11-20T06:00:01Z\",\"level\":\"error\",\"event\":\"It broke\",\"logger\":\"app\"}", "ERROR", "app", "It broke", "2026-11-20T06:00:01Z")]
    [InlineData("{\"asctime\":\"2026-11-20 06:00:01,123\",\"levelname\":\"ERROR\",\"name\":\"app\",\"message\":\"It broke\"}", "ERROR", "app", "It broke", "2026-11-20T06:00:01.123Z")]
    [InlineData("{\"level\":50,\"time\":1795154401123,\"pid\":1,\"hostname\":\"h\",\"msg\":\"It broke\"}", "ERROR", null, "It broke", "2026-11-20T06:00:01.123Z")]
    [InlineData("{\"level\":\"warn\",\"message\":\"It broke\",\"timestamp\":\"2026-11-20T06:00:01.000Z\"}", "WARNING", null, "It broke", "2026-11-20T06:00:01Z")]
    [InlineData("{\"name\":\"app\",\"level\":30,\"msg\":\"It works\",\"time\":\"2026-11-20T06:00:01.000Z\",\"v\":0}", "INFO", "app", "It works", "2026-11-20T06:00:01Z")]
    [InlineData("{\"level\":\"info\",\"ts\":1795154401.5,\"caller\":\"main.go:1\",\"msg\":\"It works\"}", "INFO", "main.go:1", "It works", "2026-11-20T06:00:01.5Z")]
    [InlineData("{\"@t\":\"2026-11-20T06:00:01Z\",\"@mt\":\"It {what}\",\"@l\":\"Warning\",\"what\":\"broke\"}", "WARNING", null, "It {what}", "2026-11-20T06:00:01Z")]
    [InlineData("{\"@timestamp\":\"2026-11-20T06:00:01Z\",\"log.level\":\"ERROR\",\"message\":\"It broke\",\"ecs.version\":\"1.2.0\"}", "ERROR", null, "It broke", "2026-11-20T06:00:01Z")]
    [InlineData("{\"timeUnixNano\":\"1795154401000000000\",\"severityText\":\"ERROR\",\"body\":{\"stringValue\":\"It broke\"}}", "ERROR", null, "It broke", "2026-11-20T06:00:01Z")]
    [InlineData("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"1795154401000000000\",\"severityNumber\":17,\"body\":{\"stringValue\":\"It broke\"}}]}]}]}", "ERROR", null, "It broke", "2026-11-20T06:00:01Z")]
    [InlineData("{\"__REALTIME_TIMESTAMP\":\"1795154401000000\",\"PRIORITY\":\"3\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"MESSAGE\":\"It broke\"}", "ERROR", "sshd", "It broke", "2026-11-20T06:00:01Z")]
    [InlineData("time=2026-11-20T06:00:01Z level=error msg=\"It broke\" status=500", "ERROR", null, "It broke", "2026-11-20T06:00:01Z")]
    [InlineData("<34>1 2026-11-20T06:00:01Z host su 42 ID47 [x@1 a=\"b\"] It broke", "CRITICAL", "su", "It broke", "2026-11-20T06:00:01Z")]
    [InlineData("<11>Nov 20 06:00:01 host app[42]: It broke", "ERROR", "app", "It broke", null)]
    [InlineData("Nov 20 06:00:01 host sshd[42]: It broke", null, "sshd", "It broke", null)]
    [InlineData("<3>App.Worker[0] It broke", "ERROR", "App.Worker", "It broke", null)]
    [InlineData("2026-11-20 06:00:01,123 ERROR [main] org.example.App - It broke", "ERROR", "org.example.App", "It broke", "2026-11-20T06:00:01.123Z")]
    [InlineData("[2026-11-20 06:00:01] ERROR: Backup integrity check failed", "ERROR", null, "Backup integrity check failed", "2026-11-20T06:00:01Z")]
    [InlineData("[2026-11-20 06:00:01] Starting daily maintenance...", null, null, "Starting daily maintenance...", "2026-11-20T06:00:01Z")]
    [InlineData("2026-11-20 06:00:01 - Starting health check...", null, null, "Starting health check...", "2026-11-20T06:00:01Z")]
    [InlineData("Fri Nov 20 06:00:01 UTC 2026 - Restarting all services...", null, null, "Restarting all services...", "2026-11-20T06:00:01Z")]
    [InlineData("2026/11/20 06:00:01 [error] 12#0: *1 open() failed", "ERROR", null, "12#0: *1 open() failed", "2026-11-20T06:00:01Z")]
    [InlineData("I1120 06:00:01.123456   42 main.go:7] It works", "INFO", "main.go:7", "It works", null)]
    [InlineData("2026-11-20 06:00:01,123:ERROR:It broke", "ERROR", null, "It broke", "2026-11-20T06:00:01.123Z")]
    [InlineData("2026-11-20T06:00:01.5Z\terror\tIt broke", "ERROR", null, "It broke", "2026-11-20T06:00:01.5Z")]
    [InlineData("[2026-11-20T06:00:01Z ERROR my_crate] It broke", "ERROR", "my_crate", "It broke", "2026-11-20T06:00:01Z")]
    [InlineData("[2026-11-20 06:00:01] production.ERROR: It broke", "ERROR", "production.ERROR", "It broke", "2026-11-20T06:00:01Z")]
    [InlineData("2026-11-20 06:00:01.123  INFO 42 --- [           main] c.e.App                 : It works", "INFO", "c.e.App", "It works", "2026-11-20T06:00:01.123Z")]
    [InlineData("E, [2026-11-20T06:00:01.5 #42] ERROR -- : It broke", "ERROR", "E,", "It broke", "2026-11-20T06:00:01.5Z")]
    [InlineData("2026-11-20 06:00:01.123 UTC [42] bob@app ERROR:  It broke", "ERROR", "42", "It broke", "2026-11-20T06:00:01.123Z")]
    [InlineData("2026-11-20 03:00:01.123 -03 [42] bob@app ERROR:  It broke", "ERROR", "42", "It broke", "2026-11-20T06:00:01.123Z")]
    [InlineData("2026-11-20 03:00:01-03 ERROR It broke", "ERROR", null, "It broke", "2026-11-20T06:00:01Z")]
    [InlineData("2026-11-20 06:00:01 -12 degrees", null, null, "-12 degrees", "2026-11-20T06:00:01Z")]
    [InlineData("2026-11-20 08:00:01 GMT+02:00 ERROR It broke", "ERROR", null, "It broke", "2026-11-20T06:00:01Z")]
    [InlineData("2026-11-20T06:00:01.5Z 0 [Warning] [Server] It broke", "WARNING", "0", "[Server] It broke", "2026-11-20T06:00:01.5Z")]
    [InlineData("11-20 06:00:01.123  1702  2395 E WindowManager: It broke", "ERROR", "WindowManager", "It broke", null)]
    [InlineData("2026-11-20T06:00:01.5Z ##[warning]It is deprecated", "WARNING", null, "It is deprecated", "2026-11-20T06:00:01.5Z")]
    [InlineData("Nov 20 06:00:01 host app[42]: {\"level\":\"error\",\"msg\":\"It broke\"}", "ERROR", "app", "It broke", null)]
    [InlineData("web-1  | {\"level\":\"error\",\"time\":\"2026-11-20T06:00:01Z\",\"msg\":\"It broke\"}", "ERROR", "web-1", "It broke", "2026-11-20T06:00:01Z")]
    [InlineData("{\"log\":\"2026-11-20 06:00:01,123 - app - ERROR - It broke\\n\",\"stream\":\"stderr\",\"time\":\"2026-11-20T06:00:02Z\"}", "ERROR", "app", "It broke", "2026-11-20T06:00:01.123Z")]
    [InlineData("{\"log\":\"ERROR: It broke\\n\",\"stream\":\"stderr\",\"time\":\"2026-11-20T06:00:02Z\"}", "ERROR", null, "It broke", "2026-11-20T06:00:02Z")]
    [InlineData("2026-11-20T06:00:02.123456789Z stderr F ERROR: It broke", "ERROR", null, "It broke", "2026-11-20T06:00:02.1234567Z")]
    [InlineData("{\"t\":{\"$date\":\"2026-11-20T06:00:01Z\"},\"s\":\"E\",\"c\":\"NETWORK\",\"msg\":\"It broke\"}", "ERROR", null, "It broke", "2026-11-20T06:00:01Z")]
    [InlineData("{\"timestamp\":\"2026-11-20T06:00:01Z\",\"level\":\"ERROR\",\"fields\":{\"message\":\"It broke\"},\"target\":\"a::b\"}", "ERROR", null, "It broke", "2026-11-20T06:00:01Z")]
    [InlineData("{\"@t\":\"2026-11-20T06:00:01Z\",\"@m\":\"It works\"}", "INFO", null, "It works", "2026-11-20T06:00:01Z")]
    public async Task A_line_is_read_by_itself(string line, string? level, string? source, string message, string? time)
    {
        var entry = Assert.Single(await new LogRun().ReadAsync(LogRun.OfText(line + "\n")));
        Assert.Equal((level, source, message), (entry.Level, entry.Source, entry.Message));
        if (time is not null)
        {
            Assert.Equal(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).LocalDateTime, entry.Time);
        }
    }

    [Fact]
    public async Task An_access_log_gives_status_client_and_time()
    {
        var lines = """
            192.0.2.1 - - [20/Nov/2026:06:00:01 +0000] "GET /mcp HTTP/1.1" 200 512 "-" "curl/8" 0.250
            192.0.2.1 - bob [20/Nov/2026:06:00:02 +0000] "POST /mcp HTTP/1.1" 503 0 "-" "curl/8" 1.500
            192.0.2.2 - - [20/Nov/2026:06:00:03 +0000] "GET /x HTTP/1.1" 404 0 "-" "curl/8" 0.001

            """;
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText(lines));
        Assert.Equal((3, 1, 1, 0), (summary.Requests, summary.Successes, summary.Errors, summary.Unparsed));
        Assert.Equal(["192.0.2.1", "192.0.2.2"], summary.TopClients.Select(client => client.Name));
        Assert.Equal(1500, summary.LatencyMaxMs);
        Assert.Equal(["200", "404", "503"], summary.StatusCodes.Select(status => status.Name).Order());
    }

    [Theory]
    [InlineData("Nov 20 06:00:01 lb haproxy[1]: 10.0.1.2:33317 [20/Nov/2026:06:00:01.655] http-in app/srv1 10/0/30/69/109 503 2750 - - ---- 1/1/1/1/0 0/0 {agent with a long name} {} \"GET /mcp HTTP/1.1\"", 109)]
    [InlineData("{\"level\":\"error\",\"ts\":1795154401.5,\"msg\":\"handled request\",\"request\":{\"method\":\"GET\",\"uri\":\"/mcp\"},\"duration\":0.25,\"status\":503}", 250)]
    [InlineData("{\"Duration\":12000000,\"DownstreamStatus\":503,\"RequestMethod\":\"GET\",\"RequestPath\":\"/mcp\",\"level\":\"info\",\"time\":\"2026-11-20T06:00:01Z\"}", 12)]
    public async Task Requests_of_proxies_are_counted_in_their_own_units(string line, double milliseconds)
    {
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText(line + "\n"));
        Assert.Equal((1, 1, 0, milliseconds), (summary.Requests, summary.Errors, summary.Successes, summary.LatencyMaxMs));
        Assert.Equal("503", Assert.Single(summary.StatusCodes).Name);
    }

    [Fact]
    public async Task The_metrics_of_a_script_over_several_lines_give_their_latency()
    {
        const string metrics = "{\n  \"timestamp\": \"2026-11-20T06:00:0?Z\",\n  \"system\": {\n    \"cpu_usage\": 1.5\n  },\n  \"application\": {\n    \"response_time\": 0.2?0,\n    \"db_connections\": 3\n  }\n}\n";
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText(string.Concat(Enumerable.Range(1, 3).Select(number => metrics.Replace("?", number.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)))));
        Assert.Equal((3, 3, 230, 0), (summary.Entries, summary.LatencyCount, summary.LatencyMaxMs, summary.Unparsed));
    }

    [Fact]
    public async Task A_trace_within_a_containers_log_joins_its_entry()
    {
        string[] lines = ["2026-11-20 06:00:00,000 - app - ERROR - Failed", "Traceback (most recent call last):", "  File \"a.py\", line 1, in <module>", "ValueError: bad thing", "2026-11-20 06:00:01,000 - app - INFO - On we go"];
        var docker = string.Concat(lines.Select(line => System.Text.Json.JsonSerializer.Serialize(new { log = line + "\n", stream = "stderr", time = "2026-11-20T06:00:09Z" }) + "\n"));
        var entries = await new LogRun().ReadAsync(LogRun.OfText(docker));
        Assert.Equal([1L, 5L], entries.Select(entry => entry.Line));
        Assert.EndsWith("ValueError: bad thing", entries[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_scripts_of_the_guides_write_their_level_as_the_first_word_of_some_lines()
    {
        var entries = await new LogRun().ReadAsync(LogRun.OfText("""
            [2026-11-20 06:00:01] Starting daily maintenance...
            [2026-11-20 06:00:02] OK: crawl is running
            [2026-11-20 06:00:03] WARNING: Disk usage at 91%
            [2026-11-20 06:00:04] ERROR: Failed to start crawl
            2026-11-20 06:00:05 - ❌ nginx is not running
            2026-11-20 06:00:06 - ✅ Disk usage: 20%

            """));
        Assert.Equal([null, "INFO", "WARNING", "ERROR", "ERROR", null], entries.Select(entry => entry.Level));
        Assert.Equal("Failed to start crawl", entries[3].Message);
    }

    [Fact]
    public async Task Uvicorns_request_lines_count_as_requests()
    {
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText("INFO:     127.0.0.1:54321 - \"POST /mcp HTTP/1.1\" 200 OK\nINFO:     127.0.0.1:54322 - \"GET /health HTTP/1.1\" 500 Internal Server Error\n"));
        Assert.Equal((2, 1, 1), (summary.Requests, summary.Successes, summary.Errors));
        Assert.Equal("127.0.0.1", Assert.Single(summary.TopClients).Name);
    }

    [Fact]
    public async Task Mcp_traffic_is_paired_by_id()
    {
        var lines = """
            {"timestamp":"2026-11-20T06:00:00.000Z","message":{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"crawl","arguments":{}}}}
            {"timestamp":"2026-11-20T06:00:00.250Z","message":{"jsonrpc":"2.0","id":1,"result":{"content":[],"isError":false}}}
            {"timestamp":"2026-11-20T06:00:01.000Z","message":{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"crawl","arguments":{}}}}
            {"timestamp":"2026-11-20T06:00:01.100Z","message":{"jsonrpc":"2.0","id":2,"error":{"code":-32602,"message":"Unknown tool"}}}

            """;
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText(lines));
        Assert.Equal((2, 1, 1), (summary.Requests, summary.Successes, summary.Errors));
        Assert.Equal((2, 250), (summary.LatencyCount, summary.LatencyMaxMs));
        Assert.Equal(("crawl", 2), (Assert.Single(summary.TopTools).Name, summary.TopTools[0].Count));
        Assert.Equal("-32602", Assert.Single(summary.TopErrors).ErrorType);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"content":[],"isError":true}}""")]
    [InlineData("""{"result":{"content":[{"type":"text","text":"x"}],"isError":true},"jsonrpc":"2.0","id":1}""")]
    public async Task A_tool_that_failed_is_an_error_wherever_its_result_stands(string answer)
    {
        var lines = "2026-11-20T06:00:00Z [send] {\"method\":\"tools/call\",\"params\":{\"name\":\"crawl\"},\"jsonrpc\":\"2.0\",\"id\":1}\n2026-11-20T06:00:01Z [recv] " + answer + "\n";
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText(lines));
        Assert.Equal((1, 0, 1, 1000), (summary.Requests, summary.Successes, summary.Errors, summary.LatencyMaxMs));
    }

    [Theory]
    [InlineData("ERROR - Failed\nTraceback (most recent call last):\n  File \"a.py\", line 1, in <module>\n    x()\nValueError: bad thing\n", "ValueError")]
    [InlineData("ERROR - Unhandled exception\nSystem.InvalidOperationException: bad thing\n   at App.Main() in a.cs:line 1\n --- End of inner exception stack trace ---\n", "InvalidOperationException")]
    [InlineData("ERROR - Failed\njava.io.IOException: bad thing\n\tat app.Main.run(Main.java:1)\nCaused by: java.net.ConnectException: refused\n\t... 12 more\n", "IOException")]
    [InlineData("ERROR - Failed\nTypeError: bad thing\n    at run (/app/index.js:1:2)\n    at node:internal/main:1:1\n", "TypeError")]
    public async Task A_stack_trace_joins_its_entry(string text, string type)
    {
        var whole = "2026-11-20 06:00:00,000 - app - " + text + "2026-11-20 06:00:01,000 - app - INFO - On we go\n";
        var entries = await new LogRun().ReadAsync(LogRun.OfText(whole));
        Assert.Equal(2, entries.Count);
        Assert.Contains("bad thing", entries[0].Message, StringComparison.Ordinal);
        Assert.Equal(whole.Count(letter => letter == '\n'), entries[1].Line);
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText(whole));
        Assert.Equal((0, 2, 1), (summary.Unparsed, summary.Entries, summary.Errors));
        Assert.Contains(type, summary.TopErrors[0].ErrorType, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_console_of_dotnet_writes_its_message_on_the_next_line()
    {
        var entries = await new LogRun().ReadAsync(LogRun.OfText("info: Microsoft.Hosting.Lifetime[14]\n      Now listening on: http://localhost:5000\nfail: App.Worker[0]\n      It broke\n"));
        Assert.Equal(["INFO", "ERROR"], entries.Select(entry => entry.Level));
        Assert.Contains("It broke", entries[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mixed_formats_are_read_line_by_line()
    {
        var lines = string.Concat(Enumerable.Range(0, 50).Select(index =>
            $"2026-11-20 06:00:{index:00},000 - app - INFO - Plain\n{{\"time\":\"2026-11-20T06:00:{index:00}Z\",\"level\":\"warn\",\"msg\":\"Json\"}}\ntime=2026-11-20T06:00:{index:00}Z level=error msg=Logfmt\n"));
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText(lines));
        Assert.Equal(0, summary.Unparsed);
        Assert.Equal((50, 50, 50), (summary.Levels["INFO"], summary.Levels["WARNING"], summary.Levels["ERROR"]));
    }

    [Fact]
    public async Task Lines_that_fit_nothing_are_counted_and_shown()
    {
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText("2026-11-20 06:00:00,000 - app - INFO - One\n~~ what is this ~~\n2026-11-20 06:00:01,000 - app - INFO - Two\n"));
        Assert.Equal(1, summary.Unparsed);
        Assert.Equal(new McpLogSample("-", 2, 43, "~~ what is this ~~"), Assert.Single(summary.UnparsedSamples));
    }

    [Fact]
    public async Task A_pattern_of_the_user_is_taken_at_its_word()
    {
        var options = LogRun.OfText("E;20.11.2026;engine;It broke\n") with { Pattern = "^(?<level>.);(?<day>[^;]*);(?<source>[^;]*);(?<message>.*)$" };
        var entry = Assert.Single(await new LogRun().ReadAsync(options));
        Assert.Equal(("ERROR", "engine", "It broke"), (entry.Level, entry.Source, entry.Message));
        var wrong = await Assert.ThrowsAsync<McpOpsException>(() => new LogRun().SummarizeAsync(LogRun.OfText("x\n") with { Pattern = "(" }));
        Assert.Equal("InvalidPattern", wrong.ErrorId);
    }

    [Fact]
    public async Task Other_groups_of_a_pattern_are_fields_with_secrets_masked()
    {
        const string Text = "E;20.11.2026;a=b;token=abcdef123456;s3cr3t;;It broke\n";
        const string Pattern = "^(?<level>.);(?<day>[^;]*);([^;]*);token=(?<id>[^;]*);(?<password>[^;]*);(?<none>x)?;(?<message>.*)$";
        var masked = Assert.Single(await new LogRun().ReadAsync(LogRun.OfText(Text) with { Pattern = Pattern }));
        Assert.Equal([("day", "20.11.2026"), ("id", "***"), ("password", "***")], Fields(masked));
        var raw = Assert.Single(await new LogRun().ReadAsync(LogRun.OfText(Text) with { Pattern = Pattern, Raw = true }));
        Assert.Equal([("day", "20.11.2026"), ("id", "abcdef123456"), ("password", "s3cr3t")], Fields(raw));

        static IEnumerable<(string Name, string Value)> Fields(McpLogEntry entry) => entry.Fields.Select(field => (field.Key, field.Value)).OrderBy(field => field.Key, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("login with jwt=s3cr3tvalue failed", "login with jwt=*** failed")]
    [InlineData("connect to redis_url=s3cr3tvalue", "connect to redis_url=***")]
    [InlineData("model key hf_s3cr3tvalue0123456789 refused", "model key *** refused")]
    [InlineData("card 4111 1111 1111 1111 declined", "card *** declined")]
    [InlineData("no secret is passed along this path", "no secret is passed along this path")]
    [InlineData("run tool --password hunter2 --verbose --token abc --name x", "run tool --password *** --verbose --token *** --name x")]
    [InlineData("the password 'hunter2' is wrong", "the password '***' is wrong")]
    [InlineData("the password is wrong", "the password is wrong")]
    [InlineData("pwd is hunter2", "pwd is ***")]
    [InlineData("Invalid API key provided: hunter2", "Invalid API key provided: ***")]
    [InlineData("-----BEGIN PRIVATE KEY----- MIIEvQIBADANBgkqhkiG9w0 -----END PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----***-----END PRIVATE KEY-----")]
    public async Task Secrets_are_masked_in_messages(string message, string shown)
    {
        var entry = Assert.Single(await new LogRun().ReadAsync(LogRun.OfText($"2026-11-20 06:00:00,000 - app - INFO - {message}\n")));
        Assert.Equal(shown, entry.Message);
    }

    [Fact]
    public async Task A_pair_within_a_masked_cookie_is_masked_in_the_fields_too()
    {
        var entry = Assert.Single(await new LogRun().ReadAsync(LogRun.OfText("2026-11-20 06:00:00,000 - app - INFO - Cookie: session=hunter2pass; path=/\n")));
        Assert.Equal("***", entry.Fields["session"]);
    }

    [Fact]
    public async Task Half_a_character_of_JSON_stays_as_it_is_written()
    {
        const string Line = """{"time":"2026-11-20T12:00:00Z","level":"error","msg":"\ud800 lone \n","tool":"\udfff","other":"\udfff"}""";
        var entry = Assert.Single(await new LogRun().ReadAsync(LogRun.OfText(Line + "\n")));
        Assert.Equal(("ERROR", "\\ud800 lone \\n", "\\udfff"), (entry.Level, entry.Message, entry.Fields["other"]));
        Assert.Equal(1, (await new LogRun().SummarizeAsync(LogRun.OfText(Line + "\n"))).Errors);
    }

    [Fact]
    public async Task Each_record_of_a_batch_of_OTLP_is_an_entry_with_its_attributes()
    {
        const string Batch = """{"resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{"name":"app.web"},"logRecords":[{"timeUnixNano":"1795154401000000000","severityNumber":9,"body":{"stringValue":"One"},"attributes":[{"key":"http.response.status_code","value":{"intValue":"503"}}]},{"timeUnixNano":"1795154402000000000","severityNumber":17,"body":{"stringValue":"Two"}}]},{"logRecords":[{"timeUnixNano":"1795154403000000000","severityNumber":13,"body":{"stringValue":"Three"}}]}]}]}""";
        var entries = await new LogRun().ReadAsync(LogRun.OfText(Batch + "\n" + Batch + "\n"));
        Assert.Equal(["One", "Two", "Three", "One", "Two", "Three"], entries.Select(entry => entry.Message));
        Assert.Equal("app.web", entries[0].Source);
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText(Batch + "\n"));
        Assert.Equal((3, 2, 1, "503"), (summary.Entries, summary.Errors, summary.Warnings, Assert.Single(summary.StatusCodes).Name));
    }

    [Fact]
    public async Task A_format_that_is_named_is_the_only_one()
    {
        const string Lines = "{\"level\":\"error\",\"msg\":\"It broke\"}\n2026-11-20 06:00:00 INFO plain\n";
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText(Lines) with { Format = "json" });
        Assert.Equal((1, 1), (summary.Errors, summary.Unparsed));
        Assert.Equal("InvalidFormat", (await Assert.ThrowsAsync<McpOpsException>(() => new LogRun().SummarizeAsync(LogRun.OfText(Lines) with { Format = "xml" }))).ErrorId);
    }
}
