using System.CommandLine;
using System.Reflection;
using McpOps.Auditing;
using McpOps.Cli.Output;
using McpOps.Logs;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops audit</c>: is it safe, and did somebody change it?</summary>
internal static class AuditVerb
{
    private static readonly IReadOnlyList<Column<McpFinding>> Columns =
    [
        new("Severity", finding => finding.Severity),
        new("RuleId", finding => finding.RuleId),
        new("State", finding => finding.NotChecked ? "not checked" : finding.State),
        new("Server", finding => finding.Server) { MaxWidth = 20 },
        new("Target", finding => finding.Target) { MaxWidth = 40 },
        new("Title", finding => finding.NotChecked ? finding.Evidence : finding.Title),
    ];

    private static readonly IReadOnlyList<Column<McpFinding>> AllColumns =
    [
        .. Columns,
        new("Area", finding => finding.Area), new("Confidence", finding => finding.Confidence), new("Location", finding => finding.Location), new("Evidence", finding => finding.Evidence),
        new("Fix", finding => finding.Fix), new("Owasp", finding => finding.Owasp), new("Cwe", finding => finding.Cwe), new("Fingerprint", finding => finding.Fingerprint), new("CheckedAt", finding => finding.CheckedAt),
    ];

    private static readonly IReadOnlyList<Column<McpAcceptance>> AcceptanceColumns =
        [new("Server", one => one.Server), new("Tools", one => one.Tools) { Right = true }, new("Changed", one => one.Changed) { Right = true }, new("Files", one => one.Files) { Right = true }, new("FilesChanged", one => one.FilesChanged) { Right = true }, new("Path", one => one.Path)];

    public static Command Create(CliConsole console)
    {
        var verb = new Command("audit", "Look for what is unsafe, and for what was changed: tools, files, ports, logins, configurations, dependencies. It only looks. Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 something was not checked, 64 usage.");
        var which = new ServerArguments(verb);
        var area = new ListOption("--area") { Description = "Look at this area only; may be given several times, or with commas. All when omitted.", HelpName = "AREA" };
        var failOn = new Option<string>("--fail-on") { Description = "The least severity that counts for the exit code: Info, Low, Medium, High or Critical; Low when omitted.", HelpName = "SEVERITY", DefaultValueFactory = _ => AuditSeverity.Low };
        failOn.AcceptOnlyFromAmong([.. AuditSeverity.All, .. AuditSeverity.All.Select(word => word.ToLowerInvariant())]);
        var newOnly = new Option<bool>("--new-only") { Description = "Show, and count, only what the baseline does not know." };
        var baseline = new Option<string?>("--baseline") { Description = "A file that an earlier run wrote with --output json: what stands in it is Known.", HelpName = "FILE" };
        var osv = new Option<string?>("--osv") { Description = "A folder or an archive with a dump of OSV advisories, for dependencies.", HelpName = "PATH" };
        var online = new Option<bool>("--online") { Description = "Also run npm audit, pip-audit and dotnet list package --vulnerable where they are installed: they tell their registries what is installed." };
        var project = new ListOption("--project") { Description = "A folder whose lock files are read for dependencies; may be given several times, or with commas.", HelpName = "FOLDER" };
        var loginLog = new ListOption("--login-log") { Description = "A log of sshd; the system's usual ones when omitted. May be given several times, or with commas.", HelpName = "FILE" };
        var last = new Option<string?>("--last") { Description = "How far back logins and file changes are looked at, such as 12h or 7d; a day when omitted.", HelpName = "AGE" };
        var lockFile = new Option<string?>("--lock") { Description = "The lock file of accepted tools; mcpops.lock.json beside the inventory when omitted.", HelpName = "FILE" };
        var accept = new Option<bool>("--accept") { Description = "Accept the tools and files of the servers and the accounts of the host as they are now, and write them into the lock file; with --area tools, files or accounts those alone." };
        var reason = new Option<string?>("--reason") { Description = "Why they are accepted.", HelpName = "TEXT" };
        var dryRun = new Option<bool>("--dry-run") { Description = "With --accept: show what would be accepted, and write nothing." };
        var intrusive = new Option<bool>("--intrusive") { Description = "Also make requests that cost the server something, such as a body of 8 MiB." };
        var launch = ServerArguments.Launch();
        var timeout = SharedOptions.Timeout("10");
        var output = new Option<AuditFormat>("--output", "-o") { Description = "table, json, ndjson, csv, sarif (2.1.0, for GitHub) or junit; table when omitted.", HelpName = "FORMAT" };
        foreach (var option in new Option[] { area, failOn, newOnly, baseline, osv, online, project, loginLog, last, lockFile, accept, reason, dryRun, intrusive, launch, timeout, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var servers = await which.FindAsync(parsed, console, cancellationToken);
            var options = new AuditOptions
            {
                Areas = parsed.GetValue(area) ?? [],
                Servers = servers,
                Inventory = await which.InventoryAsync(parsed, console, cancellationToken),
                InventoryPath = which.InventoryPath(parsed, console),
                LockPath = parsed.GetValue(lockFile),
                BaselinePath = parsed.GetValue(baseline),
                OsvPath = parsed.GetValue(osv),
                Online = parsed.GetValue(online),
                Remember = true,
                ProjectPaths = [.. (parsed.GetValue(project) ?? []).Select(Path.GetFullPath)],
                LoginLogs = parsed.GetValue(loginLog) ?? [],
                Window = parsed.GetValue(last) is { } age ? LogPeriod.Age(age) : TimeSpan.FromDays(1),
                Intrusive = parsed.GetValue(intrusive),
                Launch = parsed.GetValue(launch),
            };
            options = parsed.GetValue(timeout) is { } seconds ? options with { Timeout = TimeSpan.FromSeconds(seconds) } : options;
            var format = parsed.GetValue(output);
            if (parsed.GetValue(accept))
            {
                var accepted = await new ToolAcceptance(console.Context).AcceptAsync(options, parsed.GetValue(reason), !parsed.GetValue(dryRun), cancellationToken);
                ResultWriter.WriteAll(console, Plain(format), accepted, AcceptanceColumns);
                foreach (var change in format is AuditFormat.Table ? accepted.SelectMany(one => one.Changes.Select(change => $"{one.Server}: {change}")) : [])
                {
                    console.Out.WriteLine(TableWriter.OneLine(change));
                }

                return ExitCodes.Done;
            }

            var severity = parsed.GetValue(failOn)!;
            var findings = new List<McpFinding>();
            await foreach (var finding in new SecurityAudit(ProgressLine.For(console, Plain(format))).RunAsync(options, cancellationToken))
            {
                if (AuditOutcome.Shows(finding, parsed.GetValue(newOnly)))
                {
                    findings.Add(finding);
                }
            }

            Write(console, format, findings, severity, parsed.GetValue(newOnly), options.InventoryPath);
            return AuditOutcome.ExitCode(findings, severity, parsed.GetValue(newOnly));
        });
        return verb;
    }

