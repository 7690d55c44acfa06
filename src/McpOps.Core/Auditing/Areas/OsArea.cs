using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using McpOps.Platform;

namespace McpOps.Auditing.Areas;

/// <summary>The operating system: updates, reboot, firewall, sshd, audit log. It asks, and changes nothing.</summary>
internal sealed partial class OsArea : IAuditArea
{
    private const int OldDays = 7;

    public string Name => "os";

    public async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            yield return scope.Findings.NotChecked(Name, "os", "Updates, firewall and sshd are read on Linux only.");
            yield break;
        }

        var commands = new CommandRunner();
        foreach (var finding in new[] { await UpdatesAsync(scope, commands, cancellationToken), Lists(scope), Reboot(scope), await FirewallAsync(scope, commands, cancellationToken), Sshd(scope), AuditLog(scope) }.OfType<McpFinding>())
        {
            yield return finding;
        }
    }

    // apt-get -s prints "Inst name [old] (new Debian-Security:12/stable-security [amd64])", whatever the language.
    internal static IReadOnlyList<string> SecurityUpdates(string simulated) =>
        [.. Inst().Matches(simulated).Where(match => match.Groups["from"].Value.Contains("security", StringComparison.OrdinalIgnoreCase)).Select(match => match.Groups["name"].Value).Distinct()];

    private async Task<McpFinding?> UpdatesAsync(AuditScope scope, CommandRunner commands, CancellationToken cancellationToken)
    {
        var said = await TryAsync(commands, "apt-get", ["-s", "-o", "Debug::NoLocking=1", "dist-upgrade"], cancellationToken);
        if (said is not { ExitCode: 0 })
        {
            return scope.Findings.NotChecked(Name, "updates", said is null ? "There is no apt-get here; other package managers are not asked." : $"apt-get: {said.FirstLine}");
        }

        var names = SecurityUpdates(said.Out);
        return names.Count == 0 ? null
            : scope.Findings.Make("OS001", "apt", string.Create(CultureInfo.InvariantCulture, $"{names.Count}: {string.Join(", ", names.Take(10))}{(names.Count > 10 ? ", …" : "")}"), fix: "apt-get upgrade, in a maintenance window");
    }

    private static McpFinding? Lists(AuditScope scope)
    {
        var folder = scope.Host("/var/lib/apt/lists");
        if (!Directory.Exists(folder))
        {
            return null;
        }

        var newest = Directory.EnumerateFiles(folder, "*_InRelease").Concat(Directory.EnumerateFiles(folder, "*_Release")).Select(File.GetLastWriteTimeUtc).DefaultIfEmpty(Directory.GetLastWriteTimeUtc(folder)).Max();
        var days = (scope.Context.Time.GetUtcNow().UtcDateTime - newest).TotalDays;
        return days > OldDays ? scope.Findings.Make("VULN003", folder, string.Create(CultureInfo.InvariantCulture, $"the package lists are {days:0} days old"), fix: "apt-get update") : null;
    }

    private static McpFinding? Reboot(AuditScope scope) => File.Exists(scope.Host("/run/reboot-required"))
        ? scope.Findings.Make("OS002", "host", File.Exists(scope.Host("/run/reboot-required.pkgs")) ? string.Join(", ", File.ReadLines(scope.Host("/run/reboot-required.pkgs")).Distinct().Take(10)) : "/run/reboot-required") : null;

    private async Task<McpFinding?> FirewallAsync(AuditScope scope, CommandRunner commands, CancellationToken cancellationToken)
    {
        var rules = await TryAsync(commands, "nft", ["list", "ruleset"], cancellationToken);
        var tables = rules is { ExitCode: 0 } ? null : await TryAsync(commands, "iptables-save", [], cancellationToken);
        return rules is { ExitCode: 0 } ? (rules.Out.Contains("hook input", StringComparison.Ordinal) ? null : scope.Findings.Make("OS003", "nftables", "no chain looks at what comes in"))
            : tables is { ExitCode: 0 } ? (tables.Out.Contains("-A INPUT", StringComparison.Ordinal) || tables.Out.Contains(":INPUT DROP", StringComparison.Ordinal) ? null : scope.Findings.Make("OS003", "iptables", "no rule looks at what comes in"))
            : scope.Findings.NotChecked(Name, "firewall", rules is null && tables is null ? "There is neither nft nor iptables here." : $"{(rules ?? tables)!.FirstLine} Run the audit as root.");
    }

    private McpFinding? Sshd(AuditScope scope)
    {
        var main = scope.Host("/etc/ssh/sshd_config");
        if (!File.Exists(main))
        {
            return null;
        }

        try
        {
            // The first value of a word counts, and what is included stands at its place: Debian includes at the top.
            var folder = scope.Host("/etc/ssh/sshd_config.d");
            var lines = (Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.conf").Order(StringComparer.Ordinal).SelectMany(File.ReadLines) : []).Concat(File.ReadLines(main));
            var problems = SshdProblems(lines);
            return problems.Count == 0 ? null : scope.Findings.Make("OS004", main, string.Join(", ", problems), identity: string.Join(',', problems));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return scope.Findings.NotChecked(Name, main, exception.Message);
        }
    }

    internal static IReadOnlyList<string> SshdProblems(IEnumerable<string> lines)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var fields in lines.Select(line => line.Trim().Split([' ', '\t', '='], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).TakeWhile(fields => !(fields is ["Match", ..])).Where(fields => fields is [not ['#', ..], _]))
        {
            values.TryAdd(fields[0], fields[1]);
        }

        // Without a word OpenSSH lets passwords in, and root by key alone.
        var problems = new List<string>();
        if (values.GetValueOrDefault("PermitRootLogin") is "yes")
        {
            problems.Add("PermitRootLogin yes");
        }

        if (values.GetValueOrDefault("PasswordAuthentication", "yes") is "yes")
        {
            problems.Add($"PasswordAuthentication yes{(values.ContainsKey("PasswordAuthentication") ? "" : " (by default)")}");
        }

        return problems;
    }

    private static McpFinding? AuditLog(AuditScope scope) =>
        File.Exists(scope.Host("/etc/audit/auditd.conf")) || Directory.Exists(scope.Host("/var/log/journal")) || File.Exists(scope.Host("/var/log/auth.log")) || File.Exists(scope.Host("/var/log/secure"))
            ? null : scope.Findings.Make("OS005", "host", "neither auditd nor a journal on disk nor an auth log");

    private static async Task<CommandOutput?> TryAsync(CommandRunner commands, string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await commands.RunAsync(program, arguments, cancellationToken);
        }
        catch (McpOpsException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^Inst (?<name>\S+) (\[[^\]]*\] )?\((?<from>[^)]*)\)", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Inst();
}
