namespace McpOps.Servers;

/// <summary>Where MCP clients keep their servers on Windows, macOS and Linux.</summary>
/// <remarks>The files of one client come in the order of its own precedence: a server of an earlier file hides one of the same name in a later.</remarks>
public static class ClientFiles
{
    private const string User = "user";
    private const string Project = "project";
    private const string Managed = "managed";
    private const string Machine = "machine";
    private static readonly string[] Wrapped = ["mcpServers"];
    private static readonly string[] Flat = [];
    private static readonly string[][] VsCodeServers = [["servers"], Wrapped];
    private static readonly string[][] VsCodeSettings = [["mcp", "servers"], ["mcp.servers"]];

    /// <summary>The files that are there, each once.</summary>
    /// <param name="paths">Where to look.</param>
    public static IReadOnlyList<ClientFile> Existing(ServerPaths paths) => [.. All(paths).DistinctBy(file => file.Path).Where(file => File.Exists(file.Path))];

    /// <summary>All that is looked at; a file that holds servers in several scopes is there for each.</summary>
    internal static IEnumerable<ClientFile> All(ServerPaths paths) =>
    [
        .. ClaudeDesktop(paths),
        .. ClaudeCode(paths),
        .. VsCodeProject(paths),
        .. VsCode(paths, "VS Code", "Code"),
        .. DevContainer(paths),
        .. VsCode(paths, "VS Code Insiders", "Code - Insiders"),
        .. Copilot(paths),
        .. Cursor(paths),
        .. Windsurf(paths),
        .. Kilo(paths),
        .. Cline(paths),
        .. Zed(paths),
        .. Gemini(paths),
        .. Codex(paths),
        .. LmStudio(paths),
        .. Kiro(paths),
        .. OpenCode(paths),
        .. Goose(paths),
        .. Continue(paths),
        .. AmazonQ(paths),
    ];

    /// <summary>Where an administrator puts the servers of Claude Code.</summary>
    internal static string ClaudeCodeManaged(ServerPaths paths) => Path.Combine(
        paths.Platform switch
        {
            "windows" => Path.Combine(paths.Folder("ProgramFiles") ?? Path.Combine(paths.MachineRoot, "Program Files"), "ClaudeCode"),
            "macos" => Path.Combine(paths.MachineConfig, "ClaudeCode"),
            _ => Path.Combine(paths.MachineConfig, "claude-code"),
        },
        "managed-mcp.json");

    private static IEnumerable<ClientFile> ClaudeDesktop(ServerPaths paths)
    {
        const string client = "Claude Desktop";
        const string name = "claude_desktop_config.json";
        if (paths.IsWindows)
        {
            // The packaged app sees its own copy of the roaming folder.
            var local = paths.Folder("LOCALAPPDATA") ?? Path.Combine(paths.Home, "AppData", "Local");
            yield return new(client, User, Path.Combine(local, "Packages", "Claude_pzs8sxrjxfjjc", "LocalCache", "Roaming", "Claude", name));
        }

        yield return new(client, User, Path.Combine(paths.UserConfig, "Claude", name));
        if (!paths.IsWindows && !paths.IsMac)
        {
            yield return new(client, User, Path.Combine(paths.UserConfig, "claude", name));
        }
    }

    private static IEnumerable<ClientFile> ClaudeCode(ServerPaths paths)
    {
        const string client = "Claude Code";
        yield return new(client, Managed, ClaudeCodeManaged(paths)) { Containers = [Wrapped, Flat] };

        string?[] folders = [paths.Folder("CLAUDE_CONFIG_DIR"), paths.Home];
        var states = folders.OfType<string>().Select(folder => Path.Combine(folder, ".claude.json")).Distinct(StringComparer.Ordinal).ToList();
        foreach (var state in states)
        {
            // The file names a project by its folder; on Windows with either slash.
            yield return new(client, "local", state)
            {
                Containers = [["projects", paths.WorkingDirectory, "mcpServers"], ["projects", paths.WorkingDirectory.Replace('\\', '/'), "mcpServers"]],
                Workspace = paths.WorkingDirectory,
            };
        }

        for (var folder = paths.WorkingDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return new(client, Project, Path.Combine(folder, ".mcp.json")) { Containers = [Wrapped, Flat], Workspace = folder };
        }

        foreach (var state in states)
        {
            yield return new(client, User, state);
            yield return new(client, "local", state) { Containers = [["projects", ClientFile.Every, "mcpServers"]] };
        }
    }

    private static IEnumerable<ClientFile> VsCodeProject(ServerPaths paths) =>
    [
        InProject(paths, "VS Code", ".vscode", "mcp.json") with { Containers = VsCodeServers },
        InProject(paths, "VS Code", ".vscode", "settings.json") with { Containers = VsCodeSettings },
    ];

