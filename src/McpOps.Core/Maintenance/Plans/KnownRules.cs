using System.Security.Cryptography;
using System.Text;
using McpOps.Files;

namespace McpOps.Maintenance.Plans;

/// <summary>Which rules have been run before, as they are now: a new or changed one shows first what it would do.</summary>
internal sealed class KnownRules(string folder)
{
    private string FilePath => Path.Combine(folder, "maintenance.rules");

    /// <summary>Whether a rule was run before.</summary>
    /// <param name="server">The server.</param>
    /// <param name="rule">All that the rule says.</param>
    public bool Contains(string server, string rule) => File.Exists(FilePath) && File.ReadLines(FilePath).Contains(Mark(server, rule), StringComparer.Ordinal);

    public void Add(string server, string rule)
    {
        OwnerOnly.CreateFolder(folder);
        File.AppendAllText(FilePath, Mark(server, rule) + "\n");
    }

    private static string Mark(string server, string rule) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{server}\n{rule}")));
}
