using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpOps.Monitoring;
using McpOps.Servers;
using Microsoft.Extensions.Time.Testing;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>Channels against receivers that hold the limits of the real ones.</summary>
public sealed class ChannelTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly EngineContext _context = new() { Time = new FakeTimeProvider(Now) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, int> Messages => new MatrixTheoryData<string, int>(["slack", "teams", "discord", "pagerduty", "alertmanager", "webhook"], [0, 1, 20, 1000]);

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task No_message_is_refused_however_large_and_strange(string kind, int alerts)
    {
        var refusals = new ConcurrentQueue<string>();
        await using var web = await LoopbackWeb.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            foreach (var refusal in Limits.Of(kind, body))
            {
                refusals.Enqueue(refusal);
            }

            context.Response.StatusCode = refusals.IsEmpty ? 200 : 400;
        });
        var channel = new ChannelFactory(_context).Make(Channel(kind, web.Url));
        foreach (var message in new[] { Message(alerts, "fired", "short"), Message(alerts, "fired", string.Concat(Enumerable.Repeat("<&>\"\\ \u0001é🚨 @everyone *[x](y) ", 400))), Message(alerts, "resolved", "") with { Closes = true } })
        {
            var result = await channel.SendAsync(message, Stop);
            Assert.Empty(refusals);
            Assert.Equal(SendOutcome.Sent, result.Outcome);
        }
    }

    [Theory]
    [InlineData(200, SendOutcome.Sent)]
    [InlineData(204, SendOutcome.Sent)]
    [InlineData(302, SendOutcome.Never)]
    [InlineData(400, SendOutcome.Never)]
    [InlineData(404, SendOutcome.Never)]
    [InlineData(410, SendOutcome.Never)]
    [InlineData(408, SendOutcome.Again)]
    [InlineData(429, SendOutcome.Again)]
    [InlineData(500, SendOutcome.Again)]
    [InlineData(503, SendOutcome.Again)]
    public async Task A_receivers_answer_decides(int status, object outcome)
    {
        var calls = 0;
        await using var web = await LoopbackWeb.StartAsync(context =>
        {
            calls++;
            context.Response.StatusCode = status;
            context.Response.Headers.Location = status == 302 ? "/elsewhere" : default;
            context.Response.Headers.RetryAfter = status == 429 ? "37" : default;
            return Task.CompletedTask;
        });
        var result = await new ChannelFactory(_context).Make(Channel("webhook", web.Url)).SendAsync(Message(1, "fired", "x"), Stop);
        Assert.Equal(outcome, result.Outcome);
        Assert.Equal(status == 429 ? TimeSpan.FromSeconds(37) : null, result.After);
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Who_hangs_has_no_clear_end_and_who_is_away_has()
    {
        var gate = new TaskCompletionSource();
        await using var web = await LoopbackWeb.StartAsync(_ => gate.Task);
        var hangs = await new ChannelFactory(_context).Make(Channel("slack", web.Url) with { Timeout = TimeSpan.FromMilliseconds(300) }).SendAsync(Message(1, "fired", "x"), Stop);
        gate.SetResult();
        Assert.Equal(SendOutcome.Unclear, hangs.Outcome);
        var away = await new ChannelFactory(_context).Make(Channel("slack", new Uri("http://127.0.0.1:1/"))).SendAsync(Message(1, "fired", "x"), Stop);
        Assert.Equal(SendOutcome.Again, away.Outcome);
    }

    [Fact]
    public async Task A_webhook_is_signed_as_Standard_Webhooks_says()
    {
        Dictionary<string, string>? headers = null;
        var body = "";
        await using var web = await LoopbackWeb.StartAsync(async context =>
        {
            headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            using var reader = new StreamReader(context.Request.Body);
            body = await reader.ReadToEndAsync();
        });
        var key = Encoding.UTF8.GetBytes("a key of twenty-four bytes or more");
        var secret = "whsec_" + Convert.ToBase64String(key);
        var channel = new ChannelFactory(_context).Make(new McpChannel("hook", "webhook") { Texts = new Dictionary<string, string> { ["url"] = web.Url.ToString(), ["secret"] = secret } });
        await channel.SendAsync(Message(1, "fired", "x"), Stop);
        var (id, time) = (headers!["webhook-id"], headers["webhook-timestamp"]);
        Assert.DoesNotContain('.', id);
        Assert.Equal(Now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), time);
        Assert.Equal("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{time}.{body}"))), headers["webhook-signature"]);
    }

    [Theory]
    [InlineData("{{ title }}", "[critical] server0: Unreachable")]
    [InlineData("{% for a in alerts %}{{ a.server }}:{{ a.rule }};{% endfor %}", "server0:health;")]
    [InlineData("{{ title", "is wrong")]
    [InlineData("{% for i in (1..1000000) %}xxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}", "failed")]
    public async Task A_template_gives_the_body_and_one_that_fails_does_not_lose_the_alert(string template, string expected)
    {
        var body = "";
        await using var web = await LoopbackWeb.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            body = await reader.ReadToEndAsync();
        });
        var channel = new ChannelFactory(_context).Make(new McpChannel("hook", "webhook") { Texts = new Dictionary<string, string> { ["url"] = web.Url.ToString(), ["template"] = template } });
        Assert.Equal(SendOutcome.Sent, (await channel.SendAsync(Message(1, "fired", "x"), Stop)).Outcome);
        Assert.Contains(expected, body, StringComparison.Ordinal);
        Assert.Contains("server0", body, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(body), 1, 20_000);
    }

    /// <summary>A program that does not read holds nobody, and one that leaves another behind has done its work.</summary>
    [Theory]
    [InlineData("exec sleep 60", SendOutcome.Unclear)]
    [InlineData("sleep 8 & cat > /dev/null", SendOutcome.Sent)]
    public async Task A_command_that_does_not_read_or_leaves_a_child_holds_nobody(string script, object outcome)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sh");
        var channel = new ChannelFactory(_context).Make(new McpChannel("run", "command") { Command = ["sh", "-c", script], Timeout = TimeSpan.FromSeconds(outcome is SendOutcome.Sent ? 60 : 1) });

        // More than a pipe holds.
        var result = await channel.SendAsync(Message(200, "fired", new string('x', 1000)), Stop).WaitAsync(TimeSpan.FromSeconds(50), Stop);
        Assert.Equal(outcome, result.Outcome);
    }

    [Fact]
    public async Task A_command_gets_JSON_and_its_end_decides()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sh");
        using var folder = new TemporaryFolder();
        var file = folder["out.json"];
        var writes = new ChannelFactory(_context).Make(new McpChannel("run", "command") { Command = ["sh", "-c", "cat > \"$1\"", "x", file] });
        Assert.Equal(SendOutcome.Sent, (await writes.SendAsync(Message(1, "fired", "$(touch evil)"), Stop)).Outcome);
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(file, Stop));
        Assert.Equal("server0", document.RootElement.GetProperty("alerts")[0].GetProperty("server").GetString());
        var fails = new ChannelFactory(_context).Make(new McpChannel("run", "command") { Command = ["false"] });
        Assert.Equal(SendResult.Again("It ended with 1 and said nothing."), await fails.SendAsync(Message(1, "fired", "x"), Stop));
        var missing = new ChannelFactory(_context).Make(new McpChannel("run", "command") { Command = ["/no/such/program"] });
        Assert.Equal(SendOutcome.Again, (await missing.SendAsync(Message(1, "fired", "x"), Stop)).Outcome);
        var hangs = new ChannelFactory(_context).Make(new McpChannel("run", "command") { Command = ["sleep", "60"], Timeout = TimeSpan.FromMilliseconds(200) });
        Assert.Equal(SendOutcome.Unclear, (await hangs.SendAsync(Message(1, "fired", "x"), Stop)).Outcome);
    }

    [Theory]
    [InlineData("250 taken", SendOutcome.Sent)]
    [InlineData("451 later", SendOutcome.Again)]
    [InlineData("550 no such user", SendOutcome.Never)]
    [InlineData("drop", SendOutcome.Unclear)]
    public async Task What_a_mail_server_answers_decides(string answer, object outcome)
    {
        await using var server = new MailSink(answer);
        var result = await Mail(server.Port, "none").SendAsync(Message(1, "fired", "x"), Stop);
        Assert.Equal(outcome, result.Outcome);
        if (outcome is SendOutcome.Sent)
        {
            Assert.Contains("Auto-Submitted: auto-generated", server.Received, StringComparison.Ordinal);
            Assert.Contains("Message-Id: <msg_1@example.org>", server.Received, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("References: <", server.Received, StringComparison.Ordinal);
            Assert.Contains("Look closer: mcpops health server0 --details", server.Received, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Mail_is_not_sent_in_the_open_unless_the_inventory_says_so()
    {
        await using var server = new MailSink("250 taken");
        var result = await Mail(server.Port, null).SendAsync(Message(1, "fired", "x"), Stop);
        Assert.Equal(SendOutcome.Again, result.Outcome);
        Assert.Equal("", server.Received);
    }

    [Fact]
    public async Task A_mail_server_that_cannot_prove_who_it_is_gets_nothing()
    {
        using var certificate = TestCertificates.Make("mail.example.org", TimeSpan.FromDays(30));
        using var served = TestCertificates.ForServer(certificate);
        await using var server = new MailSink("250 taken", served);
        var result = await Mail(server.Port, "tls").SendAsync(Message(1, "fired", "x"), Stop);
        Assert.Equal(SendOutcome.Again, result.Outcome);
        Assert.Contains("certificate", result.Detail, StringComparison.Ordinal);
        Assert.Equal("", server.Received);
    }

    [Theory]
    [InlineData(MailSink.Token, SendOutcome.Sent)]
    [InlineData("ya29.old", SendOutcome.Again)]
    public async Task A_token_for_mail_comes_from_a_command_and_an_old_one_is_tried_again(string token, object outcome)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "echo");
        await using var server = new MailSink("250 taken");
        var texts = new Dictionary<string, string>(StringComparer.Ordinal) { ["user"] = "mcp@example.org" };
        var result = await Mail(server.Port, "none", texts, ["echo", token]).SendAsync(Message(1, "fired", "x"), Stop);
        Assert.Equal(outcome, result.Outcome);
        Assert.Contains($"auth=Bearer {token}", server.Shown, StringComparison.Ordinal);
        Assert.DoesNotContain(token, result.Detail, StringComparison.Ordinal);
    }

    private IAlertChannel Mail(int port, string? security, Dictionary<string, string>? more = null, IReadOnlyList<string>? tokenCommand = null)
    {
        var texts = new Dictionary<string, string>(more ?? [], StringComparer.Ordinal) { ["host"] = "127.0.0.1", ["from"] = "mcp@example.org" };
        if (security is not null)
        {
            texts["security"] = security;
        }

        return new ChannelFactory(_context).Make(new McpChannel("mail", "smtp") { Texts = texts, To = ["ops@example.org"], TokenCommand = tokenCommand ?? [], Port = port, Timeout = TimeSpan.FromSeconds(10) });
    }

    private static McpChannel Channel(string kind, Uri url) => new(kind, kind) { Texts = new Dictionary<string, string> { ["url"] = url.ToString(), ["key"] = new('k', 32) } };

    private static AlertMessage Message(int alerts, string kind, string text) => MessageComposer.Message("msg_1", kind, [.. Enumerable.Range(0, alerts).Select(index => new MessageAlert
    {
        Server = $"server{index}{(text.Length > 100 ? text : "")}", Rule = "health", Severity = "critical", State = kind is "resolved" ? AlertState.Resolved : AlertState.Firing, Since = Now, Until = kind is "resolved" ? Now.AddMinutes(5) : null,
        Message = text, Verdict = "Unreachable", Episode = "a", Command = $"mcpops health server{index} --details", LogLines = [text, text], Value = double.NaN,
    })], Now, alerts == 0 ? "A note. " + text : "") with { DedupKey = "mcpops/server0/health/" + text, Repeated = true, Delayed = TimeSpan.FromMinutes(31) };
}