    private static IEnumerable<ClientFile> VsCode(ServerPaths paths, string client, string folder)
    {
        var user = Path.Combine(paths.UserConfig, folder, "User");
        yield return new(client, User, Path.Combine(user, "mcp.json")) { Containers = VsCodeServers };
        foreach (var profile in Folders(Path.Combine(user, "profiles")))
        {
            yield return new(client, User, Path.Combine(profile, "mcp.json")) { Containers = VsCodeServers };
            yield return new(client, User, Path.Combine(profile, "settings.json")) { Containers = VsCodeSettings };
        }

        yield return new(client, User, Path.Combine(user, "settings.json")) { Containers = VsCodeSettings };
    }

    private static IEnumerable<ClientFile> DevContainer(ServerPaths paths)
    {
        string[][] containers = [["customizations", "vscode", "mcp", "servers"], ["customizations", "vscode", "settings", "mcp", "servers"]];
        yield return InProject(paths, "VS Code", ".devcontainer", "devcontainer.json") with { Containers = containers };
        yield return InProject(paths, "VS Code", ".devcontainer.json") with { Containers = containers };
    }

    private static IEnumerable<ClientFile> Copilot(ServerPaths paths) => [new("Copilot CLI", User, Path.Combine(paths.Home, ".copilot", "mcp-config.json"))];

    private static IEnumerable<ClientFile> Cursor(ServerPaths paths) => ProjectThenHome(paths, "Cursor", ".cursor", "mcp.json");

    private static IEnumerable<ClientFile> Windsurf(ServerPaths paths) => [new("Windsurf", User, Path.Combine(paths.Home, ".codeium", "windsurf", "mcp_config.json"))];

    private static IEnumerable<ClientFile> Kilo(ServerPaths paths)
    {
        const string client = "Kilo Code";
        string[] names = ["kilo.jsonc", "kilo.json"];
        string[][] containers = [["mcp"]];
        foreach (var file in names.SelectMany(name => new[] { InProject(paths, client, ".kilo", name), InProject(paths, client, name) }))
        {
            yield return file with { Containers = containers };
        }

        yield return InProject(paths, client, ".kilocode", "mcp.json");
        foreach (var folder in new[] { paths.XdgConfig, Path.Combine(paths.Home, ".config") }.Distinct(StringComparer.Ordinal))
        {
            foreach (var name in names)
            {
                yield return new(client, User, Path.Combine(folder, "kilo", name)) { Containers = containers };
            }
        }

        yield return new(client, User, Path.Combine(GlobalStorage(paths, "Code"), "kilocode.kilo-code", "settings", "mcp_settings.json"));
        yield return new(client, User, Path.Combine(paths.Home, ".kilocode", "cli", "global", "settings", "mcp_settings.json"));
    }

    private static IEnumerable<ClientFile> Cline(ServerPaths paths)
    {
        const string client = "Cline";
        const string name = "cline_mcp_settings.json";
        if (paths.Variable("CLINE_MCP_SETTINGS_PATH") is { Length: > 0 } named)
        {
            yield return new(client, User, paths.Whole(named, paths.WorkingDirectory));
        }

        foreach (var editor in new[] { "Code", "Cursor" })
        {
            yield return new(client, User, Path.Combine(GlobalStorage(paths, editor), "saoudrizwan.claude-dev", "settings", name));
        }

        yield return new(client, User, Path.Combine(paths.Home, ".cline", "data", "settings", name));
        yield return new(client, User, Path.Combine(paths.Home, ".cline", "mcp.json"));
    }

    private static IEnumerable<ClientFile> Zed(ServerPaths paths)
    {
        string[][] containers = [["context_servers"]];
        yield return InProject(paths, "Zed", ".zed", "settings.json") with { Containers = containers };
        var folder = paths.IsWindows ? Path.Combine(paths.UserConfig, "Zed") : Path.Combine(paths.XdgConfig, "zed");
        yield return new("Zed", User, Path.Combine(folder, "settings.json")) { Containers = containers };
    }

    private static IEnumerable<ClientFile> Gemini(ServerPaths paths)
    {
        const string client = "Gemini CLI";
        const string name = "settings.json";
        var machine = Path.Combine(paths.MachineConfig, paths.IsMac ? "GeminiCli" : "gemini-cli");
        return ((IEnumerable<ClientFile>)
        [
            new(client, Managed, Path.Combine(machine, name)),
            .. ProjectThenHome(paths, client, ".gemini", name),
            .. Folders(Path.Combine(paths.WorkingDirectory, ".gemini", "extensions")).Select(folder => new ClientFile(client, Project, Path.Combine(folder, "gemini-extension.json")) { Workspace = paths.WorkingDirectory }),
            .. Folders(Path.Combine(paths.Home, ".gemini", "extensions")).Select(folder => new ClientFile(client, User, Path.Combine(folder, "gemini-extension.json")) { Workspace = paths.WorkingDirectory }),
            new(client, Machine, Path.Combine(machine, "system-defaults.json")),
        ]).Select(file => file with { UrlIsSse = true, ExpandsEveryDollar = true });
    }

