using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace McpOps.Cli.Tests.Guides;

/// <summary>A guide's system in small, operated by the inventory that <c>mcpops init --profile</c> writes, with one line changed for each thing that is elsewhere.</summary>
internal sealed class GuideReplica : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-guide-");
    private readonly Dictionary<string, int> _ports = new(StringComparer.Ordinal);

    public static string Program { get; } = Path.Combine(Repository.Root, "tests", "Replicas", "Systems", "bin", Command.Configuration, "net10.0", OperatingSystem.IsWindows() ? "guide-system.exe" : "guide-system");

    public string Root => _folder.FullName;

    public string Inventory => Path.Combine(Root, "mcpops.json");

    public IReadOnlyCollection<string> Servers => _ports.Keys;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Lays the files of a system, and starts its services by <c>mcpops restart</c>.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="ports">The profile's variables that hold ports, with the service that listens on it.</param>
    /// <param name="more">Further variables.</param>
    /// <param name="recover">What of its recovery is otherwise than in the profile.</param>
    /// <param name="words">What else of a server is, by its name.</param>
    public static async Task<GuideReplica> StartAsync(string profile, IReadOnlyDictionary<string, string> ports, IReadOnlyDictionary<string, string>? more = null,
        string recover = "\"settle\": \"1s\"", IReadOnlyDictionary<string, string>? words = null)
    {
        var replica = new GuideReplica();
        try
        {
            await replica.WriteAsync(profile, ports, more ?? new Dictionary<string, string>(), recover, words ?? new Dictionary<string, string>());
            var (code, output, error) = await replica.RunAsync("restart", "*");
            Assert.True(code == 0, output + error);
            return replica;
        }
        catch
        {
            await replica.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs <c>mcpops</c> on its inventory; files that a command names lie below the root.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        string[] words = [.. arguments];
        for (var index = 1; index < words.Length; index++)
        {
            var isFile = words[index - 1] is "--path" or "--folder" or "--destination" or "--to" or "--history-path" or "--project" || words[index].EndsWith(".jsonl", StringComparison.Ordinal);
            words[index] = isFile && !words[index].Contains("://", StringComparison.Ordinal) && !words[index].StartsWith(Root, StringComparison.Ordinal) ? Path.Join(Root, words[index]) : words[index];
        }

        // A scheduler wants the place where mcpops is installed, which here it is not.
        string[] own = [.. words, .. words[0] is "schedule" ? new[] { "--command", Command.McpOps } : [], "--config-path", Inventory];
        return await Cli.RunAsync(words[0] is not "init" && CommandLine.Create(new CliConsole(TextWriter.Null, TextWriter.Null, TextReader.Null), words[0]).Parse(own).Errors.Count == 0 ? own : words);
    }

    /// <summary>Breaks a service, by the words that its replica knows; mends it with none.</summary>
    public void Break(string server, params string[] faults)
    {
        Directory.CreateDirectory(Path.Combine(Root, "control"));
        File.WriteAllLines(Path.Combine(Root, "control", server), faults);
    }

    /// <summary>Ends a service as <c>kill -9</c> does.</summary>
    public async Task KillAsync(string server)
    {
        foreach (var process in Processes().Where(process => process.Arguments.Contains(server)))
        {
            using var one = Process.GetProcessById(process.Id);
            one.Kill();
            await one.WaitForExitAsync(Stop);
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

    // Its folder stands in the command line of each, and in nobody else's.
    private IReadOnlyList<Platform.ProcessDetail> Processes() => [.. Platform.ProcessTable.Find(Root).Where(process => process.Name is "guide-system")];

    private async Task WriteAsync(string profile, IReadOnlyDictionary<string, string> ports, IReadOnlyDictionary<string, string> more, string recover, IReadOnlyDictionary<string, string> words)
    {
        var (code, _, error) = await Cli.RunAsync("init", "--profile", profile, "--path", Inventory);
        Assert.True(code == 0, error);
        var text = await File.ReadAllTextAsync(Inventory, Stop);
        var variables = new Dictionary<string, string>(more, StringComparer.Ordinal) { ["prefix"] = $"\"{Root}\"" };
        foreach (var (variable, server) in ports)
        {
            _ports[server] = FreePort.Find();
            variables[variable] = _ports[server].ToString(CultureInfo.InvariantCulture);
        }

        foreach (var (name, value) in variables)
        {
            var changed = Regex.Replace(text, $"(?m)^    // \"{name}\": .*,$", $"    \"{name}\": {value},", RegexOptions.None, TimeSpan.FromSeconds(2));
            Assert.True(changed != text, $"The inventory has no line for the variable '{name}':\n{text}");
            text = changed;
        }

        // Nobody is told outside; and where the guide has systemd or Docker, here is a process.
        text = Regex.Replace(text, "(?m)^    \"(?<name>[\\w-]+)\": \\{ \"kind\": .*,$", match => $"    \"{match.Groups["name"].Value}\": {{ \"kind\": \"file\", \"path\": \"{match.Groups["name"].Value}.jsonl\" }},", RegexOptions.None, TimeSpan.FromSeconds(2));
        foreach (var (server, port) in _ports)
        {
            var laid = await Command.RunAsync(Program, ["lay", server, Root], Stop);
            Assert.True(laid.ExitCode == 0, laid.Error);
            var entry = $"    \"{server}\": {{ \"profile\": \"";
            Assert.Contains(entry, text, StringComparison.Ordinal);
            text = text.Replace(entry, $$"""    "{{server}}": { "service": { "kind": "process", "name": "run {{server}} {{Root}}", "startCommand": ["{{Program}}", "run", "{{server}}", "{{Root}}", "{{port}}"] }, "recover": { {{recover}} }, {{words.GetValueOrDefault(server, "")}}"profile": """ + "\"", StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(Inventory, text.Replace("\n{\n", "\n{\n  \"history\": { \"store\": \"state\" },\n\n", StringComparison.Ordinal), Stop);
    }
}
