namespace McpOps.Benchmarks.Auditing;

/// <summary>The audit of a host beside lynis: both look at permissions, ports, accounts, logins, sshd, updates and firewall.</summary>
internal sealed class HostAuditBenchmark : IBenchmark
{
    private const int Runs = 3;

    public string Name => "audit-lynis";

    public string Description => "mcpops audit of the host's areas beside lynis audit system: at most a tenth of its time.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var lynis = Command.Find("lynis") ?? (File.Exists("/usr/sbin/lynis") ? "/usr/sbin/lynis" : null);
        if (lynis is null)
        {
            Console.WriteLine("lynis is not installed: skipped.");
            return;
        }

        var folder = Directory.CreateTempSubdirectory("mcpops-lynis-").FullName;
        try
        {
            var inventory = Path.Combine(folder, "mcpops.json");
            await File.WriteAllTextAsync(inventory, """{"servers":{"web":{"command":"/bin/true","audit":{"ports":[22],"accounts":["root"]}}}}""", cancellationToken);
            string[] areas = [.. new[] { "permissions", "ports", "logins", "accounts", "certificates", "files", "os", "configurations", "secrets" }.SelectMany(area => new[] { "--area", area })];
            await Pairwise.CompareAsync(
                "mcpops audit", () => Command.RunAsync(Shipped.McpOps, ["audit", "--config-path", inventory, .. areas, "--output", "json"], cancellationToken),
                "lynis audit system", () => Command.RunAsync(lynis, ["audit", "system", "--quick", "--no-colors", "--logfile", Path.Combine(folder, "log"), "--report-file", Path.Combine(folder, "report")], cancellationToken),
                Runs, goal: 0.1, warmUp: false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
