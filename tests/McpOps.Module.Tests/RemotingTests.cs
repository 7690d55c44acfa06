using McpOps.Cli.Tests.Hosts;

namespace McpOps.Module.Tests;

/// <summary>PowerShell's own remoting over a real sshd: the same cmdlets on several hosts, and records that are records afterwards.</summary>
public sealed class RemotingTests(Packages packages, SshHosts hosts) : IClassFixture<SshHosts>
{
    [Fact]
    public async Task Records_of_several_hosts_come_back_merge_and_are_told()
    {
        Assert.SkipWhen(hosts.Missing is not null, hosts.Missing ?? "");
        var module = Path.Combine(await packages.InstalledAsync(), "McpOps.psd1");
        var log = Path.Combine(packages.NewFolder(), "app.log");
        var inventory = Path.Combine(packages.NewFolder(), "mcpops.json");
        await File.WriteAllTextAsync(inventory, """{ "servers": { "web": { "url": "http://127.0.0.1:1/mcp", "slo": { "availability": { "target": 99 } } } } }""", TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(log, Enumerable.Range(0, 40).Select(index => $"2026-11-20 06:00:{index:00} {(index % 4 == 0 ? "ERROR lost" : "INFO served")} {index}"), TestContext.Current.CancellationToken);
        var result = await PowerShell.RunAsync(
            $$"""
            $ErrorActionPreference = 'Stop'
            Import-Module '{{module}}'
            $sessions = New-PSSession -HostName a, b
            $sessions | ForEach-Object { Invoke-Command $_ { param($name) $env:MCPOPS_HOST = $name; Import-Module '{{module}}' } -ArgumentList $_.ComputerName }
            $health = Invoke-Command $sessions { Get-McpHealth -Uri http://127.0.0.1:1/mcp -Timeout 60 }
            $health | Sort-Object PSComputerName | ForEach-Object { "$($_.PSComputerName) $($_.Host) $($_.Verdict)" }
            $sum = Invoke-Command $sessions { Get-McpLogSummary '{{log}}' } | Merge-McpLogSummary
            "$($sum.Entries) entries, $($sum.Errors) errors"
            ($health | ConvertTo-Csv | ConvertFrom-Csv).Count
            $reports = Invoke-Command $sessions { $null = Watch-McpHealth -Once -WarningAction SilentlyContinue -ConfigPath '{{inventory}}' -History "{{inventory}}-$env:MCPOPS_HOST"; Export-McpReport -Since 1h -ConfigPath '{{inventory}}' -History "{{inventory}}-$env:MCPOPS_HOST" }
            $whole = $reports | Export-McpReport
            "$($whole.Hosts): $($whole.Servers.Host) $($whole.Servers.Samples) $($whole.Objectives.Host)"
            Remove-PSSession $sessions
            """,
            TestContext.Current.CancellationToken,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = $"{hosts.Programs}:{Environment.GetEnvironmentVariable("PATH")}" });
        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        Assert.Equal(["a a Unreachable", "b b Unreachable", "80 entries, 20 errors", "2", "a b: a b 1 1 a b"], result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task Every_line_of_PowerShell_for_several_hosts_works_as_it_is_written()
    {
        Assert.SkipWhen(hosts.Missing is not null, hosts.Missing ?? "");

        // Installed where a user installs it, and the inventory where a user has it.
        var (installed, folder) = (await packages.InstalledAsync(), packages.NewFolder());
        var modules = Path.Combine(Directory.CreateDirectory(Path.Combine(hosts.Home, ".local", "share", "powershell")).FullName, "Modules");
        if (Directory.Exists(modules))
        {
            // A PowerShell that was there before makes one.
            Directory.Delete(modules, recursive: true);
        }

        Directory.CreateSymbolicLink(modules, Path.GetDirectoryName(Path.GetDirectoryName(installed)!)!);
        var log = Path.Combine(folder, "web.log");
        await File.WriteAllTextAsync(log, $"{TimeProvider.System.GetLocalNow().AddMinutes(-1):yyyy-MM-dd HH:mm:ss} ERROR it broke\n", TestContext.Current.CancellationToken);
        var inventory = $$"""
            { "history": { "store": "{{folder}}/history" }, "channels": { "ops": { "kind": "file", "path": "{{folder}}/alerts.jsonl" } }, "alerts": { "routes": [{ "to": ["ops"] }] },
              "servers": { "web": { "url": "http://127.0.0.1:1/mcp", "logs": ["{{log}}"] } } }
            """;
        await File.WriteAllTextAsync(Path.Combine(folder, "mcpops.json"), inventory, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(hosts.Home, ".config", "mcpops")).FullName, "mcpops.json"), inventory, TestContext.Current.CancellationToken);

        var fleet = (await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "fleet.md"), TestContext.Current.CancellationToken)).Where(line => line.StartsWith("Invoke-Command -HostName", StringComparison.Ordinal)).ToList();
        var report = (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "reports.md"), TestContext.Current.CancellationToken)).Split('`').Single(text => text.StartsWith("Invoke-Command -HostName", StringComparison.Ordinal));
        Assert.Equal(2, fleet.Count);
        var result = await PowerShell.RunAsync(
            $$"""
            $ErrorActionPreference = 'Stop'
            Set-Location '{{folder}}'
            {{fleet[0]}}
            $sum = {{fleet[1]}}
            "$($sum.Entries) entries of $($sum.Host)"
            $null = {{report}}
            """,
            TestContext.Current.CancellationToken,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = $"{hosts.Programs}:{Environment.GetEnvironmentVariable("PATH")}", ["PSModulePath"] = Path.GetDirectoryName(Path.GetDirectoryName(installed)!)!, ["MCPOPS_CONFIG"] = "" });
        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        Assert.Contains("3 entries of a, b, c", result.Output, StringComparison.Ordinal);
        var told = await File.ReadAllTextAsync(Path.Combine(folder, "alerts.jsonl"), TestContext.Current.CancellationToken);
        Assert.Contains("127.0.0.1:1", told, StringComparison.Ordinal);
        var page = await File.ReadAllTextAsync(Path.Combine(folder, "fleet.html"), TestContext.Current.CancellationToken);
        Assert.Contains("<h3>web on web-1</h3>", page, StringComparison.Ordinal);
        Assert.Contains("<h3>web on web-2</h3>", page, StringComparison.Ordinal);
    }
}
