using System.Security.Cryptography;
using System.Text;
using McpOps.Files;
using McpOps.Servers;

namespace McpOps.Maintenance.Plans;

/// <summary>Which rules have been run before, as they are now: a new or changed one shows first what it would do.</summary>
internal sealed class KnownRules(string folder)
{
    private string FilePath => Path.Combine(folder, "maintenance.rules");

    public bool Contains(string server, McpCleanRule rule) => File.Exists(FilePath) && File.ReadLines(FilePath).Contains(Mark(server, rule), StringComparer.Ordinal);

    public void Add(string server, McpCleanRule rule)
    {
        OwnerOnly.CreateFolder(folder);
        File.AppendAllText(FilePath, Mark(server, rule) + "\n");
    }

    private static string Mark(string server, McpCleanRule rule) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{server}\n{rule}\n{rule.Owner}")));
}
