using McpOps.Core.Tests.Servers;
using McpOps.Maintenance;
using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Maintenance;

/// <summary>Advice over a real history and real files: given, followed, taken back.</summary>
public sealed class AdviceTests : IDisposable
{
    private const string Before = "# The crawler\nCRAWL4AI_TIMEOUT=90\nMAX_CONCURRENT_REQUESTS=100000 # too many\n";
    private readonly FakeMachine _machine = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task A_time_out_is_taken_down_only_where_answers_are_known_to_come_sooner()
    {
        var (server, _) = await CrawlerAsync();
        var unknown = Assert.Single(await RunAsync(server, "timeout"));
        Assert.Equal(StepOutcome.Skipped, unknown.Outcome);
        Assert.Contains("no sample of 'response'", unknown.Missing, StringComparison.Ordinal);

        await SampleAsync(server, 300, hours: 150);
        var known = Assert.Single(await RunAsync(server, "timeout"));
        Assert.Equal(("WouldChange", "90", "45", "High"), (known.Outcome, known.From, known.To, known.Confidence));
        Assert.Contains("p99(response, 7d) = 300 (150 samples)", known.Evidence, StringComparison.Ordinal);

        await SampleAsync(server, 50_000, hours: 10);
        Assert.Equal(StepOutcome.Ok, Assert.Single(await RunAsync(server, "timeout")).Outcome);
    }

    [Fact]
    public async Task What_is_applied_changes_one_setting_keeps_a_copy_and_is_taken_back()
    {
        var (server, file) = await CrawlerAsync();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Assert.Equal(["timeout Skipped", "concurrency WouldChange", "log-level Ok"], (await RunAsync(server)).Select(Short));
        Assert.Equal(["timeout Skipped", "concurrency WouldChange", "log-level Ok"], (await RunAsync(server, options: new AdviceOptions { Servers = [], Apply = true, DryRun = true })).Select(Short));
        Assert.Equal(Before, await File.ReadAllTextAsync(file, Stop));

        var applied = (await RunAsync(server, options: new AdviceOptions { Servers = [], Apply = true })).Single(advice => advice.Outcome is StepOutcome.Changed);
        Assert.Equal(Before.Replace("100000", $"{15 * Environment.ProcessorCount}", StringComparison.Ordinal), await File.ReadAllTextAsync(file, Stop));
        Assert.Equal(Before, await File.ReadAllTextAsync(applied.Backup!, Stop));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(applied.Backup!) | File.GetUnixFileMode(file));

        var undo = new AdviceOptions { Servers = [], Undo = true };
        Assert.Equal(["concurrency WouldChange"], (await RunAsync(server, options: undo with { DryRun = true })).Select(Short));
        Assert.Equal(["concurrency Changed"], (await RunAsync(server, options: undo)).Select(Short));
        Assert.Equal(Before, await File.ReadAllTextAsync(file, Stop));
        Assert.Empty(await RunAsync(server, options: undo));
        Assert.Contains(_machine.Notices, notice => notice.Id is "AdviceNotApplied");

        // Whoever took it back has decided; who names the rule asks again.
        Assert.Equal(["timeout Skipped", "concurrency Ok", "log-level Ok"], (await RunAsync(server, options: new AdviceOptions { Servers = [], Apply = true })).Select(Short));
        Assert.Equal(Before, await File.ReadAllTextAsync(file, Stop));
        Assert.Equal(["concurrency Changed"], (await RunAsync(server, "concurrency", new AdviceOptions { Servers = [], Apply = true })).Select(Short));

        // The server may be gone from the inventory by then.
        Assert.Empty(Gone("other"));
        var gone = Assert.Single(Gone(server.Name));
        Assert.StartsWith("What is set now would stand", Assert.Single(await RunAsync(gone, options: new AdviceOptions { Servers = [], Forget = true, DryRun = true })).Message, StringComparison.Ordinal);
        Assert.Equal(["concurrency Changed"], (await RunAsync(gone, options: undo)).Select(Short));
        Assert.Equal(Before, await File.ReadAllTextAsync(file, Stop));

