namespace McpOps.Servers;

/// <summary>Where on this machine configuration may lie: the roots, and the environment that moves them.</summary>
/// <remarks>Everything is injectable, so that the paths of Windows, macOS and Linux are all tested on one machine.</remarks>
public sealed record ServerPaths
{
    /// <summary><c>windows</c>, <c>macos</c> or <c>linux</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>The user's home folder.</summary>
    public required string Home { get; init; }

    /// <summary>Where the user stands: the root of project scopes.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The root of the machine's own folders, such as <c>/etc</c>; not used on Windows, where variables name them.</summary>
    public string MachineRoot { get; init; } = "/";

    /// <summary>Looks up an environment variable; null when it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    /// <summary>Whether it is Windows.</summary>
    public bool IsWindows => Platform is "windows";

    /// <summary>Whether it is macOS.</summary>
    public bool IsMac => Platform is "macos";

    /// <summary>The folder where programs keep the user's settings, as the platform's own programs see it.</summary>
    public string UserConfig => Platform switch
    {
        "windows" => Folder("APPDATA") ?? Path.Combine(Home, "AppData", "Roaming"),
        "macos" => Path.Combine(Home, "Library", "Application Support"),
        _ => XdgConfig,
    };

    /// <summary>The folder of the XDG base directory specification: <c>$XDG_CONFIG_HOME</c>, else <c>~/.config</c>.</summary>
    public string XdgConfig => Folder("XDG_CONFIG_HOME") ?? Path.Combine(Home, ".config");

    /// <summary>The folder where programs keep the machine's settings.</summary>
    public string MachineConfig => Platform switch
    {
        "windows" => Folder("ProgramData") ?? Path.Combine(MachineRoot, "ProgramData"),
        "macos" => Path.Combine(MachineRoot, "Library", "Application Support"),
        _ => Path.Combine(MachineRoot, "etc"),
    };

    /// <summary>The paths of this process and its user.</summary>
    /// <param name="workingDirectory">Where the user stands; the process's folder when null.</param>
    public static ServerPaths FromProcess(string? workingDirectory = null) => new()
    {
        Platform = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "macos" : "linux",
        Home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
        WorkingDirectory = workingDirectory ?? CurrentFolder(),
        MachineRoot = OperatingSystem.IsWindows() ? Path.GetPathRoot(Environment.SystemDirectory)! : "/",
        Variable = Environment.GetEnvironmentVariable,
    };

    /// <summary>A folder that a variable names; null when the variable is empty or not a whole path.</summary>
    /// <param name="variable">The variable.</param>
    public string? Folder(string variable) => Variable(variable) is { Length: > 0 } path && Path.IsPathRooted(path) ? path : null;

    /// <summary>A path as the user wrote it, made whole: <c>~</c> is the home folder, and a relative one starts at <paramref name="folder"/>.</summary>
    /// <param name="path">The path; one that begins with a reference such as <c>${env:NAME}</c> stays as it is.</param>
    /// <param name="folder">Where a relative path starts.</param>
    public string Whole(string path, string folder)
    {
        if (path is "~" || path.StartsWith("~/", StringComparison.Ordinal) || path.StartsWith("~\\", StringComparison.Ordinal))
        {
            return Path.Combine(Home, path.TrimStart('~').TrimStart('/', '\\'));
        }

        return path.Length == 0 || IsAbsolute(path) ? path : Path.GetFullPath(Path.Combine(folder, path));
    }

    // The folder in which a process stands may have been removed.
    private static string CurrentFolder()
    {
        try
        {
            return Environment.CurrentDirectory;
        }
        catch (IOException)
        {
            return Path.GetTempPath();
        }
    }

    // An inventory may describe a Windows host and be read on another.
    private static bool IsAbsolute(string path) =>
        Path.IsPathRooted(path)
        || path.StartsWith("${", StringComparison.Ordinal)
        || path.StartsWith(@"\\", StringComparison.Ordinal)
        || path.Contains("://", StringComparison.Ordinal)
        || (path.Length > 2 && char.IsAsciiLetter(path[0]) && path[1] == ':' && path[2] is '\\' or '/');
}
