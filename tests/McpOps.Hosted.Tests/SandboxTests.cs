using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace McpOps.Hosted.Tests;

/// <summary>What a sandbox allows that starts no programs and has little memory, such as that of Azure Automation.</summary>
[Collection(nameof(Place))]
public sealed partial class SandboxTests(Place place)
{
    // Azure Automation's limit for a job.
    private const long MostBytes = 400L << 20;
    private const int Children = -1;

    [Fact]
    public async Task A_night_starts_no_process_and_stays_under_400_MB()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The kernel's figures of child processes and of memory are Linux's.");
        var folder = place.NewFolder();
        await File.WriteAllLinesAsync(
            Path.Combine(folder, "app.log"),
            Enumerable.Range(0, 50_000).Select(number => string.Create(
                CultureInfo.InvariantCulture,
                $"2026-11-20 10:00:00,{number % 1000:000} - app - {(number % 2 == 0 ? "INFO" : "ERROR")} - Extracting content from URL: https://example.com/{number} in {number % 700} ms")),
            TestContext.Current.CancellationToken);

        var before = ChildFaults();
        using (var runspace = HostedModule.Open())
        {
            var records = await runspace.RunAsync(
                """
                param($Folder, $Uri)
                Set-Location $Folder
                Set-Content page.html "<html><head><title>Page</title></head><body><article>$('<p>A paragraph of words that are read.</p>' * 5000)</article></body></html>"
                (Get-McpHealth -Uri $Uri).Verdict
                (Get-McpTool -Uri $Uri).Count -gt 0
                (Get-McpLogSummary app.log).Errors
                (Get-McpLogEntry app.log | Measure-Object).Count
                (Get-McpPage -Path page.html).Title
                $backup = Invoke-McpBackup -Path $Folder -Exclude store -Store store
                ($backup | Test-McpBackup).Status
                ($backup | Restore-McpBackup -Destination out).Files
                (Test-McpCapacity -Uri $Uri -Workload list -MaxConcurrency 8 -Duration 3).Steps.Count -gt 0
                Set-Content mcpops.json "{ ""servers"": { ""web"": { ""url"": ""$Uri"", ""logs"": [""$Folder/app.log""], ""plans"": { ""daily"": { ""steps"": [{ ""use"": ""logs.summary"" }, { ""use"": ""report"", ""with"": { ""path"": ""$Folder/day.html"" } }] } } } } }"
                $null = Watch-McpHealth -Once -ConfigPath mcpops.json -History history
                (Invoke-McpMaintenance daily -ConfigPath mcpops.json -History history).Outcome -join ' '
                (Export-McpReport -Since 1h -ConfigPath mcpops.json -History history).Servers[0].Samples
                """,
                folder,
                place.Url);
            Assert.Equal(["Healthy", "True", "25000", "50000", "Page", "Valid", "2", "True", "Ok Changed", "1"], records.Select(record => record.ToString()));
        }

        Assert.Equal(before, ChildFaults());
        using var self = Process.GetCurrentProcess();
        Assert.InRange(self.PeakWorkingSet64, 1, MostBytes);
    }

    // The kernel counts the page faults of children that have ended: the smallest process has some, and none has none.
    private static long ChildFaults()
    {
        var usage = default(ResourceUsage);
        Assert.Equal(0, GetResourceUsage(Children, ref usage));
        return usage.MinorFaults;
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetResourceUsage(int who, ref ResourceUsage usage);

    // struct rusage of 64-bit Linux: two times of two words each, then fourteen words, of which the fifth counts minor faults.
    [StructLayout(LayoutKind.Explicit, Size = 144)]
    private struct ResourceUsage
    {
        [FieldOffset(64)]
        public long MinorFaults;
    }
}
