using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace McpOps.Cli.Tests.Guides;

/// <summary>The files and services of a guide's system in small, with the inventory that <c>mcpops init --profile</c> writes, with one line changed for each thing that is elsewhere.</summary>
/// <param name="run">Runs <c>mcpops</c>.</param>
/// <param name="stop">Ends what is waited for.</param>
internal sealed class GuideSystem(Func<string[], Task<(int Code, string Output, string Error)>> run, CancellationToken stop) : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-guide-");
    private readonly Dictionary<string, int> _ports = new(StringComparer.Ordinal);

    public static string Program { get; } = Path.Combine(Repository.Root, "tests", "Replicas", "Systems", "bin", Command.Configuration, "net10.0", OperatingSystem.IsWindows() ? "guide-system.exe" : "guide-system");

    public string Root => _folder.FullName;

    public string Inventory => Path.Combine(Root, "mcpops.json");

    public IReadOnlyCollection<string> Servers => _ports.Keys;

    /// <summary>What differs here from a profile as it ships.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="database">The address of its database, where it has one.</param>
    /// <returns>The variables that hold ports, with the service that listens there, and others.</returns>
    public static (IReadOnlyDictionary<string, string> Ports, IReadOnlyDictionary<string, string> More) Variables(string profile, string? database = null)
    {
        var (account, url) = ($"\"{Environment.UserName}\"", $"\"{database}\"");
        return profile switch
        {
            "mcp-orchestrator" => (Map(("databasePort", "mcp-orch-postgres"), ("port", "mcp-orchestrator"), ("frontendPort", "mcp-orch-frontend")), Map(("database", url))),
            "kilocode" => (Map(("postgresPort", "mcp-postgres"), ("memoryPort", "mcp-memory"), ("filesystemPort", "mcp-filesystem"), ("compliancePort", "mcp-compliance")), Map(("account", account), ("database", url))),
            "mcp-discovery" => (Map(("port", profile)), Map(("claude", "\"${var:prefix}/home/.config/claude\""))),
            _ => (Map(("port", profile)), Map(("account", account))),
        };

        static IReadOnlyDictionary<string, string> Map(params (string Name, string Value)[] all) => all.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal);
    }

    /// <summary>Lays the files, and starts the services by <c>mcpops restart</c>.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="ports">The profile's variables that hold ports, with the service that listens on it.</param>
    /// <param name="more">Further variables.</param>
    /// <param name="recover">What of its recovery is otherwise than in the profile.</param>
    /// <param name="words">What else of a server is, by its name.</param>
    public async Task StartAsync(string profile, IReadOnlyDictionary<string, string> ports, IReadOnlyDictionary<string, string> more, string recover, IReadOnlyDictionary<string, string> words)
    {
        await WriteAsync(profile, ports, more, recover, words);
        ThrowUnless(await run(["restart", "*", "--config-path", Inventory]));
    }

    /// <summary>Ends a service as <c>kill -9</c> does.</summary>
    public async Task KillAsync(string server)
    {
        foreach (var process in Processes().Where(process => process.Arguments.Contains(server)))
        {
            using var one = Process.GetProcessById(process.Id);
            one.Kill();
            await one.WaitForExitAsync(stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Processes())
        {
            using var one = Process.GetProcessById(process.Id);
            one.Kill(entireProcessTree: true);
            await one.WaitForExitAsync(CancellationToken.None);
        }

        _folder.Delete(recursive: true);
    }

    private static void ThrowUnless((int Code, string Output, string Error) done)
    {
        if (done.Code != 0)
        {
            throw new InvalidOperationException(done.Output + done.Error);
        }
    }

    // Its folder stands in the command line of each, and in nobody else's.
    private IReadOnlyList<Platform.ProcessDetail> Processes() => [.. Platform.ProcessTable.Find(Root).Where(process => process.Name is "guide-system")];

    private async Task WriteAsync(string profile, IReadOnlyDictionary<string, string> ports, IReadOnlyDictionary<string, string> more, string recover, IReadOnlyDictionary<string, string> words)
    {
        ThrowUnless(await run(["init", "--profile", profile, "--path", Inventory]));
        var text = await File.ReadAllTextAsync(Inventory, stop);
        var variables = new Dictionary<string, string>(more, StringComparer.Ordinal) { ["prefix"] = $"\"{Root}\"" };
        foreach (var (variable, server) in ports)
        {
            _ports[server] = FreePort.Find();
            variables[variable] = _ports[server].ToString(CultureInfo.InvariantCulture);
        }

        foreach (var (name, value) in variables)
        {
            var changed = Regex.Replace(text, $"(?m)^    // \"{name}\": .*,$", $"    \"{name}\": {value.Replace("$", "$$", StringComparison.Ordinal)},", RegexOptions.None, TimeSpan.FromSeconds(2));
            text = changed != text ? changed : throw new InvalidOperationException($"The inventory has no line for the variable '{name}':\n{text}");
        }

        // Nobody is told outside; and where the guide has systemd or Docker, here is a process.
        text = Regex.Replace(text, "(?m)^    \"(?<name>[\\w-]+)\": \\{ \"kind\": .*,$", match => $"    \"{match.Groups["name"].Value}\": {{ \"kind\": \"file\", \"path\": \"{match.Groups["name"].Value}.jsonl\" }},", RegexOptions.None, TimeSpan.FromSeconds(2));
        foreach (var (server, port) in _ports)
        {
            var laid = await Command.RunAsync(Program, ["lay", server, Root], stop);
            ThrowUnless((laid.ExitCode, laid.Output, laid.Error));
            var entry = $"    \"{server}\": {{ \"profile\": \"";
            var made = text.Replace(entry, $$"""    "{{server}}": { "service": { "kind": "process", "name": "run {{server}} {{Root}}", "startCommand": ["{{Program}}", "run", "{{server}}", "{{Root}}", "{{port}}"] }, "recover": { {{recover}} }, {{words.GetValueOrDefault(server, "")}}"profile": """ + "\"", StringComparison.Ordinal);
            text = made != text ? made : throw new InvalidOperationException($"The inventory has no line for '{server}':\n{text}");
        }

        await File.WriteAllTextAsync(Inventory, text.Replace("\n{\n", "\n{\n  \"history\": { \"store\": \"state\" },\n\n", StringComparison.Ordinal), stop);
    }
}
