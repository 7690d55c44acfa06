using System.Globalization;

namespace McpOps.Maintenance.Schedules;

/// <summary>A runbook of Azure Automation, and the commands that publish and schedule it: as text, for nothing here can reach Azure.</summary>
internal static class AzureRunbook
{
    public static IReadOnlyList<ScheduleFile> Files(ScheduleEntry entry) =>
    [
        new($"{entry.Name}.ps1", ScheduleMark.Put($$"""
            # {mark}
            # A runbook for a hybrid worker: the servers' files and services are there, and nowhere in the cloud. Its type is PowerShell72, the newest
            # that Import-AzAutomationRunbook knows; the worker runs it with the PowerShell that is installed there, which is to be 7.4 or later.
            # It may be run again at any time. Publish and schedule it once:
            #   $account = @{ ResourceGroupName = 'GROUP'; AutomationAccountName = 'ACCOUNT' }
            #   Import-AzAutomationRunbook @account -Name {{entry.Name}} -Type PowerShell72 -Path {{entry.Name}}.ps1 -Published
            #   New-AzAutomationSchedule @account -Name {{entry.Name}} -StartTime (Get-Date '{{entry.At}}').AddDays(1) {{Interval(entry)}} -TimeZone ([TimeZoneInfo]::Local.Id)
            #   Register-AzAutomationScheduledRunbook @account -RunbookName {{entry.Name}} -ScheduleName {{entry.Name}} -RunOn 'WORKER'
            $ErrorActionPreference = 'Stop'
            Import-Module McpOps
            $steps = Invoke-McpMaintenance -Plan {{Quote(entry.Plan)}}{{(entry.Servers.Count > 0 ? $" -Name {string.Join(", ", entry.Servers.Select(Quote))}" : "")}} -LockWait {{ScheduleEntry.LockWait}} -ConfigPath {{Quote(entry.Inventory)}} -ErrorAction Continue
            $steps
            $failed = @($steps | Where-Object Outcome -eq Failed)
            if ($failed) { throw "$($failed.Count) steps failed: $($failed.Step -join ', ')" }

            """.Replace("\r\n", "\n", StringComparison.Ordinal))),
    ];

    private static string Interval(ScheduleEntry entry) => entry.On switch
    {
        null => "-DayInterval 1",
        var on when int.TryParse(on, NumberStyles.None, CultureInfo.InvariantCulture, out var day) => string.Create(CultureInfo.InvariantCulture, $"-MonthInterval 1 -DaysOfMonth {day}"),
        var on => $"-WeekInterval 1 -DaysOfWeek {char.ToUpperInvariant(on[0])}{on[1..]}",
    };

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