    /// <summary>What ends an audit is no finding (1): a file that cannot be used is wrong use, and for anything else something was not looked at.</summary>
    public static int ExitCode(McpOpsException exception) => exception.Category is McpErrorCategory.InvalidData ? ExitCodes.Usage : ExitCodes.Partial;

    private static void Write(CliConsole console, AuditFormat format, List<McpFinding> findings, string failOn, bool newOnly, string? inventory)
    {
        var sorted = findings.OrderByDescending(finding => AuditSeverity.Rank(finding.Severity)).ThenBy(finding => finding.RuleId, StringComparer.Ordinal).ThenBy(finding => finding.Target, StringComparer.Ordinal).ToList();
        switch (format)
        {
            case AuditFormat.Sarif:
                console.Out.WriteLine(Sarif.Write(sorted, typeof(AuditVerb).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0", inventory));
                break;
            case AuditFormat.Junit:
                console.Out.WriteLine(JUnit.Write(sorted, failOn, newOnly));
                break;
            case AuditFormat.Table:
                WriteTable(console, sorted, AuditOutcome.Words(sorted, failOn, newOnly));
                break;
            default:
                ResultWriter.WriteAll(console, Plain(format), sorted, format is AuditFormat.Csv ? AllColumns : Columns);
                break;
        }
    }

    // What is wrong, then what to do about it: each fix once.
    private static void WriteTable(CliConsole console, List<McpFinding> findings, string words)
    {
        if (findings.Count == 0)
        {
            console.Out.WriteLine(words);
            return;
        }

        ResultWriter.WriteAll(console, OutputFormat.Table, findings, Columns);
        console.Out.WriteLine();
        foreach (var finding in findings.Where(finding => !finding.NotChecked && finding.State is not (FindingState.Suppressed or FindingState.Fixed)))
        {
            console.Out.WriteLine(TableWriter.OneLine($"{finding.RuleId} {finding.Target}{(finding.Location is { } location ? $" ({location})" : "")}: {finding.Evidence} → {finding.Fix}"));
        }

        // A table cuts what is long, and why something was not looked at is long.
        var blind = findings.FindAll(finding => finding.NotChecked);
        if (blind.Count > 0 && blind.Count < findings.Count)
        {
            console.Out.WriteLine();
        }

        foreach (var finding in blind)
        {
            console.Out.WriteLine(TableWriter.OneLine($"not checked: {finding.Area}: {finding.Target}: {finding.Evidence}"));
        }

        console.Out.WriteLine($"\n{words}");
    }

    private static OutputFormat Plain(AuditFormat format) => format switch
    {
        AuditFormat.Table => OutputFormat.Table,
        AuditFormat.Csv => OutputFormat.Csv,
        AuditFormat.Ndjson => OutputFormat.Ndjson,
        _ => OutputFormat.Json,
    };

    private enum AuditFormat
    {
        Table,
        Json,
        Ndjson,
        Csv,
        Sarif,
        Junit,
    }
}
