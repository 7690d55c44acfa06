using System.Diagnostics;
using System.Text.Json;

namespace McpOps.Cli.Tests.Hosts;

/// <summary>Verbs on other hosts, over a real sshd.</summary>
public sealed class HostTests : IClassFixture<SshHosts>, IDisposable
{
    private readonly SshHosts _hosts;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-hosts-");

    public HostTests(SshHosts hosts)
    {
        Assert.SkipWhen(hosts.Missing is not null, hosts.Missing ?? "");
        _hosts = hosts;
    }

    private string Inventory => Path.Combine(_folder.FullName, "mc ps.json");

    [Fact]
    public async Task What_hosts_answer_is_one_answer_and_one_that_is_down_is_named()
    {
        await File.WriteAllTextAsync(Inventory, """{ "servers": { "it's": { "url": "http://127.0.0.1:1/mcp" } } }""", TestContext.Current.CancellationToken);
        var all = await RunAsync("servers", "--config-path", Inventory, "-o", "json", "--host", "a,down,b");
        Assert.Equal(["a it's", "b it's"], JsonDocument.Parse(all.Output).RootElement.EnumerateArray().Select(one => $"{one.GetProperty("host")} {one.GetProperty("name")}").Order(StringComparer.Ordinal));
        Assert.Contains("error HostUnreachable: 'down'", all.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Partial, all.ExitCode);
        Assert.DoesNotContain("HostVersionDiffers", all.Error, StringComparison.Ordinal);

        // As a monitoring plugin: the worst of all; and what was written beside the results is told with the host's name.
        var health = await RunAsync("health", "it's", "--config-path", Inventory, "--host", "a", "--host", "b", "-o", "csv", "--check", "protocol");
        Assert.Equal(2, health.ExitCode);
        Assert.Equal(3, health.Output.TrimEnd().Split('\n').Length);
        Assert.EndsWith(",Host", health.Output.Split('\n')[0].TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(["a", "b"], health.Output.TrimEnd().Split('\n').Skip(1).Select(line => line.TrimEnd().Split(',')[^1]).Order(StringComparer.Ordinal));
        var wrong = await RunAsync("health", "nobody", "--config-path", Inventory, "--host", "a");
        Assert.Contains("a: error ServerNotFound", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_and_log_summaries_of_hosts_are_joined_to_one()
    {
        var log = Path.Combine(_folder.FullName, "web.log");
        await File.WriteAllTextAsync(log, "2026-11-19 10:00:00 ERROR it broke\n2026-11-19 10:01:00 INFO it works\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Inventory, """{ "servers": { "web": { "url": "http://127.0.0.1:1/mcp" } } }""", TestContext.Current.CancellationToken);
        var (reports, summaries) = (Path.Combine(_folder.FullName, "reports.json"), Path.Combine(_folder.FullName, "logs.json"));
        await File.WriteAllTextAsync(reports, (await RunAsync("report", "weekly", "--config-path", Inventory, "--history", _folder.FullName, "-o", "json", "--host", "a,b")).Output, TestContext.Current.CancellationToken);
        var whole = await RunAsync("report", "--from", reports, "-o", "markdown");
        Assert.StartsWith("# Weekly report of a, b", whole.Output, StringComparison.Ordinal);
        Assert.Contains("### web on b", whole.Output, StringComparison.Ordinal);
        Assert.Contains("mcpops watch --status --host b", whole.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, (await RunAsync("report", "weekly", "--from", reports)).ExitCode);

        await File.WriteAllTextAsync(summaries, (await RunAsync("logs", log, "--state", "-o", "json", "--host", "a,b")).Output, TestContext.Current.CancellationToken);
        using var sum = JsonDocument.Parse((await RunAsync("logs", "merge", summaries, "-o", "json")).Output);
        Assert.Equal(("a, b", 4, 2), (sum.RootElement.GetProperty("host").GetString(), sum.RootElement.GetProperty("entries").GetInt32(), sum.RootElement.GetProperty("errors").GetInt32()));
    }

    [Fact]
    public async Task A_host_that_hangs_is_told_within_its_time_and_delays_no_other()
    {
        // Several times as long as a host takes that answers, on this machine as busy as it is.
        var alone = Stopwatch.StartNew();
        Assert.Equal(0, (await RunAsync("schedule", "--kind", "cron", "--folder", _folder.FullName, "--host", "a")).ExitCode);
        var patience = Math.Max(4, Math.Ceiling(5 * alone.Elapsed.TotalSeconds));
        var time = Stopwatch.StartNew();
        using var run = Command.Start("env", [$"PATH={_hosts.Programs}:{Environment.GetEnvironmentVariable("PATH")}", Command.McpOps, "schedule", "--kind", "cron", "--folder", _folder.FullName, "--host", "silent,a", "--host-timeout", $"{patience}s"]);
        Assert.Equal("a", await run.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.False(run.HasExited);
        var error = await run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Contains("error HostTimedOut: 'silent'", error, StringComparison.Ordinal);
        Assert.True(time.Elapsed >= TimeSpan.FromSeconds(patience - 1), $"{time.Elapsed}");
    }

    [Fact]
    public async Task A_key_that_is_refused_and_a_host_that_nobody_knows_are_named()
    {
        var refused = await RunAsync("servers", "--host", "refused");
        Assert.Contains("error HostUnreachable: 'refused' cannot be reached:", refused.Error, StringComparison.Ordinal);
        Assert.Contains("Permission denied", refused.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failed, refused.ExitCode);
        var others = await RunAsync("servers", "--host", "stranger,no-such-host.invalid");
        Assert.Contains("error HostUnreachable: 'stranger' cannot be reached: Host key verification failed", others.Error, StringComparison.Ordinal);
        Assert.Contains("error HostUnreachable: 'no-such-host.invalid' cannot be reached: ssh: Could not resolve hostname", others.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Findings_and_capacities_of_hosts_say_which_host_and_are_joined()
    {
        await File.WriteAllTextAsync(Inventory, """{ "servers": { "web": { "url": "http://127.0.0.1:1/mcp" } } }""", TestContext.Current.CancellationToken);
        using var findings = JsonDocument.Parse((await RunAsync("audit", "--config-path", Inventory, "--area", "permissions,tools", "-o", "json", "--host", "a,b")).Output);
        var hosts = findings.RootElement.EnumerateArray().Select(one => one.GetProperty("host").GetString()!).ToList();
        Assert.Equal(["a", "b"], hosts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Equal(hosts.Count(host => host is "a"), hosts.Count(host => host is "b"));

        await using var server = await ServedServer.StartAsync(TestContext.Current.CancellationToken);
        var loads = Path.Combine(_folder.FullName, "loads.json");
        await File.WriteAllTextAsync(loads, (await RunAsync("capacity", "--url", $"{server.Url}", "--rate", "5", "--duration", "1", "-o", "json", "--host", "a,b")).Output, TestContext.Current.CancellationToken);
        var merged = await RunAsync("capacity", "merge", loads, "-o", "json");
        using var whole = JsonDocument.Parse(merged.Output);
        Assert.Equal(("a, b", 2), (whole.RootElement.GetProperty("host").GetString(), whole.RootElement.GetProperty("generators").GetInt32()));
    }

    [Fact]
    public async Task A_host_without_mcpops_one_of_another_version_and_one_that_answers_no_JSON_are_told()
    {
        var all = await RunAsync("servers", "-o", "json", "--host", "bare,older,liar");
        Assert.Equal("older", Assert.Single(JsonDocument.Parse(all.Output).RootElement.EnumerateArray()).GetProperty("host").GetString());
        Assert.Contains("error HostLacksMcpops: 'bare' has no mcpops", all.Error, StringComparison.Ordinal);
        Assert.Contains("warning HostVersionDiffers: 'older' has mcpops 0.1.0, and this is", all.Error, StringComparison.Ordinal);
        Assert.Contains("error HostAnswerInvalid: What 'liar' answered is no JSON (line 1, character 1)", all.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Partial, all.ExitCode);
    }

    [Fact]
    public async Task Hostile_text_in_every_field_of_another_host_stays_text()
    {
        // Whatever a host answers: in records, in a report and in what is written beside it nothing is obeyed.
        const string Hostile = "</td><script>alert(1)</script>\u001b[2J\u202e|`$(id)`'\"=cmd";
        var text = JsonSerializer.Serialize(Hostile);
        var report = $$"""{ "period": "custom", "from": "2026-11-19T00:00:00Z", "to": "2026-11-20T00:00:00Z", "madeAt": "2026-11-20T06:00:00Z", "host": {{text}}, "limits": [{{text}}], "servers": [{ "server": {{text}}, "target": {{text}}, "samples": 3, "unknownPercent": 0, "errors": [{ "template": {{text}}, "count": 2, "isNew": true, "first": "2026-11-19T00:00:00Z", "last": "2026-11-19T00:00:00Z" }] }] }""";
        await File.WriteAllTextAsync(_hosts.Answer, report, TestContext.Current.CancellationToken);
        var answer = await RunAsync("report", "daily", "-o", "json", "--host", "hostile,down");
        Assert.Contains("error HostUnreachable: 'down'", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', answer.Output + answer.Error);
        Assert.Equal(Hostile, JsonDocument.Parse(answer.Output).RootElement[0].GetProperty("servers")[0].GetProperty("server").GetString());
        await File.WriteAllTextAsync(Inventory, answer.Output, TestContext.Current.CancellationToken);
        var page = await RunAsync("report", "--from", Inventory, "-o", "html");
        Assert.Contains("&lt;script&gt;", page.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', page.Output);

        // The page of all hosts does not leave out the one that did not answer.
        Assert.Contains("cannot be reached", page.Output, StringComparison.Ordinal);
        Assert.Contains("warning ReportIncomplete: down: ", page.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Partial, page.ExitCode);
    }

    [Fact]
    public async Task What_is_asked_for_is_understood_as_it_is_here()
    {
        await File.WriteAllTextAsync(Inventory, """{ "servers": { "web": { "transport": "none" } } }""", TestContext.Current.CancellationToken);
        foreach (var line in new[] { "servers -o:json", "servers -ojson", "servers --output=JSON", "--verbose servers --output:json" })
        {
            var found = await RunAsync([.. line.Split(' '), "--config-path", Inventory, "--host", "a"]);
            Assert.Equal("a", Assert.Single(JsonDocument.Parse(found.Output).RootElement.EnumerateArray()).GetProperty("host").GetString());
        }

        // What belongs to the program that is asked says nothing of how we answer, and a word that is looked for is no verb.
        var health = await RunAsync("health", "--host", "a", "--", "/bin/false", "-o", "json");
        Assert.DoesNotContain("HostAnswerInvalid", health.Error, StringComparison.Ordinal);
        Assert.StartsWith("a\n", health.Output, StringComparison.Ordinal);
        Assert.Empty((await RunAsync("health", "-q", "--host", "a", "--", "/bin/false")).Output);
        var log = Path.Combine(_folder.FullName, "web.log");
        await File.WriteAllTextAsync(log, "2026-11-19 10:00:00 ERROR cannot follow\n", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.Done, (await RunAsync("logs", log, "--match", "follow", "--host", "a")).ExitCode);

        // A document of one host is that document, and a file there is named.
        Assert.StartsWith("<!doctype html>", (await RunAsync("report", "weekly", "--config-path", Inventory, "--history", _folder.FullName, "-o", "html", "--host", "a")).Output, StringComparison.Ordinal);
        var there = Path.Combine(_folder.FullName, "there.json");
        var written = await RunAsync("report", "weekly", "--config-path", Inventory, "--history", _folder.FullName, "-o", "json", "--path", there, "--host", "a");
        Assert.Equal(["a", there], written.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.True(File.Exists(there));
    }

    [Fact]
    public async Task Every_line_of_the_recipes_works_as_it_is_written()
    {
        var log = Path.Combine(_folder.FullName, "web.log");
        await File.WriteAllTextAsync(log, $"{TimeProvider.System.GetLocalNow():yyyy-MM-dd HH:mm:ss} INFO it works\n", TestContext.Current.CancellationToken);
        string[] hosts = ["a", "b", "c"];
        foreach (var host in hosts)
        {
            await File.WriteAllTextAsync(_hosts.Inventory(host), $$"""
                { "servers": { "web": { "transport": "none", "logs": ["{{log}}"], "backup": { "destination": "{{_folder.FullName}}/{{host}}", "sets": { "logs": { "paths": ["{{log}}"] } } } } } }
                """, TestContext.Current.CancellationToken);
        }

        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "mcpops.json"), $$"""{ "history": { "store": "{{_folder.FullName}}/bin/history" }, "servers": { "web": { "transport": "none", "logs": ["{{log}}"] } } }""", TestContext.Current.CancellationToken);
        var lines = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "fleet.md"), TestContext.Current.CancellationToken);
        var recipes = lines.Where(line => line.StartsWith("mcpops ", StringComparison.Ordinal)).ToList();
        Assert.Equal(5, recipes.Count);

        recipes.AddRange(InSentences(lines));
        Assert.Contains("mcpops alerts --host a,b,c", recipes);
        Assert.Contains("mcpops watch --once", recipes);
        foreach (var recipe in recipes)
        {
            await FollowAsync(recipe);
        }

        Array.ForEach(hosts, host => File.Delete(_hosts.Inventory(host)));
        Assert.Equal(["a", "b"], Directory.GetDirectories(_folder.FullName).Select(Path.GetFileName).Where(name => name is not "bin").Order(StringComparer.Ordinal));
        var page = await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "fleet.html"), TestContext.Current.CancellationToken);
        Assert.All(hosts, host => Assert.Contains($"<h3>web on {host}</h3>", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_line_about_reports_works_as_it_is_written()
    {
        var log = Path.Combine(_folder.FullName, "web.log");
        await File.WriteAllTextAsync(log, $"{TimeProvider.System.GetLocalNow():yyyy-MM-dd HH:mm:ss} INFO it works\n", TestContext.Current.CancellationToken);
        string[] hosts = ["web-1", "web-2"];
        var inventory = $$"""
            { "history": { "store": "{{_folder.FullName}}/history" }, "channels": { "ops-mail": { "kind": "file", "path": "{{_folder.FullName}}/sent.jsonl" } },
              "servers": { "web": { "transport": "none", "logs": ["{{log}}"] }, "docs": { "transport": "none" } } }
            """;
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "mcpops.json"), inventory, TestContext.Current.CancellationToken);
        foreach (var host in hosts)
        {
            await File.WriteAllTextAsync(_hosts.Inventory(host), inventory, TestContext.Current.CancellationToken);
        }

        var lines = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "reports.md"), TestContext.Current.CancellationToken);
        var recipes = lines.Where(line => line.StartsWith("mcpops ", StringComparison.Ordinal)).ToList();
        Assert.Equal(6, recipes.Count);
        recipes.AddRange(InSentences(lines));
        Assert.Contains("mcpops logs entries --min-duration 1s", recipes);
        foreach (var recipe in recipes)
        {
            await FollowAsync(recipe);
        }

        Array.ForEach(hosts, host => File.Delete(_hosts.Inventory(host)));
        Assert.StartsWith("server,host,figure,", await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "half.csv"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("<h1>Daily report of ", await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "yesterday.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("report-monthly-", await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "sent.jsonl"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var page = await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "fleet.html"), TestContext.Current.CancellationToken);
        Assert.All(hosts, host => Assert.Contains($"<h3>docs on {host}</h3>", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Usage_is_told_here_before_any_host_is_asked()
    {
        Assert.Equal(ExitCodes.Usage, (await RunAsync("health", "--nonsense", "--host", "a")).ExitCode);
        Assert.Contains("NotOnHosts", (await RunAsync("demo", "--host", "a")).Error, StringComparison.Ordinal);
        Assert.Contains("--host", (await RunAsync("health", "--help")).Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // What a page has in its sentences, with more than the name of the verb.
    private static IEnumerable<string> InSentences(IEnumerable<string> lines) => lines.SelectMany(line => System.Text.RegularExpressions.Regex.Matches(line, "`(mcpops [a-z]+ [^`]+)`", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(2)).Select(found => found.Groups[1].Value));

    private async Task FollowAsync(string recipe)
    {
        var programs = Directory.CreateDirectory(Path.Combine(_folder.FullName, "bin")).FullName;
        if (!File.Exists(Path.Combine(programs, "mcpops")))
        {
            File.CreateSymbolicLink(Path.Combine(programs, "mcpops"), Command.McpOps);
        }

        var run = await Command.RunAsync("env", [$"PATH={_hosts.Programs}:{programs}:{Environment.GetEnvironmentVariable("PATH")}", "sh", "-c", $"cd '{_folder.FullName}' && {recipe}"], TestContext.Current.CancellationToken);

        // A host without a backup is degraded: what health found is an answer.
        Assert.True(run.ExitCode == 0 || (recipe.StartsWith("mcpops health", StringComparison.Ordinal) && run.ExitCode == 1), $"{recipe}: {run.ExitCode}\n{run.Output}\n{run.Error}");
    }

    private Task<Command> RunAsync(params string[] arguments) =>
        Command.RunAsync("env", [$"PATH={_hosts.Programs}:{Environment.GetEnvironmentVariable("PATH")}", Command.McpOps, .. arguments], TestContext.Current.CancellationToken);
}
