using McpOps.Auditing;
using McpOps.Core.Tests.Backups;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Core.Tests.Auditing;

/// <summary>
/// Root audits servers whose folders belong to another user, who exchanges folders and files for links to what is root's all the while: nothing of that is told, accepted or written over.
/// <c>MCPOPS_STRIKES=1000</c> is the long form.
/// </summary>
public sealed class SwapTests : IDisposable
{
    private const string Token = "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";
    private static readonly long Wanted = Environment.GetEnvironmentVariable("MCPOPS_STRIKES") is null ? 150 : Intruder.Wanted;
    private readonly PlantedHost _host;

    public SwapTests()
    {
        Intruder.Require();
        Assert.SkipWhen(McpOps.Files.FileSystem.IsPortable, "The calls of Linux are needed.");
        _host = new PlantedHost();
        PlantedHost.Mode(Path.GetDirectoryName(_host.Root)!, "755");
        for (var number = 0; number < 5; number++)
        {
            _host.Write($"secret/outside-{number}.py", $"TOKEN = '{Token}'");
        }

        _host.Write("secret/outside.log", $"INFO {Token}\n");
        _host.Write("secret/package-lock.json", """{"lockfileVersion":3,"packages":{"node_modules/outside":{"version":"1.0.0"} } }""");
        _host.Write("secret/mcpops.lock.json", """{"version":1,"servers":{}}""");
        _host.Write("osv/npm/a.json", """{"id":"GHSA-1","summary":"x","affected":[{"package":{"ecosystem":"npm","name":"outside"},"versions":["1.0.0"]}]}""");
        PlantedHost.Mode(_host["secret"], "700");
        for (var number = 0; number < 10; number++)
        {
            _host.Write($"own/d{number}/inner/server.py", "print(1)", "644");
            _host.Write($"own/d{number}/package-lock.json", """{"lockfileVersion":3,"packages":{}}""", "644");
        }

        _host.Write("own/logs/web.log", "INFO nothing\n", "644");
        Intruder.Give(_host["own"]);
    }

    private McpServer Server => McpServer.FromCommand("/bin/true", workingDirectory: _host["own"], name: "web") with { Logs = [_host["own/logs/*.log"]] };

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Nothing_outside_is_hashed_read_or_told_whoever_swaps_folders_for_links()
    {
        const string Swap = """
            my $d = $n % 5 == 4 ? "$ARGV[0]/logs" : sprintf('%s/d%d', $ARGV[0], $n % 10);
            rename($d, "$ARGV[0]/.away") or next; symlink($ARGV[1], $d); select(undef, undef, undef, 0.0005) if $n % 3 == 0;
            unlink($d); rename("$ARGV[0]/.away", $d); struck();
            """;
        using var intruder = await Intruder.BeginAsync(Swap, _host["own"], _host["secret"]);
        var options = _host.Options with { Areas = ["files", "secrets", "dependencies", "permissions"], Servers = [Server], OsvPath = _host["osv"], ProjectPaths = [_host["own"]] };
        do
        {
            var findings = await DependencyTests.AuditAsync(options);
            Assert.All(findings, finding => Assert.DoesNotContain("outside", $"{finding.Target} {finding.Location} {finding.Evidence} {finding.Fix}", StringComparison.Ordinal));
            Assert.DoesNotContain(findings, finding => finding.RuleId is "SEC001" or "SEC005" or "VULN001");
            await new ToolAcceptance(new EngineContext()).AcceptAsync(options with { Areas = ["files"], Servers = [] }, "x", write: false, TestContext.Current.CancellationToken);
            Assert.All(McpOps.Auditing.Files.ServerFiles.Take(Server, TestContext.Current.CancellationToken).Files.Keys, path => Assert.DoesNotContain("outside", path, StringComparison.Ordinal));
        }
        while (intruder.Strikes < Wanted);
    }

    [Fact]
    public async Task Nothing_outside_is_told_through_a_link_that_stays()
    {
        Run("ln", "-s", _host["secret/outside.log"], _host["own/logs/x.log"]);
        Run("ln", "-s", _host["secret"], _host["own/x"]);
        Run("ln", "-s", _host["secret/outside-0.py"], _host["own/.env"]);
        Run("chown", "-hR", "65534", _host["own"]);
        var findings = await DependencyTests.AuditAsync(_host.Options with { Areas = ["files", "secrets", "dependencies", "permissions"], Servers = [Server], OsvPath = _host["osv"], ProjectPaths = [_host["own"]] });
        Assert.DoesNotContain(findings, finding => finding.RuleId is "SEC001" or "SEC005" or "VULN001");
        Assert.Contains(findings, finding => finding.NotChecked && finding.Target == _host["own/logs/x.log"] && finding.Evidence.Contains("not followed", StringComparison.Ordinal));
        Assert.DoesNotContain(findings, finding => finding.RuleId == "PERM001");
    }

    // The folder of the lock file is his: what he exchanges it for is not written over.
    [Fact]
    public async Task Nothing_outside_is_written_over_whoever_swaps_the_folder_of_the_lock_file()
    {
        const string Swap = """
            rename("$ARGV[0]/place", "$ARGV[0]/away") or next; symlink($ARGV[1], "$ARGV[0]/place"); select(undef, undef, undef, 0.0003) if $n % 2 == 0;
            unlink("$ARGV[0]/place"); rename("$ARGV[0]/away", "$ARGV[0]/place"); struck();
            """;
        Directory.CreateDirectory(_host["own/place"]);
        Intruder.Give(_host["own/place"]);
        using var intruder = await Intruder.BeginAsync(Swap, _host["own"], _host["secret"]);
        var before = Outside();
        for (var written = 0; written < 20 || intruder.Strikes < Wanted;)
        {
            try
            {
                await new ToolLock().WriteAsync(_host["own/place/mcpops.lock.json"], TestContext.Current.CancellationToken);
                written++;
            }
            catch (McpOpsException exception) when (exception.ErrorId is "LockNotWritable")
            {
                // He was there: nothing was written.
            }

            Assert.Equal(before, Outside());
        }
    }

    private IReadOnlyList<string> Outside() => [.. Directory.EnumerateFiles(_host["secret"]).Order(StringComparer.Ordinal).Select(path => $"{Path.GetFileName(path)} {File.ReadAllText(path)}")];

    private static void Run(string program, params string[] arguments) => Sandbox.Run(program, arguments);
}
