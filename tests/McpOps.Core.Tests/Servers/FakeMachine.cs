using System.Text;
using McpOps.Servers;

namespace McpOps.Core.Tests.Servers;

/// <summary>A home, a project and the machine's folders of any platform, in a temporary folder.</summary>
internal sealed class FakeMachine : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("mcpops-machine-");
    private readonly string _platform;

    public FakeMachine(string platform = "linux")
    {
        _platform = platform;
        foreach (var folder in new[] { Home, Project, Path.Combine(Root, "machine") })
        {
            Directory.CreateDirectory(folder);
        }

        if (platform is "windows")
        {
            Variables["APPDATA"] = Path.Combine(Home, "AppData", "Roaming");
            Variables["LOCALAPPDATA"] = Path.Combine(Home, "AppData", "Local");
            Variables["ProgramData"] = Path.Combine(Root, "machine", "ProgramData");
            Variables["ProgramFiles"] = Path.Combine(Root, "machine", "Program Files");
        }
    }

    public string Root => _root.FullName;

    public string Home => Path.Combine(Root, "home");

    public string Project => Path.Combine(Root, "work", "project");

    public Dictionary<string, string> Variables { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<McpNotice> Notices { get; } = [];

    public EngineContext Context => new() { Notices = new Sink(Notices) };

    public ServerPaths Paths => new()
    {
        Platform = _platform,
        Home = Home,
        WorkingDirectory = Project,
        MachineRoot = Path.Combine(Root, "machine"),
        Variable = name => Variables.GetValueOrDefault(name),
    };

    /// <summary>Writes a file. In its path <c>~</c> is the home, <c>%NAME%</c> a variable, <c>/x</c> the machine's, anything else the project's.</summary>
    public string Write(string path, string text, Encoding? encoding = null)
    {
        var whole = Whole(path);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        File.WriteAllText(whole, text, encoding ?? new UTF8Encoding(false));
        return whole;
    }

    public string Whole(string path)
    {
        var parts = path.Split('/');
        return parts[0] switch
        {
            "~" => Path.Combine([Home, .. parts[1..]]),
            "" => Path.Combine([Path.Combine(Root, "machine"), .. parts[1..]]),
            ['%', .., '%'] => Path.Combine([Variables[parts[0].Trim('%')], .. parts[1..]]),
            _ => Path.Combine([Project, .. parts]),
        };
    }

    public async Task<IReadOnlyList<McpServer>> ReadAsync(string inventory) =>
        (await new ServerCatalog(Context, Paths).FindAsync(new ServerQuery { ConfigPath = Write("mcpops.json", inventory) }, CancellationToken.None)).Servers;

    public async Task<IReadOnlyList<McpServer>> DiscoverAsync() =>
        (await new ServerCatalog(Context, Paths).FindAsync(new ServerQuery { Discover = true }, CancellationToken.None)).Servers;

    public void Dispose() => _root.Delete(recursive: true);

    private sealed class Sink(List<McpNotice> notices) : IProgress<McpNotice>
    {
        public void Report(McpNotice value) => notices.Add(value);
    }
}
