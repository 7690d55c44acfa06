using System.Globalization;
using McpOps.Probing;

namespace McpOps.Maintenance.Diagnosis;

/// <summary>Which rules of the firewall touch its ports? They are read, and nothing is changed.</summary>
internal sealed class FirewallArea : IDiagnosisArea
{
    private const int Listed = 5;
    private static readonly (string Program, string[] Arguments)[] Sources = [("nft", ["list", "ruleset"]), ("iptables-save", []), ("ufw", ["status"])];

    public string Name => "firewall";

    public async Task<IReadOnlyList<Observation>> LookAsync(DiagnosisScope scope, CancellationToken cancellationToken)
    {
        var ports = LocalServers.Ports(scope.Server).Distinct().Select(port => port.ToString(CultureInfo.InvariantCulture)).ToList();
        if (ports.Count == 0 || !OperatingSystem.IsLinux())
        {
            return [];
        }

        var asked = new List<string>();
        foreach (var (program, arguments) in Sources)
        {
            try
            {
                var said = await scope.Commands.RunAsync(program, arguments, cancellationToken);
                if (said.ExitCode != 0)
                {
                    continue;
                }

                asked.Add(program);
                if (Touching(said.Out, ports) is { Count: > 0 } rules)
                {
                    var refused = rules.Any(rule => rule.Contains("drop", StringComparison.OrdinalIgnoreCase) || rule.Contains("reject", StringComparison.OrdinalIgnoreCase) || rule.Contains("deny", StringComparison.OrdinalIgnoreCase));
                    return [new Observation(Name, refused ? HealthStatus.Degraded : HealthStatus.Healthy, $"{program}: {string.Join("; ", rules.Take(Listed))}{(rules.Count > Listed ? $" and {rules.Count - Listed} more" : "")}", refused ? "Clients on other machines may be refused there; this machine's own calls are not." : "")];
                }
            }
            catch (McpOpsException)
            {
                // It is not installed.
            }
        }

        return [asked.Count > 0 ? new Observation(Name, HealthStatus.Healthy, $"No rule of {string.Join(", ", asked)} names its ports ({string.Join(", ", ports)}).", "")
            : new Observation(Name, HealthStatus.Unknown, "No firewall could be asked: none is installed, or this account may not.", "Ask as root: nft list ruleset.")];
    }

    /// <summary>The lines in which one of the ports stands as a number of its own, not within a longer one or an address.</summary>
    internal static IReadOnlyList<string> Touching(string rules, IReadOnlyList<string> ports) =>
        [.. rules.Split('\n').Select(line => line.Trim()).Where(line => line.Contains("port", StringComparison.Ordinal) || (line.Length > 0 && char.IsAsciiDigit(line[0])))
            .Where(line => line.Split([' ', ',', '{', '}', ':', '-', '/', '\t'], StringSplitOptions.RemoveEmptyEntries).Any(word => ports.Contains(word, StringComparer.Ordinal)))];
}
