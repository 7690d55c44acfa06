using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>What a check that cannot find out says of a server that works, of one that does not, and of one of which nothing is known. In virtual time.</summary>
public sealed class UnseenTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly McpServer Web = McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "web");
    private static readonly McpFleet Fleet = McpFleet.None with
    {
        Channels = [new McpChannel("slack", "slack")],
        Alerts = new McpAlertPlan { Routes = [new McpAlertRoute(["slack"]) { Severity = AlertSeverity.Information }], Remind = [TimeSpan.FromHours(1)] },
    };

    /// <summary>Its log has no times, or Docker cannot be asked: that takes no server down, and keeps none down that answers again.</summary>
    [Theory]
    [InlineData("uuudddu", "fired")]
    [InlineData("uuudddunnn", "fired")]
    [InlineData("uuuddduu", "fired resolved")]
    [InlineData("uuudddnunu", "fired resolved")]
    [InlineData("uuudddnnnn", "fired")]
    [InlineData("uuudddug", "fired resolved")]
    [InlineData("uuuuuuuuuu", "")]

    // Its database was why: that it cannot be asked now is not that it is well.
    [InlineData("xxxhhhh", "fired")]
    [InlineData("xxxhhgg", "fired resolved")]
    [InlineData("xxxhyhh", "fired")]
    [InlineData("xxxuu", "fired resolved")]
    [InlineData("xxxgh", "fired resolved")]
    [InlineData("tttpp", "fired")]
    [InlineData("tttuu", "fired resolved")]
    public void An_outage_is_over_after_two_looks_that_say_that_it_works(string samples, string told) => Assert.Equal(told, Kinds(Play(samples).Events, "health"));

    /// <summary>Nobody can call it: what belongs to it says whether it is there.</summary>
    [Theory]
    [InlineData("PPQQQPP", "fired resolved")]
    [InlineData("PPQQQSSSS", "fired")]
    public void Of_a_server_that_cannot_be_called_its_port_says_that_it_works(string samples, string told) => Assert.Equal(told, Kinds(Play(samples).Events, "health"));

    [Theory]
    [InlineData('u', 100.0)]
    [InlineData('h', 100.0)]
    [InlineData('g', 100.0)]
    [InlineData('P', 100.0)]
    [InlineData('d', 0.0)]
    [InlineData('x', 0.0)]
    [InlineData('n', null)]
    [InlineData('S', null)]
    public void A_server_that_answers_works_whatever_could_not_be_found_out_beside(char letter, double? success)
    {
        var sample = SampleOf.Health(Health(letter, Start), Start);
        Assert.Equal(success, MetricNames.Value(sample, MetricNames.Success));

        // The page and its figures say the same.
        var entry = new BoardEntry(WatchedServer.Of(Web, Fleet.Watch));
        entry.Take(Health(letter, Start), sample, 1);
        Assert.Equal(success is 100, BoardView.Of(entry, BoardState.Empty, WatchPlan.Of(Fleet, [Web]), Start).Works);
        Assert.Contains($"probe_success {(success is 100 ? 1 : 0)}\n", ProbeText.Of("web", Health(letter, Start), TimeSpan.FromSeconds(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_history_says_of_it_is_the_same()
    {
        var folder = Directory.CreateTempSubdirectory("mcpops-unseen-");
        await using (var store = new JsonLinesStore(folder.FullName))
        {
            await using (var turn = await store.BeginAsync(TestContext.Current.CancellationToken))
            {
                await turn.AppendAsync([.. "gudn".Select((letter, minute) => SampleOf.Health(Health(letter, Start.AddMinutes(minute)), Start.AddMinutes(minute)))], TestContext.Current.CancellationToken);
                await turn.CommitAsync(Start, TestContext.Current.CancellationToken);
            }

            Assert.Equal([100.0, 100.0, 0.0], (await store.ReadSeriesAsync("web", MetricNames.Success, Start, Start.AddHours(1), TestContext.Current.CancellationToken)).Values);
        }

        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("uuuuddduu", 7)]
    [InlineData("gguugg", 0)]
    [InlineData("dduudd", 4)]
    public void Since_when_it_works_or_does_not_is_known_though_not_all_is(string samples, int since)
    {
        var (state, _, _) = Play(samples);
        Assert.Equal(Start.AddMinutes(since), state.Servers.Find("web")!.Since);
        Assert.Equal(samples[^1] is not 'd', WatchView.Of(WatchPlan.Of(Fleet, [Web]), null, state).HealthySince.ContainsKey("web"));
    }

    /// <summary>Its log has no times, today and tomorrow: that is worth one message, whatever happens to the server.</summary>
    [Fact]
    public void What_cannot_be_found_out_of_a_server_that_works_is_told_once()
    {
        var (_, events, messages) = Play(new string('u', 20) + "dddd" + new string('u', 200) + "dd" + new string('u', 30));
        Assert.Equal("fired", Kinds(events, "unknown"));
        Assert.StartsWith("It works, but not all of it can be found out: logs: ", events.First(one => one.Rule is "unknown").Message, StringComparison.Ordinal);
        Assert.Equal(3, messages.Count);

        // When it can be, that is told too.
        Assert.Equal("fired resolved", Kinds(Play(new string('u', 20) + "g").Events, "unknown"));
    }

    [Fact]
    public void Nobody_is_told_that_a_server_is_well_again_when_it_is_known_that_it_is_down()
    {
        var (_, events, messages) = Play(new string('n', 80) + "eeee");
        Assert.Equal("fired reminder resolved", Kinds(events, "unknown"));
        var end = events.Single(one => one is { Rule: "unknown", Kind: "resolved" });
        Assert.Equal("It is known now: Nothing listens.", end.Note);
        Assert.DoesNotContain(messages, message => message.Contains("well again", StringComparison.Ordinal));
    }

    private static (WatchState State, List<AlertEvent> Events, List<string> Messages) Play(string samples)
    {
        var plan = WatchPlan.Of(Fleet, [Web], TimeSpan.FromMinutes(1));
        var (state, events, messages) = (new WatchState(), new List<AlertEvent>(), new List<string>());
        var composer = new MessageComposer(Fleet, new Dictionary<string, McpServer>(StringComparer.Ordinal));
        for (var minute = 0; minute < samples.Length; minute++)
        {
            var at = Start.AddMinutes(minute);
            var happened = WatchJudge.Judge(plan, state, plan.Servers[0], [SampleOf.Health(Health(samples[minute], at), at)], [], at);
            var dispatcher = new Dispatcher(Fleet, state, at);
            dispatcher.Dispatch(happened);
            events.AddRange([.. happened, .. Reminders.Dispatch(Fleet, state, dispatcher, at)]);
            foreach (var entry in OutboxSchedule.Due(state, at.AddSeconds(30)))
            {
                var message = composer.Compose(state, entry, at);
                messages.Add(message.Title);
                OutboxLedger.Note(state, Fleet, entry, message, SendResult.Sent, at.AddSeconds(30));
            }
        }

        return (state, events, messages);
    }

    // u: answers, and its log has no times; d: down, and so is its log; e: down, and all is known; n: it could not be tried; g: well; x: its database refuses; y: slow, and h: well but for the database, which does not answer;
    // t: its probe call fails, p: and is not made. Capitals are of one that cannot be called: P its port is open, and Docker cannot be asked; Q the port is closed; S nothing else is known.
    private static McpHealth Health(char letter, DateTimeOffset at)
    {
        var (verdict, message, checks) = letter switch
        {
            'u' => (McpVerdict.Healthy, "", (McpCheckResult[])[Check("protocol"), NoTimes]),
            'd' => (McpVerdict.Unreachable, "Nothing listens.", [Check("protocol", HealthStatus.Unhealthy), Check("ports:80", HealthStatus.Unhealthy), NoTimes]),
            'e' => (McpVerdict.Unreachable, "Nothing listens.", [Check("protocol", HealthStatus.Unhealthy), Check("ports:80", HealthStatus.Unhealthy)]),
            'n' => (McpVerdict.NotStarted, "A variable has no value.", [Check("protocol", HealthStatus.Unknown)]),
            'x' => (McpVerdict.Healthy, "", [Check("protocol"), Check("postgres:main", HealthStatus.Unhealthy)]),
            'y' => (McpVerdict.Healthy, "", [Check("protocol"), Check("response", HealthStatus.Degraded), Check("postgres:main", HealthStatus.Unknown)]),
            'h' => (McpVerdict.Healthy, "", [Check("protocol"), Check("postgres:main", HealthStatus.Unknown)]),
            't' => (McpVerdict.ToolError, "It fails.", [Check("protocol"), Check("probe", HealthStatus.Unhealthy), NoTimes]),
            'p' => (McpVerdict.Healthy, "", [Check("protocol"), Check("probe", HealthStatus.Unknown)]),
            'P' => (McpVerdict.Healthy, "", [Check("ports:80"), Check("service", HealthStatus.Unknown)]),
            'Q' => (McpVerdict.Unreachable, "", [Check("ports:80", HealthStatus.Unhealthy), Check("service", HealthStatus.Unknown)]),
            'S' => (McpVerdict.Healthy, "", [Check("service", HealthStatus.Unknown), Check("logs")]),
            _ => (McpVerdict.Healthy, "", [Check("protocol")]),
        };
        return new McpHealth
        {
            Server = "web", Verdict = verdict, Status = HealthStatus.Worst(checks.Select(check => check.Status)), Checks = checks, CheckedAt = at.LocalDateTime,
            Transport = char.IsUpper(letter) ? McpTransport.None : McpTransport.Http, Message = message.Length > 0 ? message : HostFindings.Text(checks),
        };
    }

    private static McpCheckResult NoTimes => Check("logs", HealthStatus.Unknown);

    private static McpCheckResult Check(string name, string status = HealthStatus.Healthy) => CheckResults.Say(name, status, status is HealthStatus.Unknown ? "it could not be found out" : "so it is");

    private static string Kinds(IEnumerable<AlertEvent> events, string rule) => string.Join(' ', events.Where(one => one.Rule == rule && one.Kind is not "reminder" || one is { Rule: "unknown", Kind: "reminder" } && rule is "unknown").Select(one => one.Kind));
}
