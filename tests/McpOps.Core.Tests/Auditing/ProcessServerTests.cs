using System.Diagnostics;
using McpOps.Auditing;
using McpOps.Auditing.Host;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Core.Tests.Auditing;

/// <summary>A server that runs without a service manager: what it runs is found by its process, its name or the variable root.</summary>
public sealed class ProcessServerTests
{
    [Fact]
    public async Task The_script_of_a_running_process_and_its_worker_is_looked_at()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes and modes are read on Linux.");
        using var host = new PlantedHost();
        var script = host.Write("srv/app/serve-planted.sh", "(sleep 60; echo)\necho\n", "707");
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["serve-planted.sh", host.Root]) { WorkingDirectory = host["srv/app"] })!;
        try
        {
            var server = new McpServer { Name = "web", Service = new McpService("process", $"serve-planted.sh {host.Root}") };
            for (var tries = 0; tries < 100 && ServiceProcesses.Named(server.Service.Name).Count == 0; tries++)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }

            Assert.Contains(script, RunFiles.Of(server, []));
            var found = await DependencyTests.AuditAsync(host.Options with { Areas = ["permissions", "files"], Servers = [server], Inventory = [server] });
            Assert.Contains(found, finding => finding.RuleId == "PERM002" && finding.Target == script);
            Assert.DoesNotContain(found, finding => finding.NotChecked && finding.Evidence.Contains("is on this machine", StringComparison.Ordinal));
            Assert.All(found.Where(finding => finding.RuleId == "PERM004"), finding => Assert.Equal("its process sh runs as root", finding.Evidence));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void A_path_in_the_name_and_the_variable_root_lead_to_what_is_run()
    {
        using var host = new PlantedHost();
        var script = host.Write("srv/app/server.py", "");
        Assert.Equal([script], RunFiles.Of(new McpServer { Name = "web", Service = new McpService("process", $"python3 {script}") }, []));
        Assert.Equal([host["srv/app"]], RunFiles.Of(new McpServer { Name = "web", Service = new McpService("process", "no-such-words-anywhere"), Root = host["srv/app"] }, []));
    }

    [Theory]
    [InlineData("707")]
    [InlineData("777")]
    public async Task A_folder_below_the_working_directory_that_everybody_may_write_is_told(string mode)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Modes are read on Linux.");
        using var host = new PlantedHost();
        host.Write("srv/app/server.py", "");
        foreach (var name in new[] { "plugins", "data", "sticky", "own" })
        {
            Directory.CreateDirectory(host[$"srv/app/{name}"]);
        }

        PlantedHost.Mode(host["srv/app/plugins"], mode);
        PlantedHost.Mode(host["srv/app/data"], mode);
        PlantedHost.Mode(host["srv/app/sticky"], "1777");
        Assert.Equal([host["srv/app/plugins"]], (await PermissionsAsync(host)).Select(finding => finding.Target));
    }

    [Fact]
    public async Task Many_of_them_are_one_row()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Modes are read on Linux.");
        using var host = new PlantedHost();
        for (var index = 0; index < 40; index++)
        {
            host.Write($"srv/app/{index:00}.py", "", "606");
        }

        var row = Assert.Single(await PermissionsAsync(host));
        Assert.Equal(host["srv/app"], row.Target);
        Assert.StartsWith("40 files and folders below it: 00.py, 01.py, 02.py, 03.py, 04.py and 35 more", row.Evidence, StringComparison.Ordinal);
        Assert.StartsWith("chmod -R go-w ", row.Fix, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<McpFinding>> PermissionsAsync(PlantedHost host)
    {
        var server = McpServer.FromCommand("/bin/true", workingDirectory: host["srv/app"], name: "web");
        return [.. (await DependencyTests.AuditAsync(host.Options with { Areas = ["permissions"], Servers = [server], Inventory = [server] })).Where(finding => finding.RuleId == "PERM002" && finding.Target.StartsWith(host.Root, StringComparison.Ordinal))];
    }
}
