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
}