        IReadOnlyList<McpServer> Gone(string name) => new ServerAdvice(_machine.Context, _machine.Paths).Gone([name], server.History, null);
    }

    [Fact]
    public async Task An_undo_leaves_what_others_changed_since_and_refuses_where_they_changed_the_setting()
    {
        var (server, file) = await CrawlerAsync();
        await RunAsync(server, "concurrency", new AdviceOptions { Servers = [], Apply = true });
        await File.AppendAllTextAsync(file, "MORE=1\n", Stop);
        Assert.Equal(["concurrency Changed"], (await RunAsync(server, options: new AdviceOptions { Servers = [], Undo = true })).Select(Short));
        Assert.Equal(Before + "MORE=1\n", await File.ReadAllTextAsync(file, Stop));

        await RunAsync(server, "concurrency", new AdviceOptions { Servers = [], Apply = true });
        await File.WriteAllTextAsync(file, "MAX_CONCURRENT_REQUESTS=7\n", Stop);
        var refused = Assert.Single(await RunAsync(server, options: new AdviceOptions { Servers = [], Undo = true }));
        Assert.Equal((StepOutcome.Failed, "7"), (refused.Outcome, refused.From));
        Assert.Equal("MAX_CONCURRENT_REQUESTS=7\n", await File.ReadAllTextAsync(file, Stop));
        Assert.Contains("mcpops advise crawler --rule concurrency --forget", refused.Message, StringComparison.Ordinal);

        // What somebody set since stands when that is said, and is asked about no more.
        var forget = new AdviceOptions { Servers = [], Forget = true };
        Assert.Equal(["concurrency WouldChange"], (await RunAsync(server, options: forget with { DryRun = true })).Select(Short));
        var forgotten = Assert.Single(await RunAsync(server, options: forget));
        Assert.Equal((StepOutcome.Changed, "7"), (forgotten.Outcome, forgotten.To));
        Assert.True(File.Exists(forgotten.Backup));
        Assert.Equal("MAX_CONCURRENT_REQUESTS=7\n", await File.ReadAllTextAsync(file, Stop));
        Assert.Empty(await RunAsync(server, options: new AdviceOptions { Servers = [], Undo = true }));
    }

    [Fact]
    public async Task A_dry_undo_of_several_changes_of_a_file_tells_what_the_undo_does()
    {
        var apply = new AdviceOptions { Servers = [], Apply = true };
        var undo = new AdviceOptions { Servers = [], Undo = true };
        foreach (var byHand in new[] { (string?)null, "MAX_CONCURRENT_REQUESTS=200000\n" })
        {
            var (server, file) = await CrawlerAsync(Before.Replace("# too many", "", StringComparison.Ordinal) + "LOG_LEVEL=DEBUG\n");

            // By their names: what was undone in the round before is advised only then.
            IReadOnlyList<McpAdvice> first = [.. await RunAsync(server, "concurrency", apply), .. await RunAsync(server, "log-level", apply)];
            Assert.Equal(2, first.Count(advice => advice.Outcome is StepOutcome.Changed));
            if (byHand is not null)
            {
                await File.WriteAllTextAsync(file, byHand + "LOG_LEVEL=INFO\n", Stop);
                await RunAsync(server, "concurrency", apply);
            }

            var told = await RunAsync(server, options: undo with { DryRun = true });
            var done = await RunAsync(server, options: undo);
            Assert.Equal(done.Select(Short), told.Select(advice => Short(advice).Replace("WouldChange", "Changed", StringComparison.Ordinal)));
            Assert.Equal(byHand is not null, done.Any(advice => advice.Outcome is StepOutcome.Failed));
            await RunAsync(server, options: new AdviceOptions { Servers = [], Forget = true });
        }
    }

    [Fact]
    public async Task A_file_of_several_names_is_left_and_its_other_name_with_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Hard links are made by ln(1) here.");
        var (server, file) = await CrawlerAsync();
        var other = _machine.Whole("other.env");
        Assert.Equal(0, (await Command.RunAsync("ln", [file, other], Stop)).ExitCode);
        Assert.Contains("To apply it would be refused: ", Assert.Single(await RunAsync(server, "concurrency")).Message, StringComparison.Ordinal);
        foreach (var dry in new[] { true, false })
        {
            var refused = Assert.Single(await RunAsync(server, "concurrency", new AdviceOptions { Servers = [], Apply = true, DryRun = dry }));
            Assert.Equal(StepOutcome.Failed, refused.Outcome);
            Assert.Contains("2 names (hard links)", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal("FileHasOtherNames", (await Assert.ThrowsAsync<McpOpsException>(() => WholeFile.WriteAsync(file, "x"u8.ToArray(), Stop))).ErrorId);
        Assert.Equal((Before, Before), (await File.ReadAllTextAsync(file, Stop), await File.ReadAllTextAsync(other, Stop)));
        Assert.Empty(await RunAsync(server, options: new AdviceOptions { Servers = [], Undo = true }));
    }

    [Fact]
    public async Task A_setting_that_was_added_is_taken_out_again()
    {
        var (server, file) = await CrawlerAsync("OTHER=1\n", """{ "log-level": { "default": "DEBUG" } }""");
        var applied = Assert.Single(await RunAsync(server, "log-level", new AdviceOptions { Servers = [], Apply = true }));
        Assert.Equal(("Changed", "DEBUG", "INFO"), (applied.Outcome, applied.From, applied.To));
        Assert.Equal("OTHER=1\nLOG_LEVEL=INFO\n", await File.ReadAllTextAsync(file, Stop));
        await File.AppendAllTextAsync(file, "MORE=1\n", Stop);
        Assert.Equal(["log-level Changed"], (await RunAsync(server, options: new AdviceOptions { Servers = [], Undo = true })).Select(Short));
        Assert.Equal("OTHER=1\nMORE=1\n", await File.ReadAllTextAsync(file, Stop));
    }

    [Fact]
    public async Task A_rule_without_a_file_says_what_to_set_and_is_not_applied()
    {
        var server = Assert.Single(await _machine.ReadAsync("""{ "history": { "store": "history" }, "servers": { "found": { "profile": "mcp-discovery", "url": "http://127.0.0.1:1/mcp" } } }"""));
        await SampleAsync(server, 800, hours: 24);
        var all = await RunAsync(server, options: new AdviceOptions { Servers = [], Apply = true });
        Assert.Equal(["cache-ttl-slow Ok", "cache-ttl Failed", "cache-ttl-cold Skipped", "parallelism Skipped", "parallelism-busy Skipped"], all.Select(Short));
        Assert.Equal(("600", "Low"), (all[1].To, all[1].Confidence));
        Assert.Contains("nobody said where", all[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_rules_for_one_setting_the_first_counts_and_secrets_are_not_shown()
    {
        _machine.Write("app.env", "API_KEY_LENGTH=8\nAPI_KEY=hunter22\n");
        var server = Assert.Single(await _machine.ReadAsync("""
            { "history": { "store": "history" }, "servers": { "web": { "command": "x", "advice": {
              "one": { "file": "app.env", "key": "API_KEY", "when": "cores > 0", "to": "'other22'" },
              "two": { "file": "app.env", "key": "API_KEY", "when": "cores > 0", "to": "'third33'" } } } } }
            """));
        var all = await RunAsync(server);
        Assert.Equal(["one WouldChange", "two Skipped"], all.Select(Short));
        Assert.DoesNotContain(all, advice => $"{advice.From} {advice.Evidence} {advice.Message}".Contains("hunter22", StringComparison.Ordinal));
        Assert.Equal(["one Changed", "two Skipped"], (await RunAsync(server, options: new AdviceOptions { Servers = [], Apply = true })).Select(Short));
        foreach (var dry in new[] { true, false })
        {
            var undone = Assert.Single(await RunAsync(server, options: new AdviceOptions { Servers = [], Undo = true, DryRun = dry }));
            Assert.DoesNotContain("hunter22", undone.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("other22", undone.ToString(), StringComparison.Ordinal);
        }

        Assert.Contains("API_KEY=hunter22\n", await File.ReadAllTextAsync(_machine.Whole("app.env"), Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_asked_for_wrongly_is_an_error()
    {
        var (server, _) = await CrawlerAsync();
        Assert.Equal("AdviceNotFound", (await Assert.ThrowsAsync<McpOpsException>(() => RunAsync(server, "timeuot"))).ErrorId);
        Assert.Equal("AdviceConflict", (await Assert.ThrowsAsync<McpOpsException>(() => RunAsync(server, options: new AdviceOptions { Servers = [], Apply = true, Undo = true }))).ErrorId);
    }

    private static string Short(McpAdvice advice) => $"{advice.Rule} {advice.Outcome}";

    private async Task<(McpServer Server, string File)> CrawlerAsync(string text = Before, string own = "{}")
    {
        var file = _machine.Write(".env", text);
        var rules = string.Join(", ", new[] { "timeout", "concurrency", "log-level" }.Select(rule => $$""" "{{rule}}": { "file": ".env"{{(rule is "log-level" && own.Contains("DEBUG", StringComparison.Ordinal) ? ", \"default\": \"DEBUG\"" : "")}} }"""));
        var inventory = $$"""{ "history": { "store": "history" }, "servers": { "crawler": { "profile": "crawl4ai", "advice": { {{rules}} } } } }""";
        return (Assert.Single(await _machine.ReadAsync(inventory)), file);
    }

    private async Task<IReadOnlyList<McpAdvice>> RunAsync(McpServer server, string? rule = null, AdviceOptions? options = null) =>
        await new ServerAdvice(_machine.Context, _machine.Paths).RunAsync((options ?? new AdviceOptions { Servers = [] }) with { Servers = [server], Rules = rule is null ? [] : [rule] }, Stop).ToListAsync(Stop);

    private async Task SampleAsync(McpServer server, double response, int hours)
    {
        await using var store = new JsonLinesStore(_machine.Whole("history"));
        await using var turn = await store.BeginAsync(Stop);
        var now = TimeProvider.System.GetUtcNow();
        await turn.AppendAsync([.. Enumerable.Range(0, hours).Select(hour => new McpSample
        {
            Server = server.Name, Slot = now.AddHours(hour - hours).AddMinutes(response / 1000), Status = HealthStatus.Healthy, Verdict = "Healthy", Values = new Dictionary<string, double>(StringComparer.Ordinal) { ["response"] = response },
        })], Stop);
        await turn.CommitAsync(now, Stop);
    }
}
