using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Shell = System.Management.Automation.PowerShell;

namespace McpOps.Hosted.Tests;

/// <summary>Runspaces of one process, beside each other: none sees what another does.</summary>
[Collection(nameof(Place))]
public sealed class RunspaceTests(Place place)
{
    [Fact]
    public async Task Two_side_by_side_have_their_own_place_and_inventory()
    {
        using var one = HostedModule.Open();
        using var two = HostedModule.Open();
        await one.RunAsync("param($Folder) Set-Location $Folder", place.Fleet("one", 1));
        await two.RunAsync("param($Folder) Set-Location $Folder", place.Fleet("two", 2));

        const string Script = "1..10 | ForEach-Object { Get-McpHealth -Check protocol } | ForEach-Object { '{0} {1}' -f $_.Server, $_.Verdict } | Sort-Object -Unique";
        var results = await Task.WhenAll(one.RunAsync(Script), two.RunAsync(Script));
        Assert.Equal(["one-1 Healthy"], results[0].Select(text => text.ToString()));
        Assert.Equal(["two-1 Healthy", "two-2 Healthy"], results[1].Select(text => text.ToString()));
    }

    [Fact]
    public async Task One_that_is_stopped_leaves_the_other_at_work()
    {
        using var one = HostedModule.Open();
        using var two = HostedModule.Open();
        using var stopped = Shell.Create(one);
        stopped.AddScript("param($Uri) Test-McpCapacity -Uri $Uri -Workload list -MaxConcurrency 2 -Duration 20").AddArgument(place.Url);
        var running = stopped.InvokeAsync();
        Assert.True(await Eventually.HoldsAsync(() => stopped.Streams.Progress.Count > 0, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken), "The load never began.");

        var other = two.RunAsync("param($Uri) Get-McpHealth -Uri $Uri -Check protocol; Get-McpTool -Uri $Uri", place.Url);
        stopped.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => running);
        Assert.Equal(PSInvocationState.Stopped, stopped.InvocationStateInfo.State);
        var records = await other;
        Assert.Equal("Healthy", records[0].Properties["Verdict"].Value);
        Assert.True(records.Count > 1);
    }

    [Fact]
    public async Task A_pool_as_a_hybrid_worker_has_it_does_forty_jobs()
    {
        using var pool = RunspaceFactory.CreateRunspacePool(HostedModule.State());
        pool.SetMaxRunspaces(4);
        pool.Open();
        var jobs = Enumerable.Range(0, 40).Select(async number =>
        {
            var folder = place.NewFolder();
            var records = await pool.RunAsync(
                """
                param($Folder, $Uri, $Number)
                Set-Location $Folder
                1..100 | ForEach-Object { "2026-11-20 10:00:00,000 - app - ERROR - Failed on item $Number" } | Set-Content app.log
                $health = Get-McpHealth -Uri $Uri -Check protocol
                $logs = Get-McpLogSummary app.log
                $backup = Invoke-McpBackup -Path app.log -Store "$Folder/store"
                [pscustomobject]@{ Verdict = $health.Verdict; Errors = $logs.Errors; Kept = (Get-McpBackup -Store "$Folder/store").Count; Proved = (Test-McpBackup $backup.Id -Store "$Folder/store").Status }
                """,
                folder,
                place.Url,
                number);
            return records.Single();
        });

        Assert.All(await Task.WhenAll(jobs), result =>
        {
            Assert.Equal("Healthy", result.Properties["Verdict"].Value);
            Assert.Equal(100L, Convert.ToInt64(result.Properties["Errors"].Value, System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(1, result.Properties["Kept"].Value);
            Assert.Equal("Valid", result.Properties["Proved"].Value);
        });
    }
}
