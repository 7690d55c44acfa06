using System.Text.Json;

namespace McpOps.Cli.Tests;

public sealed class ServersVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-cli-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Servers_are_listed_as_a_table_that_fits_and_as_JSON()
    {
        var inventory = Write("mcpops.json", """{"servers":{"web":{"url":"http://127.0.0.1:8000/mcp?token=s3cret"},"files":{"command":"npx","args":["-y","x"],"enabled":false}}}""");

        var (code, output, error) = await Cli.RunAsync("servers", "--config-path", inventory);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("http://127.0.0.1:8000/mcp?token=***", output, StringComparison.Ordinal);
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 120));

        (code, output, _) = await Cli.RunAsync("servers", "f*", "--config-path", inventory, "--output", "json");
        using var json = JsonDocument.Parse(output);
        var server = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal((0, "files", "stdio", false, "npx -y x"), (code, server.GetProperty("name").GetString(), server.GetProperty("transport").GetString(), server.GetProperty("enabled").GetBoolean(), server.GetProperty("target").GetString()));
    }

    [Fact]
    public async Task Variables_that_channels_the_history_and_the_dead_mans_address_need_are_named_where_they_are_missing()
    {
        var inventory = Write("mcpops.json", """
            { "history": { "store": "${env:MCPOPS_NIGHT_STORE}" }, "watch": { "deadMan": "https://example.com/${env:MCPOPS_NIGHT_KEY}" },
              "channels": { "ops": { "kind": "webhook", "url": "${env:MCPOPS_NIGHT_URL}", "headers": { "X-Key": "${env:MCPOPS_NIGHT_HEADER}" } },
                            "file": { "kind": "file", "path": "${env:MCPOPS_NIGHT_PATH}" }, "well": { "kind": "file", "path": "${env:MCPOPS_NIGHT_OTHER:-alerts.jsonl}" } },
              "servers": { "web": { "url": "http://127.0.0.1:1/mcp" } } }
            """);
        var (code, output, error) = await Cli.RunAsync("servers", "test", "--config-path", inventory, "-o", "json");
        Assert.Equal((2, ""), (code, error));
        using var test = JsonDocument.Parse(output);
        Assert.Equal("Doubtful", test.RootElement.GetProperty("status").GetString());
        var problems = test.RootElement.GetProperty("problems").EnumerateArray().ToList();
        Assert.All(problems, problem => Assert.Equal("EnvironmentMissing", problem.GetProperty("id").GetString()));
        Assert.Equal(["MCPOPS_NIGHT_HEADER", "MCPOPS_NIGHT_KEY", "MCPOPS_NIGHT_PATH", "MCPOPS_NIGHT_STORE", "MCPOPS_NIGHT_URL"],
            problems.Select(problem => System.Text.RegularExpressions.Regex.Match(problem.GetProperty("message").GetString()!, @"MCPOPS_NIGHT_\w+", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(2)).Value).Order(StringComparer.Ordinal));
        Assert.Contains(problems, problem => problem.GetProperty("message").GetString()!.StartsWith("channels.ops refers to ${env:MCPOPS_NIGHT_URL}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(""" "channels": { "log": { "kind": "file", "path": "a" } }, "alerts": { "routes": [{ "to": "lgo" }] } """, "", "alerts.routes[0].to")]
    [InlineData(""" "alerts": { "escalate": [{ "after": "1h", "to": "lgo" }] } """, "", "alerts.escalate[0].to")]
    [InlineData(""" "alerts": { "windows": [{ "cron": "x", "for": "1h" }] } """, "", "alerts.windows[0].cron")]
    [InlineData(""" "channels": { "log": { "kind": "file" } } """, "", "channels.log")]
    [InlineData(""" "alerts": { "remind": ["x"] } """, "", "alerts.remind[0]")]
    [InlineData(""" "watch": { "failures": 0 } """, "", "watch.failures")]
    [InlineData(""" "plans": { "daily": { "at": "25" } } """, "", "plans.daily.at")]
    [InlineData("", """, "rules": { "slow": { "metric": "response" } } """, "servers.other.rules.slow")]
    [InlineData("", """, "metrics": { "size": {} } """, "servers.other.metrics.size")]
    [InlineData("", """, "slo": { "availability": { "target": "x" } } """, "servers.other.slo.availability.target")]
    [InlineData("", """, "plans": { "daily": { "on": "sunday" } } """, "servers.other.plans.daily.on")]
    public async Task What_is_wrong_with_alerts_rules_and_plans_stops_no_backup_and_is_said(string fleet, string server, string place)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "data"), "x");
        var inventory = Write("mcpops.json", $$"""
            { {{(fleet.Length > 0 ? fleet + "," : "")}} "servers": { "web": { "url": "http://127.0.0.1:1/mcp", "backup": { "destination": "store", "sets": { "all": { "paths": ["data"] } } } }, "other": { "url": "http://127.0.0.1:1/mcp" {{server}} } } }
            """);
        var (code, output, error) = await Cli.RunAsync("backup", "web", "--config-path", inventory, "-o", "json");
        Assert.Equal(2, code);
        Assert.Contains("\"Complete\"", output, StringComparison.Ordinal);
        Assert.Contains($"warning InventoryPartInvalid: {inventory}:", error, StringComparison.Ordinal);
        Assert.Contains($"{place} ", error, StringComparison.Ordinal);

        // What tells everything that is wrong calls it wrong, and no change is written beside it.
        (code, output, _) = await Cli.RunAsync("servers", "test", "--config-path", inventory);
        Assert.Equal(1, code);
        Assert.Contains($"{place} ", output, StringComparison.Ordinal);
        Assert.Contains("InventoryInvalid", output, StringComparison.Ordinal);
        Assert.Contains("error InventoryInvalid: ", (await Cli.RunAsync("servers", "set", "web", "--property", "timeoutSeconds=5", "--config-path", inventory)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_and_a_command_name_servers_too()
    {
        var (code, output, _) = await Cli.RunAsync("servers", "--url", "http://h:1/mcp", "--url", "http://h:2/mcp", "--output", "ndjson", "--", "npx", "-y", "--output", "x");
        Assert.Equal(0, code);
        Assert.Equal(["http://h:1/mcp", "http://h:2/mcp", "npx -y --output x"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("target").GetString()));
    }

    [Theory]
    [InlineData(1, "error ServerNotFound: ", "servers", "wbe", "--config-path", "{inventory}")]
    [InlineData(1, "error InventoryNotFound: ", "servers", "--config-path", "{folder}/none.json")]
    [InlineData(64, "error InventoryNotReadable: ", "servers", "--config-path", "{folder}")]
    [InlineData(64, "error InvalidUrl: ", "servers", "--url", "localhost:8000/mcp")]
    [InlineData(64, "Write it as http://localhost:8000/mcp.", "servers", "--url", "localhost:8000/mcp")]
    [InlineData(64, "error InvalidUrl: ", "servers", "--url", "http://[")]
    [InlineData(64, "error InvalidUrl: ", "servers", "--url", "/mcp")]
    [InlineData(64, "error InventoryNotReadable: ", "servers", "--config-path", "")]
    [InlineData(64, "error UnexpectedArgument: ", "servers", "--token=s3cret")]
    [InlineData(64, "error UnexpectedArgument: ", "init", "--nosuch")]
    [InlineData(64, "error InvalidHeader: ", "servers", "--url", "http://h", "--header", "Bearer s3cret")]
    [InlineData(64, "error UnexpectedArgument: ", "servers", "web", "--url", "http://h")]
    [InlineData(1, "error InventoryExists: ", "init", "--config-path", "{inventory}")]
    public async Task A_mistake_has_a_stable_id_and_no_stack_trace(int code, string message, params string[] arguments)
    {
        var inventory = Write("mcpops.json", """{"servers":{"web":{"url":"http://h/mcp"}}}""");
        var (exit, output, error) = await Cli.RunAsync([.. arguments.Select(argument => argument.Replace("{inventory}", inventory, StringComparison.Ordinal).Replace("{folder}", _folder.FullName, StringComparison.Ordinal))]);
        Assert.Equal((code, ""), (exit, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_goes_to_standard_error_and_the_servers_to_standard_output()
    {
        var inventory = Write("mcpops.json", """{"servers":{"web":{"url":"http://h/mcp","tag":"x"}}}""");
        var (code, output, error) = await Cli.RunAsync("servers", "--config-path", inventory, "--output", "json");
        Assert.Equal(ExitCodes.Partial, code);
        Assert.Equal(1, JsonDocument.Parse(output).RootElement.GetArrayLength());
        Assert.Contains("warning InventoryUnknownProperty: ", error, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'tags'?", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_nothing_to_an_inventory_of_what_the_clients_name()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows the home folder of a process cannot be moved by a variable.");
        Write("home/.cursor/mcp.json", """{"mcpServers":{"gh":{"command":"npx","args":["gh-mcp"],"env":{"GITHUB_TOKEN":"s3cret-value"}}}}""");
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "work"));

        var first = await ProcessAsync("servers");
        Assert.Contains("gh", first.Output, StringComparison.Ordinal);
        Assert.Contains("mcpops init", first.Error, StringComparison.Ordinal);

        var dry = await ProcessAsync("init", "--dry-run");
        Assert.Equal(0, dry.ExitCode);
        Assert.Contains("\"GITHUB_TOKEN\": \"${env:GITHUB_TOKEN}\"", dry.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.FullName, "work")));

        var init = await ProcessAsync("init", "--output", "json");
        Assert.Equal(0, init.ExitCode);
        Assert.True(JsonDocument.Parse(init.Output).RootElement.GetProperty("written").GetBoolean());
        Assert.Contains("GITHUB_TOKEN", init.Error, StringComparison.Ordinal);

        var second = await ProcessAsync("servers", "--output", "json");
        Assert.Equal((0, ""), (second.ExitCode, second.Error));
        Assert.Equal("Inventory", JsonDocument.Parse(second.Output).RootElement[0].GetProperty("origin").GetString());
        Assert.DoesNotContain("s3cret", first.Output + first.Error + dry.Output + init.Output + init.Error + second.Output, StringComparison.Ordinal);
    }

    private string Write(string path, string text)
    {
        var whole = Path.Combine(_folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        File.WriteAllText(whole, text);
        return whole;
    }

    private Task<Command> ProcessAsync(params string[] arguments) => Command.RunAsync(
        "env", ["-u", "MCPOPS_CONFIG", "-u", "XDG_CONFIG_HOME", $"HOME={Path.Combine(_folder.FullName, "home")}", Command.McpOps, .. arguments], TestContext.Current.CancellationToken, Path.Combine(_folder.FullName, "work"));
}
