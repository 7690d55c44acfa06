using System.Runtime.CompilerServices;

namespace McpOps.Crawling.Rendering;

/// <summary>Finds a browser that is installed, and the Node that drives it.</summary>
internal static class InstalledBrowser
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "microsoft-edge-stable", "msedge"];

    private static readonly string[] WindowsPlaces = [@"Google\Chrome\Application\chrome.exe", @"Microsoft\Edge\Application\msedge.exe", @"Chromium\Application\chrome.exe"];

    private static readonly string[] MacPlaces =
    [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ];

    /// <summary>The browser that is named, or else the first that is found.</summary>
    /// <exception cref="McpOpsException"><c>BrowserNotFound</c>.</exception>
    public static string Find(string? named)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            // Playwright asks the call stack for its methods, which a program that was compiled ahead does not know.
            throw NotFound("What drives a browser needs .NET, and this mcpops is one program without it: the .NET tool and the module render pages.", named);
        }

        if (named is not null)
        {
            return (File.Exists(named) ? named : OnPath(named)) ?? throw NotFound($"There is no browser at '{named}'.", named);
        }

        return Names.Select(OnPath).Concat(Places()).FirstOrDefault(path => path is not null && File.Exists(path))
            ?? throw NotFound("No Chromium, Chrome or Edge is installed, or none is on the PATH.", null);
    }

    /// <summary>The Node on the PATH.</summary>
    /// <exception cref="McpOpsException"><c>NodeNotFound</c>.</exception>
    public static string FindNode() =>
        OnPath("node") ?? throw new McpOpsException("NodeNotFound", McpErrorCategory.ResourceUnavailable, "Node.js drives the browser, and there is none on the PATH. Install Node.js 18 or later, or set PLAYWRIGHT_NODEJS_PATH to it.");

    private static IEnumerable<string?> Places() =>
        OperatingSystem.IsWindows()
            ? new[] { "ProgramFiles", "ProgramFiles(x86)", "LocalAppData" }.Select(Environment.GetEnvironmentVariable).Where(root => root is not null).SelectMany(root => WindowsPlaces.Select(place => Path.Combine(root!, place)))
            : MacPlaces;

    private static string? OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => OperatingSystem.IsWindows() ? new[] { Path.Combine(folder, name + ".exe") } : [Path.Combine(folder, name)])
        .FirstOrDefault(File.Exists);

    private static McpOpsException NotFound(string what, string? target) =>
        new("BrowserNotFound", McpErrorCategory.ResourceUnavailable, $"{what} Install one, name it, or read the page without rendering.", target);
}
