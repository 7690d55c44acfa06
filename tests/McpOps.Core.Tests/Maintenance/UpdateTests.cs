using McpOps.Maintenance.Updates;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Core.Tests.Maintenance;

/// <summary>What package managers say of newer versions, in their own words.</summary>
public sealed class UpdateTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Each_is_read_in_its_own_words()
    {
        Assert.Equal(["curl 7.88.1-10+deb12u7 → 7.88.1-10+deb12u8 (apt)", "libc6 2.36-9 → 2.36-9+deb12u1 (apt)"], Texts(UpdateText.Apt("""
            Listing...
            curl/stable-security 7.88.1-10+deb12u8 amd64 [upgradable from: 7.88.1-10+deb12u7]
            libc6/stable,now 2.36-9+deb12u1 amd64 [upgradable from: 2.36-9]
            """)));
        Assert.Equal(["zod 3.0.0 → 4.1.0 (npm)", "new not installed → 2.0.0 (npm)"], Texts(UpdateText.Npm("""{ "zod": { "current": "3.0.0", "wanted": "3.9.9", "latest": "4.1.0" }, "new": { "wanted": "1.0.0", "latest": "2.0.0" }, "same": [{ "current": "1.0.0", "latest": "1.0.0" }] }""")));
        Assert.Equal(["mcp 1.2.0 → 1.27.0 (pip)"], Texts(UpdateText.Pip("""[{ "name": "mcp", "version": "1.2.0", "latest_version": "1.27.0", "latest_filetype": "wheel" }]""")));
        Assert.Equal(["Npgsql 8.0.0 → 10.0.0 (dotnet)"], Texts(UpdateText.Dotnet("""{ "version": 1, "projects": [{ "path": "a.csproj", "frameworks": [{ "framework": "net8.0", "topLevelPackages": [{ "id": "Npgsql", "resolvedVersion": "8.0.0", "latestVersion": "10.0.0" }] }] }, { "path": "b.csproj" }] }""")));
        Assert.Equal(["@a/b 1.0.0 → 1.1.0 (npm)"], Texts(UpdateText.Newer("@a/b", "1.0.0", "1.1.0\n")));
        Assert.Empty(UpdateText.Newer("@a/b", "1.1.0", "1.1.0\n")!);
        Assert.Empty(UpdateText.Npm("")!);
    }

    [Fact]
    public void What_is_none_of_theirs_is_not_taken_for_nothing_to_do()
    {
        Assert.Null(UpdateText.Npm("""{ "error": { "code": "ENOTFOUND", "summary": "no network" } }"""));
        Assert.Null(UpdateText.Pip("WARNING: no network"));
        Assert.Null(UpdateText.Dotnet("{}"));
        Assert.Null(UpdateText.Newer("a", "1", " "));
    }

    [Fact]
    public async Task What_cannot_be_asked_is_not_checked_and_the_server_s_own_package_is()
    {
        var sources = new UpdateSources { Commands = new Answers() };
        var looks = await sources.LookAsync(McpServer.FromCommand("npx", ["-y", "@scope/server-x@1.0.0"]), UpdateSources.Names, Stop);
        Assert.Equal(["apt: 'apt' cannot be run on this machine", "npm: ", "pip: the server names no folder of packages (service.workingDirectory, cwd, the variable root)", "dotnet: the server names no folder of packages (service.workingDirectory, cwd, the variable root)"], looks.Select(look => $"{look.Source}: {look.NotChecked}"));

        // One that names it is told what is missing there.
        var named = McpServer.FromCommand("x", []) with { Service = new McpService("process", "x") { WorkingDirectory = "/nosuch" } };
        Assert.Equal(["npm: no package.json lies in '/nosuch'", "pip: no .venv or venv with Python lies in '/nosuch'", "dotnet: no project (*.csproj) lies in '/nosuch'"], (await sources.LookAsync(named, ["npm", "pip", "dotnet"], Stop)).Select(look => $"{look.Source}: {look.NotChecked}"));
        Assert.Equal("@scope/server-x 1.0.0 → 2.0.0 (npm)", Assert.Single(looks[1].Updates).ToString());
    }

    [Fact]
    public async Task An_index_that_does_not_answer_and_lists_that_were_never_fetched_are_not_nothing_to_do()
    {
        var folder = Directory.CreateTempSubdirectory("mcpops-updates-");
        try
        {
            Directory.CreateDirectory(Path.Combine(folder.FullName, ".venv", "bin"));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, ".venv", "bin", "python"), "", Stop);
            var server = new McpServer { Name = "a", Service = new McpService("systemd", "a") { WorkingDirectory = folder.FullName } };
            var sources = new UpdateSources { Commands = new Deaf(), AptLists = folder.FullName };
            Assert.Equal(["apt: it has no lists of its sources; fetch them with 'apt-get update'", "pip: its index does not answer"], (await sources.LookAsync(server, ["apt", "pip"], Stop)).Select(look => $"{look.Source}: {look.NotChecked}"));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "deb.debian.org_main_Packages"), "", Stop);
            Assert.Equal("", Assert.Single(await sources.LookAsync(server, ["apt"], Stop)).NotChecked);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> Texts(IReadOnlyList<PackageUpdate>? updates) => updates!.Select(update => update.ToString());

    // What apt and pip say where no network is.
    private sealed class Deaf : CommandRunner
    {
        public override Task<CommandOutput> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
            Task.FromResult(program is "apt" ? new CommandOutput(0, "Listing...\n", "") : new CommandOutput(0, "[]\n", "WARNING: Retrying (Retry(total=4, connect=None)) after connection broken by 'NewConnectionError': /simple/pip/\n"));
    }

    private sealed class Answers : CommandRunner
    {
        public override Task<CommandOutput> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) => program is "npm" or "npm.cmd"
            ? Task.FromResult(new CommandOutput(0, "2.0.0\n", ""))
            : throw new McpOpsException("ServiceManagerUnavailable", McpErrorCategory.ResourceUnavailable, $"'{program}' cannot be run on this machine.");
    }
}
