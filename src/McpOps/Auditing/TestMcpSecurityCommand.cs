using System.Management.Automation;
using McpOps.Auditing;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Looks for what is unsafe, and for what was changed: tools, files, ports, logins, configurations, dependencies. It only looks.</summary>
[Cmdlet(VerbsDiagnostic.Test, "McpSecurity", DefaultParameterSetName = ByName, SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Test-McpSecurity.md")]
[OutputType(typeof(McpFinding), typeof(McpAcceptance), typeof(bool), typeof(string))]
public sealed class TestMcpSecurityCommand : McpServerCmdlet
{
    /// <summary>The areas to look at, such as tools, ports, secrets; all when omitted.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AuditAreaCompleter))]
    public string[] Area { get; set; } = [];

    /// <summary>With -Quiet, and as JUnit: the least severity that counts.</summary>
    [Parameter]
    [ValidateSet("Info", "Low", "Medium", "High", "Critical")]
    public string FailOn { get; set; } = AuditSeverity.Low;

    /// <summary>Leaves out, and does not count, what the baseline knows.</summary>
    [Parameter]
    public SwitchParameter NewOnly { get; set; }

    /// <summary>A file of an earlier run's findings as JSON: what stands in it is Known.</summary>
    [Parameter]
    public string? Baseline { get; set; }

    /// <summary>The lock file of accepted tools; mcpops.lock.json beside the inventory when omitted.</summary>
    [Parameter]
    public string? Lock { get; set; }

    /// <summary>A folder or an archive with a dump of OSV advisories, for dependencies.</summary>
    [Parameter]
    public string? Osv { get; set; }

    /// <summary>Also runs npm audit, pip-audit and dotnet list package --vulnerable where they are installed: they tell their registries what is installed.</summary>
    [Parameter]
    public SwitchParameter Online { get; set; }

    /// <summary>Folders whose lock files are read for dependencies.</summary>
    [Parameter]
    public string[] Project { get; set; } = [];

    /// <summary>Logs of sshd; the system's usual ones when omitted.</summary>
    [Parameter]
    public string[] LoginLog { get; set; } = [];

    /// <summary>How far back logins and file changes are looked at, such as 12h or 7d; a day when omitted.</summary>
    [Parameter]
    [Age]
    public TimeSpan Last { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Accepts the tools and files of the servers and the accounts of the host as they are now, and writes them into the lock file; with -Area tools, files or accounts those alone.</summary>
    [Parameter]
    public SwitchParameter Accept { get; set; }

    /// <summary>Why they are accepted.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <summary>Also makes requests that cost the server something, such as a body of 8 MiB.</summary>
    [Parameter]
    public SwitchParameter Intrusive { get; set; }

    /// <summary>Starts stdio servers that were merely found in the configuration of an MCP client. Those of an inventory are always started.</summary>
    [Parameter]
    public SwitchParameter Launch { get; set; }

    /// <summary>The time that one server may take, in seconds; 10 when omitted.</summary>
    [Parameter]
    [ValidateRange(0.001, 86400)]
    public double Timeout { get; set; } = 10;

    /// <summary>Writes the findings as one text instead: Sarif (2.1.0, for GitHub) or JUnit.</summary>
    [Parameter]
    [ValidateSet("Sarif", "JUnit")]
    public string? As { get; set; }

    /// <summary>Writes one Boolean instead: true when nothing at or above -FailOn was found, and everything was checked.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    private protected override async Task WorkAsync(Pipe pipe, IReadOnlyList<McpServer> servers)
    {
        var catalog = new ServerCatalog(pipe.Context, Paths());
        var inventory = catalog.InventoryPath(ConfigPath);
        var options = new AuditOptions
        {
            Areas = Area,
            Servers = servers,
            Inventory = inventory is null ? [] : (await catalog.LoadAsync(new ServerQuery { ConfigPath = inventory }, pipe.CancellationToken)).Servers,
            InventoryPath = inventory,
            LockPath = Resolve(Lock),
            BaselinePath = Resolve(Baseline),
            OsvPath = Resolve(Osv),
            Online = Online,
            Remember = true,
            ProjectPaths = [.. Project.Select(path => Resolve(path)!)],
            LoginLogs = [.. LoginLog.Select(path => Resolve(path)!)],
            Window = Last,
            Intrusive = Intrusive,
            Launch = Launch,
            Timeout = TimeSpan.FromSeconds(Timeout),
        };
        if (Accept)
        {
            var approved = await pipe.ShouldProcessAsync(string.Join(", ", servers.Select(server => server.Name)), "Accept tools and files");
            foreach (var accepted in await new ToolAcceptance(pipe.Context).AcceptAsync(options, Reason, approved, pipe.CancellationToken))
            {
                pipe.Write(accepted);
            }

            return;
        }

        var findings = new List<McpFinding>();
        await foreach (var finding in new SecurityAudit(pipe.Context).RunAsync(options, pipe.CancellationToken))
        {
            if (!AuditOutcome.Shows(finding, NewOnly))
            {
                continue;
            }

            findings.Add(finding);
            if (As is null && !Quiet)
            {
                pipe.Write(finding);
            }
        }

        if (As is "Sarif")
        {
            pipe.Write(Sarif.Write(findings, typeof(McpFinding).Assembly.GetName().Version!.ToString(3), inventory));
        }
        else if (As is not null)
        {
            pipe.Write(JUnit.Write(findings, FailOn, NewOnly));
        }
        else if (Quiet)
        {
            pipe.Write(AuditOutcome.ExitCode(findings, FailOn, NewOnly) == 0);
        }
    }

    private string? Resolve(string? path) => path is null ? null : SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
}
