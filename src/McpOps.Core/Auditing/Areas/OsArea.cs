using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using McpOps.Auditing.Dependencies.Versions;
using McpOps.Auditing.Host;
using McpOps.Platform;

namespace McpOps.Auditing.Areas;

/// <summary>The operating system: updates, reboot, firewall, sshd, audit log. It asks, and changes nothing.</summary>
internal sealed partial class OsArea : IAuditArea
{
    private const int OldDays = 7;
    private const int MostNamed = 10;

    // Programs that only look take seconds; one that waits for something must not keep the audit.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private const string ListFolder = "/var/lib/apt/lists";

    public string Name => "os";

    public async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            await foreach (var finding in WindowsOs.InspectAsync(scope, Name, cancellationToken))
            {
                yield return finding;
            }

            yield break;
        }

        if (!OperatingSystem.IsLinux())
        {
            yield return scope.Findings.NotChecked(Name, "os", "Updates, firewall and sshd are read on Linux, and the firewall on Windows.");
            yield break;
        }

        var commands = scope.Options.Commands;
        foreach (var finding in new[] { await UpdatesAsync(scope, commands, cancellationToken), Lists(scope), Reboot(scope), await RestartAsync(scope, commands, cancellationToken), await FirewallAsync(scope, commands, cancellationToken), Sshd(scope), AuditLog(scope) }.OfType<McpFinding>())
        {
            yield return finding;
        }
    }

    // apt-get -s prints "Inst name [old] (new Debian-Security:12/stable-security [amd64])", whatever the language.
    internal static IReadOnlyList<string> SecurityUpdates(string simulated) =>
        [.. Inst().Matches(simulated).Where(match => match.Groups["from"].Value.Contains("security", StringComparison.OrdinalIgnoreCase)).Select(match => match.Groups["name"].Value).Distinct()];

    private async Task<McpFinding?> UpdatesAsync(AuditScope scope, CommandRunner commands, CancellationToken cancellationToken)
    {
        // Without lists apt knows of no update at all, and without those of a security archive of none that matters here.
        if (!Directory.Exists(scope.Host(ListFolder)) || !ListFiles(scope).Any())
        {
            return scope.Findings.NotChecked(Name, "updates", $"There are no package lists in {ListFolder}; other package managers are not asked. Run 'apt-get update'.");
        }

        if (!ListFiles(scope).Any(file => Path.GetFileName(file).Contains("security", StringComparison.OrdinalIgnoreCase)))
        {
            return scope.Findings.NotChecked(Name, "updates", $"None of the package lists in {ListFolder} is of a security archive, so security updates cannot be told from others.");
        }

        var said = await TryAsync(commands, "apt-get", ["-s", "-o", "Debug::NoLocking=1", "dist-upgrade"], cancellationToken);
        if (said is not { ExitCode: 0 })
        {
            return scope.Findings.NotChecked(Name, "updates", said is null ? "There is no apt-get here; other package managers are not asked." : $"apt-get: {said.FirstLine}");
        }

        var names = SecurityUpdates(said.Out);
        return names.Count == 0 ? null
            : scope.Findings.Make("OS001", "apt", string.Create(CultureInfo.InvariantCulture, $"{names.Count}: {string.Join(", ", names.Take(10))}{(names.Count > 10 ? ", …" : "")}"), fix: "apt-get upgrade, in a maintenance window");
    }

    private static IEnumerable<string> ListFiles(AuditScope scope) =>
        new[] { "*_InRelease", "*_Release", "*_Packages*" }.SelectMany(pattern => Directory.EnumerateFiles(scope.Host(ListFolder), pattern, new EnumerationOptions { IgnoreInaccessible = true }));

    private static McpFinding? Lists(AuditScope scope)
    {
        var folder = scope.Host(ListFolder);
        if (!Directory.Exists(folder) || !ListFiles(scope).Any())
        {
            return null;
        }

        var days = (scope.Context.Time.GetUtcNow().UtcDateTime - ListFiles(scope).Select(File.GetLastWriteTimeUtc).Append(Directory.GetLastWriteTimeUtc(folder)).Max()).TotalDays;
        return days > OldDays ? scope.Findings.Make("VULN003", folder, string.Create(CultureInfo.InvariantCulture, $"the package lists are {days:0} days old"), fix: "apt-get update") : null;
    }

    // The file is there only where a package writes it; a kernel that was installed and is not running says the same.
    private McpFinding? Reboot(AuditScope scope)
    {
        if (File.Exists(scope.Host("/run/reboot-required")))
        {
            return scope.Findings.Make("OS002", "host", File.Exists(scope.Host("/run/reboot-required.pkgs")) ? string.Join(", ", File.ReadLines(scope.Host("/run/reboot-required.pkgs")).Distinct().Take(10)) : "/run/reboot-required");
        }

        var boot = scope.Host("/boot");
        var kernels = Directory.Exists(boot) ? Directory.EnumerateFiles(boot, "vmlinuz-*").Select(file => Path.GetFileName(file)["vmlinuz-".Length..]).ToList() : [];
        var release = scope.Host("/proc/sys/kernel/osrelease");
        return kernels.Count == 0 || !File.Exists(release)
            ? scope.Findings.NotChecked(Name, "reboot", "There is neither /run/reboot-required nor a kernel in /boot: in a container the host is to be asked.")
            : Newer(kernels, File.ReadAllText(release).Trim()) is { } newer ? scope.Findings.Make("OS002", "host", newer, identity: newer) : null;
    }

    // An update that was installed is not yet one that runs. needrestart is only asked (-r l); it restarts nothing.
    private async Task<McpFinding?> RestartAsync(AuditScope scope, CommandRunner commands, CancellationToken cancellationToken)
    {
        if (await TryAsync(commands, "needrestart", ["-b", "-r", "l"], cancellationToken) is { } said && Restarts.OfNeedrestart(said.Out) is { } due)
        {
            return due.Count == 0 ? null : scope.Findings.Make("OS002", "services", string.Join("; ", due), identity: string.Join(';', due.Select(text => text[(text.IndexOf(": ", StringComparison.Ordinal) + 1)..])), fix: "Restart these services (systemctl restart NAME; Restart-McpServer where it is a server of the inventory), or reboot, in a maintenance window.");
        }

        var (stale, hidden) = await Task.Run(() => Processes(scope.Host("/proc")), cancellationToken);
        return stale.Count > 0 ? scope.Findings.Make("OS002", "services", $"they run a library that was replaced: {string.Join(", ", stale.Take(MostNamed))}{(stale.Count > MostNamed ? ", …" : "")}", identity: string.Join(';', stale), fix: "Restart these programs (Restart-McpServer where it is a server of the inventory), or reboot, in a maintenance window.")
            : hidden > 0 ? scope.Findings.NotChecked(Name, "services", string.Create(CultureInfo.InvariantCulture, $"Which libraries {hidden} processes of others run, this account may not see. Run the audit as root.")) : null;
    }

    private static (IReadOnlyList<string> Stale, int Hidden) Processes(string proc)
    {
        var (stale, hidden) = (new SortedSet<string>(StringComparer.Ordinal), 0);
        foreach (var folder in Directory.Exists(proc) ? Directory.EnumerateDirectories(proc).Where(folder => Path.GetFileName(folder).All(char.IsAsciiDigit)) : [])
        {
            try
            {
                if (Restarts.Replaced(File.ReadLines(Path.Combine(folder, "maps"))) is { } library)
                {
                    stale.Add($"{File.ReadAllText(Path.Combine(folder, "comm")).Trim()} ({Path.GetFileName(library)})");
                }
            }
            catch (UnauthorizedAccessException)
            {
                hidden++;
            }
            catch (IOException)
            {
                // It has ended, or is the kernel's.
            }
        }

        return ([.. stale], hidden);
    }

    /// <summary>What is installed beyond the kernel that runs; null when it is the newest of its kind.</summary>
    internal static string? Newer(IReadOnlyList<string> kernels, string running)
    {
        var newest = kernels.Aggregate((left, right) => DebianVersion.Compare(left, right) >= 0 ? left : right);
        return DebianVersion.Compare(newest, running) > 0 ? $"Linux {newest} is installed, and {running} runs" : null;
    }

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
            return scope.Findings.NotChecked(Name, "sshd", "There is no /etc/ssh/sshd_config that this account may see: sshd is not installed, or is configured elsewhere.");
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

    internal static async Task<CommandOutput?> TryAsync(CommandRunner commands, string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await commands.RunAsync(program, arguments, limit.Token);
        }
        catch (McpOpsException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new CommandOutput(-1, "", $"{program} gave no answer within {Patience.TotalSeconds:0} s.");
        }
    }

    [GeneratedRegex(@"^Inst (?<name>\S+) (\[[^\]]*\] )?\((?<from>[^)]*)\)", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Inst();
}
