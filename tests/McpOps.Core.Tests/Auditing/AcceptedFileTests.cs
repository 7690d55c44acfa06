using McpOps.Auditing;
using McpOps.Auditing.Files;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Core.Tests.Auditing;

/// <summary>What was never accepted has not changed; what has is told, and many files of one cause in one row.</summary>
public sealed class AcceptedFileTests
{
    [Fact]
    public async Task A_folder_that_became_the_servers_after_its_files_were_accepted_is_not_yet_accepted()
    {
        using var host = new PlantedHost();
        Plant(host, 30);
        host.Write("mcpops.lock.json", """{"version":1,"servers":{"web":{"files":{}}}}""");
        var found = await FilesAsync(host, Web(host));
        Assert.DoesNotContain(found, finding => finding.RuleId == "FILE001");
        Assert.Contains(found, finding => finding.NotChecked && finding.Evidence.StartsWith("No files of web were accepted yet", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_script_was_accepted_and_its_folder_was_not(bool older)
    {
        using var host = new PlantedHost();
        Plant(host, 30);
        var script = host["srv/app/00.py"];
        var server = McpServer.FromCommand("/bin/true", [script], name: "web");
        await AcceptAsync(host, server, older);
        var found = await FilesAsync(host, server with { Service = new McpService("process", "no-such-words-anywhere") { WorkingDirectory = host["srv/app"] } });
        Assert.DoesNotContain(found, finding => finding.RuleId == "FILE001");
        var row = Assert.Single(found, finding => finding.NotChecked);
        Assert.Equal(("web", host["srv/app"]), (row.Server, row.Target));
        Assert.StartsWith("29 files below it were never accepted", row.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_put_into_a_folder_that_was_accepted_is_new(bool older)
    {
        using var host = new PlantedHost();
        Plant(host, 2);
        await AcceptAsync(host, Web(host), older);
        host.Write("srv/app/evil.py", "x");
        File.Delete(host["srv/app/00.py"]);
        Assert.Equal([$"{host["srv/app/00.py"]}: it is gone", $"{host["srv/app/evil.py"]}: it is new"],
            (await FilesAsync(host, Web(host))).Where(finding => finding.RuleId == "FILE001").Select(finding => $"{finding.Target}: {finding.Evidence}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_put_into_a_folder_that_was_empty_is_new()
    {
        using var host = new PlantedHost();
        Directory.CreateDirectory(host["srv/app"]);
        var server = new McpServer { Name = "web", Service = new McpService("process", "no-such-words-anywhere") { WorkingDirectory = host["srv/app"] } };
        await AcceptAsync(host, server, older: false);
        host.Write("srv/app/evil.py", "x");
        Assert.Equal([host["srv/app/evil.py"]], (await FilesAsync(host, server)).Where(finding => finding.RuleId == "FILE001").Select(finding => finding.Target));
    }

    [Fact]
    public async Task Many_files_of_one_cause_are_one_row_and_another_content_is_another_finding()
    {
        using var host = new PlantedHost();
        Plant(host, 30);
        await AcceptAsync(host, Web(host), older: false);
        for (var index = 0; index < 25; index++)
        {
            host.Write($"srv/app/lib/{index:00}.js", "new");
        }

        host.Write("srv/app/00.py", "other");
        var found = (await FilesAsync(host, Web(host))).Where(finding => finding.RuleId == "FILE001").OrderBy(finding => finding.Target, StringComparer.Ordinal).ToList();
        Assert.Equal([host["srv/app/00.py"], host["srv/app/lib"]], found.Select(finding => finding.Target));
        Assert.Equal("25 files are new: 00.js, 01.js, 02.js, 03.js, 04.js and 20 more", found[1].Evidence);
        host.Write("srv/app/lib/24.js", "evil");
        Assert.NotEqual(found[1].Fingerprint, (await FilesAsync(host, Web(host))).Single(finding => finding.Target == host["srv/app/lib"]).Fingerprint);
    }

    [Fact]
    public async Task A_file_that_nothing_names_any_more_is_not_gone()
    {
        using var host = new PlantedHost();
        Plant(host, 2);
        await AcceptAsync(host, Web(host), older: false);
        var server = McpServer.FromCommand("/bin/true", name: "web");
        Assert.DoesNotContain(await FilesAsync(host, server), finding => finding.RuleId == "FILE001" && finding.Target.StartsWith(host.Root, StringComparison.Ordinal));
        host.Write("srv/app/01.py", "other");
        Assert.Contains(await FilesAsync(host, server), finding => finding.RuleId == "FILE001" && finding.Target == host["srv/app/01.py"]);
    }

    [Fact]
    public async Task Who_accepts_tools_has_not_accepted_files_and_what_is_taken_is_named()
    {
        using var host = new PlantedHost();
        Plant(host, 2);
        var server = new McpServer { Name = "web", Connection = new McpConnection { Transport = McpTransport.None }, Service = new McpService("process", "no-such-words-anywhere") { WorkingDirectory = host["srv/app"] } };
        await AcceptAsync(host, server, "all");
        host.Write("srv/app/evil.py", "x");
        var tools = await AcceptAsync(host, server, "only tools reviewed", "tools");
        Assert.Equal((0, 0, 0), (tools.Files, tools.FilesChanged, tools.Changes.Count));
        Assert.Contains(await FilesAsync(host, server), finding => finding.RuleId == "FILE001" && finding.Target == host["srv/app/evil.py"]);
        var files = await AcceptAsync(host, server, "the new file is mine", "files");
        Assert.Equal((3, 1, $"{host["srv/app/evil.py"]}: it is new"), (files.Files, files.FilesChanged, Assert.Single(files.Changes)));
        Assert.DoesNotContain(await FilesAsync(host, server), finding => finding.RuleId == "FILE001");
        Assert.Equal("AuditAreaUnknown", (await Assert.ThrowsAsync<McpOpsException>(() => AcceptAsync(host, server, "x", "ports"))).ErrorId);
    }

    [Fact]
    public async Task Files_alone_of_a_server_that_nobody_knows_are_not_accepted()
    {
        using var host = new PlantedHost();
        Plant(host, 2);
        Assert.Equal("UnexpectedArgument", (await Assert.ThrowsAsync<McpOpsException>(() => AcceptAsync(host, Web(host), "x", "files"))).ErrorId);
    }

    [Fact]
    public void The_folder_above_many_files_is_the_last_that_holds_them_all() =>
        Assert.Equal(Path.GetFullPath("/srv/app"), FileChanges.Above([Path.GetFullPath("/srv/app/a/1"), Path.GetFullPath("/srv/app/b/2"), Path.GetFullPath("/srv/app/3")]));

    private static void Plant(PlantedHost host, int count)
    {
        for (var index = 0; index < count; index++)
        {
            host.Write($"srv/app/{index:00}.py", $"print({index})");
        }
    }

    private static McpServer Web(PlantedHost host) => McpServer.FromCommand("/bin/true", workingDirectory: host["srv/app"], name: "web");

    // As an audit accepts it; a lock of an older version names no folders.
    private static async Task AcceptAsync(PlantedHost host, McpServer server, bool older)
    {
        var taken = ServerFiles.Take(server, TestContext.Current.CancellationToken);
        var locked = new ToolLock();
        locked.Servers["web"] = new LockedServer { Files = taken.Files, Folders = older ? null : taken.Folders };
        await locked.WriteAsync(host["mcpops.lock.json"], TestContext.Current.CancellationToken);
    }

    private static async Task<McpAcceptance> AcceptAsync(PlantedHost host, McpServer server, string reason, params string[] areas) => Assert.Single(await new ToolAcceptance(new EngineContext())
        .AcceptAsync(host.Options with { Areas = areas, Servers = [server], Inventory = [server] }, reason, write: true, TestContext.Current.CancellationToken));

    private static async Task<IReadOnlyList<McpFinding>> FilesAsync(PlantedHost host, McpServer server) =>
        await DependencyTests.AuditAsync(host.Options with { Areas = ["files"], Servers = [server], Inventory = [server] });
}
