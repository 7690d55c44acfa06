using McpOps.Servers;

namespace McpOps.Core.Tests.Servers;

/// <summary>A test of the inventory tells everything that is wrong with it, in one run.</summary>
public sealed class InventoryCheckTests : IDisposable
{
    private readonly FakeMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task Every_wrong_part_is_told_in_one_run_and_no_consequence_of_it()
    {
        var test = await TestAsync("""
            {
              "servers": {
                "one": { "url": "ftp://127.0.0.1/x", "service": { "kind": "proces", "name": "x" }, "recover": { "automatic": true }, "timeoutSeconds": -5,
                  "ports": [80, 70000], "databases": { "main": { "kind": "oracle" }, "notes": { "kind": "sqlite" } }, "logFormat": "no-such" },
                "two": 7,
                "three": { "command": "x", "dependsOn": ["one", "nobody"], "enabled": "yes", "tags": [true] },
                "four": { "command": "x", "dependsOn": ["no-such-one"], "profile": "no-such-profile" },
                "THREE": { "command": "x" },
                "five": { "command": "x", "service": { "kind": "process", "name": "five" } }
              }
            }
            """);
        Assert.Equal(InventoryStatus.Invalid, test.Status);
        string[] expected =
        [
            "3: servers.one.url must be a whole http or https address",
            "3: servers.one.service.kind must be systemd, windows, docker or process",
            "3: servers.one.timeoutSeconds must be a number from 0.001 to 86400 (seconds), and is -5.",
            "4: servers.one.ports[1] must be a whole number from 1 to 65535 (TCP port), and is 70000.",
            "4: servers.one.databases.main.kind must be postgres or sqlite",
            "4: servers.one.databases.notes has no path",
            "5: servers.two must be an object",
            "6: servers.three.dependsOn names 'nobody', which is no server of this inventory.",
            "6: servers.three.enabled must be true or false, and is a text.",
            "6: servers.three.tags[0] must be a text, and is true or false.",
            "7: servers.four.profile: there is no such profile.",
            "8: servers.THREE is there already, in line 6",
        ];
        var errors = test.Problems.Where(problem => problem.Severity is "Error").Select(problem => problem.Message.Replace(_machine.Whole("mcpops.json") + ":", "", StringComparison.Ordinal)).ToList();
        Assert.All(expected, wanted => Assert.Single(errors, error => error.StartsWith(wanted, StringComparison.Ordinal)));

        // The format of logs is another room's to know.
        Assert.Equal(expected.Length + 1, errors.Count);
        Assert.Contains(errors, error => error.Contains("logFormat: 'no-such'", StringComparison.Ordinal));
        Assert.Contains(test.Problems, problem => problem is { Severity: "Warning", Id: "ServiceNotStartable" });
        Assert.DoesNotContain(errors, error => error.Contains("..", StringComparison.Ordinal));
        Assert.Equal(3, test.Servers);
    }

    [Fact]
    public async Task What_is_to_be_for_all_servers_is_told_beside_what_is_of_one()
    {
        var test = await TestAsync("""
            { "watch": { "every": "soon" }, "servers": { "one": { "url": "ftp://127.0.0.1/x" } } }
            """);
        Assert.Equal(2, test.Problems.Count(problem => problem.Severity is "Error"));
    }

    [Fact]
    public async Task A_program_or_a_folder_of_a_start_command_that_is_not_there_is_warned_of()
    {
        var test = await TestAsync($$"""
            {
              "servers": {
                "gone": { "command": "x", "service": { "kind": "process", "name": "gone", "startCommand": ["/nosuch/prog"] } },
                "lost": { "command": "x", "service": { "kind": "process", "name": "lost", "startCommand": ["sh", "-c", "true"], "workingDirectory": "/nosuch/folder" } },
                "bare": { "command": "x", "service": { "kind": "process", "name": "bare", "startCommand": ["no-such-program-anywhere"] } },
                "fine": { "command": "x", "service": { "kind": "process", "name": "fine", "startCommand": ["sh", "-c", "true"], "workingDirectory": "{{_machine.Root}}" } }
              }
            }
            """);
        Assert.Equal(InventoryStatus.Doubtful, test.Status);
        Assert.All(test.Problems, problem => Assert.Equal(("Warning", "ServiceNotStartable"), (problem.Severity, problem.Id)));
        Assert.Equal(["servers.gone.service: '/nosuch/prog', which starts it, is not there", "servers.lost.service: '/nosuch/folder', in which it is started, is not there", "servers.bare.service: 'no-such-program-anywhere', which starts it, is not there"],
            test.Problems.Select(problem => problem.Message.Split(':') is [var place, var what, ..] ? $"{place}:{what}" : ""));
    }

    private async Task<McpInventoryTest> TestAsync(string inventory)
    {
        _machine.Write("mcpops.json", inventory);
        return await new InventoryCheck(_machine.Context, _machine.Paths).RunAsync(null, TestContext.Current.CancellationToken);
    }
}
