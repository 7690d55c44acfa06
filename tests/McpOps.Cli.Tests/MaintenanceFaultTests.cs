using System.Text.Json;

namespace McpOps.Cli.Tests;

/// <summary>Whoever reads only standard error, as the mail of cron and the log of a unit do, is told each duty that was not done: once, with an id and what to do.</summary>
public sealed class MaintenanceFaultTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-faults-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Inventory => Path.Combine(_folder.FullName, "mcpops.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("""{ "id": "good", "use": "command", "with": { "run": ["true"] } }, { "id": "bad", "use": "command", "with": { "run": ["sh", "-c", "echo no room; echo here; exit 3"] } }, { "id": "probe", "use": "health", "with": { "checks": ["protocol"] } }""", ExitCodes.Partial)]
    [InlineData("""{ "id": "bad", "use": "command", "with": { "run": ["sh", "-c", "echo no room; echo here; exit 3"] } }, { "id": "probe", "use": "health", "with": { "checks": ["protocol"] } }, { "id": "after", "use": "command", "with": { "run": ["true"] }, "needs": ["bad"] }""", ExitCodes.Failed)]
    public async Task A_step_that_failed_is_an_error_line_with_what_makes_up_for_it(string steps, int code)
    {
        Write($$""" "plans": { "daily": { "at": "02:00", "steps": [{{steps}}] } } """);
        foreach (var format in new[] { "table", "json", "ndjson", "csv" })
        {
            var (ended, output, error) = await RunAsync("maintain", "daily", "-o", format);
            Assert.Equal(code, ended);
            var lines = Errors(error);
            Assert.Equal(2, lines.Count);
            Assert.StartsWith("error StepFailed: The step 'bad' of the plan 'daily' failed. ", lines[0], StringComparison.Ordinal);
            Assert.Contains("no room here", lines[0], StringComparison.Ordinal);
            Assert.EndsWith(" When that is mended, make up for it with 'mcpops maintain daily --step bad'.", lines[0], StringComparison.Ordinal);
            Assert.StartsWith("error StepFailed: a: The step 'probe' of the plan 'daily' failed. ", lines[1], StringComparison.Ordinal);
            Assert.EndsWith("'mcpops maintain daily a --step probe'.", lines[1], StringComparison.Ordinal);
            Assert.DoesNotContain("StepFailed", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task How_plans_stand_has_a_code_of_its_own_and_the_help_says_it()
    {
        Write(""" "plans": { "daily": { "at": "02:00", "steps": [{ "use": "command", "with": { "run": ["true"] } }, { "use": "health", "with": { "checks": ["protocol"] } }] } } """);
        Assert.Equal(ExitCodes.Partial, (await RunAsync("maintain", "daily")).Code);
        Assert.Equal(ExitCodes.Failed, (await RunAsync("maintain", "--status")).Code);

        // A step that was run alone, and failed, is a duty that is open, though the plan never ran.
        Write(""" "plans": { "other": { "steps": [{ "id": "bad", "use": "command", "with": { "run": ["false"] } }, { "id": "good", "use": "command", "with": { "run": ["true"] } }] } } """);
        Assert.DoesNotContain("duties", (await RunAsync("health", "a", "--check", "duties", "-o", "json")).Output, StringComparison.Ordinal);
        await RunAsync("maintain", "other", "--step", "bad");
        var health = (await RunAsync("health", "a", "--check", "duties", "-o", "json")).Output;
        Assert.Contains("the plan never was as a whole here, and not all went well. bad: ", health, StringComparison.Ordinal);
        Assert.Contains("with --status 0 all is well, 1 a plan is late, failed or was killed", (await Cli.RunAsync("maintain", "--help")).Output.ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_is_a_log_that_was_not_rotated()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        var log = Path.Combine(_folder.FullName, "app.log");
        await File.WriteAllTextAsync(log, "a line\n", Stop);
        Write($$""" "rotate": [{ "paths": ["{{log}}"], "maxSize": 1 }] """);
        await using var writer = new FileStream(log, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        var (code, _, error) = await RunAsync("rotate", "--force");
        Assert.Equal(ExitCodes.Failed, code);
        Assert.StartsWith($"error LogNotRotated: a: '{log}' was not rotated. ", Assert.Single(Errors(error)), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_very_many_the_first_hundred_are_said_and_how_many_more_there_are()
    {
        var said = new StringWriter();
        new CliConsole(TextWriter.Null, said, TextReader.Null).WriteFaults(Enumerable.Range(0, 1000).Select(number => new McpOpsException("FileNotRemoved", McpErrorCategory.PermissionDenied, $"file {number}")));
        Assert.Equal(101, Errors(said.ToString()).Count);
        Assert.Equal("error FileNotRemoved: And 900 more: each is a record of the output.", Errors(said.ToString())[^1]);
    }

    [Fact]
    public async Task So_are_work_on_a_database_and_an_entry_of_a_scheduler()
    {
        Write(""" "databases": { "main": { "kind": "postgres", "url": "postgresql://me@127.0.0.1:1/x" } }, "maintain": { "main": { "vacuum": true } }, "plans": { "daily": { "at": "02:00", "steps": [{ "use": "db.maintain" }] } } """);
        var (code, _, error) = await RunAsync("database");
        Assert.Equal(ExitCodes.Failed, code);
        Assert.StartsWith("error DatabaseWorkFailed: a: ", Assert.Single(Errors(error)), StringComparison.Ordinal);

        var cron = _folder.CreateSubdirectory("cron").FullName;
        await File.WriteAllTextAsync(Path.Combine(cron, "mcpops-daily"), "somebody's own\n", Stop);
        (code, _, error) = await RunAsync("schedule", "add", "--kind", "cron", "--folder", cron, "--command", Command.McpOps);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Equal("error ScheduleFailed: The entry 'mcpops-daily' of cron stays Foreign. A file of that name was not written by McpOps, and was left alone. Move it away.", Assert.Single(Errors(error)));
    }

    private static IReadOnlyList<string> Errors(string error) => [.. error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => line.StartsWith("error ", StringComparison.Ordinal))];

    private void Write(string more) => File.WriteAllText(Inventory, $$"""{ "history": { "store": {{JsonSerializer.Serialize(Path.Combine(_folder.FullName, "state"))}} }, "servers": { "a": { "url": "http://127.0.0.1:1/mcp", {{more}} } } }""");

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => Cli.RunAsync([.. arguments, "--config-path", Inventory]);
}
