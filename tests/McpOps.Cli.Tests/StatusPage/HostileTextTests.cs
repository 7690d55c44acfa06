using System.Xml.Linq;
using AngleSharp.Html.Parser;
using McpOps.Cli.StatusPage.Html;
using McpOps.Monitoring;
using McpOps.Probing;

namespace McpOps.Cli.Tests.StatusPage;

/// <summary>Whatever comes from servers and inventories stays text, wherever it is shown.</summary>
public sealed class HostileTextTests
{
    private const string Script = "</title></script></style>\"'><script>alert(1)</script><img src=x onerror=alert(2)>\u202e\n\0";

    public static TheoryData<string> Pages => ["index", "server", "feed", "badge"];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Scripts_in_every_field_stay_text(string page)
    {
        var board = new WatchBoard(new EngineContext());
        var health = new McpHealth
        {
            Server = Script, Status = Script, Verdict = Script, Target = Script, CheckedAt = TimeProvider.System.GetLocalNow().LocalDateTime,
            Checks = [new McpCheckResult { Name = Script, Status = Script, Message = Script, Unit = Script, Value = 1 }, new McpCheckResult { Name = "audit", Status = Script, Message = Script }],
        };
        Boards.Fill(board, [Boards.Sample(Script, Script, Script) with { Verdict = Script }], state =>
        {
            state.Servers.Put(new ServerState { Server = Script, Status = "Healthy", Since = TimeProvider.System.GetUtcNow(), Drift = Script });
            state.Rules.Put(new RuleState
            {
                Server = Script, Rule = Script, Phase = RulePhase.Firing, Severity = Script, Message = Script, Muted = Script, Since = TimeProvider.System.GetUtcNow(), Episode = Script, AcknowledgedAt = TimeProvider.System.GetUtcNow(), AcknowledgedBy = Script, Comment = Script,
            });
            state.Past.Put(new McpAlert { Id = Script, Server = Script, Rule = Script, Severity = Script, State = Script, Since = TimeProvider.System.GetLocalNow().LocalDateTime, Until = TimeProvider.System.GetLocalNow().LocalDateTime, Message = Script });
        }, _ => health);
        var now = TimeProvider.System.GetLocalNow();
        var text = page switch
        {
            "index" => IndexPage.Render(board, isFull: true, now),
            "server" => ServerPage.Render(board, board.Find(Script)!, isFull: true, now),
            "feed" => Feed.Render(board, isFull: true, "http://127.0.0.1/"),
            _ => Badge.Render(board.Find(Script)),
        };
        Assert.DoesNotContain("<script>alert", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', text);
        Assert.DoesNotContain('\0', text);
        Assert.Contains(page is "badge" ? "title&gt;" : "alert(1)", text, StringComparison.Ordinal);
        if (page is "feed" or "badge")
        {
            // It is well-formed, whatever it holds.
            Assert.NotNull(XDocument.Parse(text.TrimStart()).Root);
            return;
        }

        var document = new HtmlParser().ParseDocument(text);
        Assert.Single(document.QuerySelectorAll("script"));
        Assert.Single(document.QuerySelectorAll("style"));
        Assert.DoesNotContain(document.All.SelectMany(element => element.Attributes), attribute => attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || attribute.Name is "style");
        Assert.All(document.QuerySelectorAll("[src],[href]").SelectMany(element => new[] { element.GetAttribute("src"), element.GetAttribute("href") }).OfType<string>(), link => Assert.DoesNotContain("//", link, StringComparison.Ordinal));
    }

    [Fact]
    public void Everybody_is_shown_neither_targets_nor_what_servers_say()
    {
        var board = new WatchBoard(new EngineContext());
        Boards.Fill(board, [Boards.Sample("web", HealthStatus.Unhealthy, "secret-message")], state =>
        {
            state.Servers.Put(new ServerState { Server = "web", Status = "Unhealthy", Drift = "secret-drift" });
            state.Rules.Put(new RuleState { Server = "web", Rule = "health", Phase = RulePhase.Firing, Severity = "critical", Message = "secret-alert", Since = TimeProvider.System.GetUtcNow(), Episode = "1", AcknowledgedAt = TimeProvider.System.GetUtcNow(), AcknowledgedBy = "secret-person", Comment = "secret-comment" });
            state.Past.Put(new McpAlert { Id = "2", Server = "web", Rule = "health", Severity = "critical", State = "Resolved", Since = TimeProvider.System.GetLocalNow().LocalDateTime, Until = TimeProvider.System.GetLocalNow().LocalDateTime, Message = "secret-past" });
        }, _ => new McpHealth { Server = "web", Status = "Unhealthy", Verdict = "Unreachable", Target = "secret-target", CheckedAt = TimeProvider.System.GetLocalNow().LocalDateTime, Checks = [new McpCheckResult { Name = "disk:/secret-path", Status = "Healthy" }, new McpCheckResult { Name = "audit", Status = "Healthy", Message = "secret-finding" }] });
        var now = TimeProvider.System.GetLocalNow();
        string Shown(bool isFull) => IndexPage.Render(board, isFull, now) + ServerPage.Render(board, board.Find("web")!, isFull, now) + Feed.Render(board, isFull, "http://127.0.0.1/");
        Assert.DoesNotContain("secret", Shown(isFull: false), StringComparison.Ordinal);
        foreach (var word in new[] { "secret-message", "secret-drift", "secret-alert", "secret-person", "secret-comment", "secret-past", "secret-target", "secret-path", "secret-finding" })
        {
            Assert.Contains(word, Shown(isFull: true), StringComparison.Ordinal);
        }
    }
}