    private static IEnumerable<ClientFile> Codex(ServerPaths paths)
    {
        const string client = "Codex";
        string[][] containers = [["mcp_servers"]];
        string?[] folders = [paths.Folder("CODEX_HOME"), Path.Combine(paths.Home, ".codex")];
        var machine = paths.IsWindows ? null : Path.Combine(paths.MachineRoot, "etc", "codex");
        IEnumerable<ClientFile?> all =
        [
            machine is null ? null : new(client, Managed, Path.Combine(machine, "managed_config.toml")),
            InProject(paths, client, ".codex", "config.toml"),
            .. folders.OfType<string>().Distinct(StringComparer.Ordinal).Select(folder => new ClientFile(client, User, Path.Combine(folder, "config.toml"))),
            machine is null ? null : new(client, Machine, Path.Combine(machine, "config.toml")),
        ];
        return all.OfType<ClientFile>().Select(file => file with { Containers = containers });
    }

    private static IEnumerable<ClientFile> LmStudio(ServerPaths paths) => [new("LM Studio", User, Path.Combine(paths.Home, ".lmstudio", "mcp.json"))];

    private static IEnumerable<ClientFile> Kiro(ServerPaths paths) => ProjectThenHome(paths, "Kiro", ".kiro", "settings", "mcp.json");

    private static IEnumerable<ClientFile> OpenCode(ServerPaths paths)
    {
        foreach (var name in new[] { "opencode.jsonc", "opencode.json" })
        {
            yield return InProject(paths, "OpenCode", name) with { Containers = [["mcp"]] };
            yield return new("OpenCode", User, Path.Combine(paths.XdgConfig, "opencode", name)) { Containers = [["mcp"]] };
        }
    }

    private static IEnumerable<ClientFile> Goose(ServerPaths paths)
    {
        var folder = paths.IsWindows ? Path.Combine(paths.UserConfig, "Block", "goose", "config") : Path.Combine(paths.XdgConfig, "goose");
        yield return new("Goose", User, Path.Combine(folder, "config.yaml")) { Containers = [["extensions"]] };
    }

    private static IEnumerable<ClientFile> Continue(ServerPaths paths)
    {
        // A folder of files, each in the format that its name says: its own blocks, or what other clients write.
        foreach (var (scope, folder) in new[] { (Project, paths.WorkingDirectory), (User, paths.Home) }.DistinctBy(place => place.Item2))
        {
            foreach (var name in Names(Path.Combine(folder, ".continue", "mcpServers"), "*.yaml", "*.yml", "*.json", "*.jsonc"))
            {
                yield return new("Continue", scope, name) { Containers = [Wrapped, Flat], Workspace = paths.WorkingDirectory };
            }
        }

        yield return new("Continue", User, Path.Combine(paths.Home, ".continue", "config.yaml"));
        yield return new("Continue", User, Path.Combine(paths.Home, ".continue", "config.json")) { Containers = [Wrapped, ["experimental", "modelContextProtocolServers"]] };
    }

    private static IEnumerable<ClientFile> AmazonQ(ServerPaths paths) =>
    [
        .. Names(Path.Combine(paths.WorkingDirectory, ".amazonq", "cli-agents"), "*.json").Select(path => new ClientFile("Amazon Q", Project, path) { Workspace = paths.WorkingDirectory }),
        InProject(paths, "Amazon Q", ".amazonq", "mcp.json"),
        .. Names(Path.Combine(paths.Home, ".aws", "amazonq", "cli-agents"), "*.json").Select(path => new ClientFile("Amazon Q", User, path)),
        new("Amazon Q", User, Path.Combine(paths.Home, ".aws", "amazonq", "mcp.json")),
    ];

    private static IEnumerable<ClientFile> ProjectThenHome(ServerPaths paths, string client, params string[] parts)
    {
        var user = new ClientFile(client, User, Path.Combine([paths.Home, .. parts]));
        var project = InProject(paths, client, parts);
        return string.Equals(project.Path, user.Path, StringComparison.Ordinal) ? [user] : [project, user];
    }

    private static ClientFile InProject(ServerPaths paths, string client, params string[] parts) =>
        new(client, Project, Path.Combine([paths.WorkingDirectory, .. parts])) { Workspace = paths.WorkingDirectory };

    private static string GlobalStorage(ServerPaths paths, string editor) => Path.Combine(paths.UserConfig, editor, "User", "globalStorage");

    private static IEnumerable<string> Folders(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal) : [];

    private static IEnumerable<string> Names(string folder, params string[] patterns) =>
        Directory.Exists(folder) ? patterns.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal) : [];
}
