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

        await using var sandbox = new Sandbox();
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

        await sandbox.WasKeptAsync();
    }

    [Fact]
    public async Task The_runbooks_of_a_day_a_week_and_a_month_start_no_process_and_stay_under_400_MB()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The kernel's figures of child processes and of memory are Linux's.");
        var folder = place.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "app.log"), "2026-11-20 10:00:00,000 - app - ERROR - Failed\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "mcpops.json"),
            $$"""
            {
              "history": { "store": "{{folder}}/history" },
              "servers": { "web": {
                "url": "{{place.Url}}", "logs": ["{{folder}}/app.log"],
                "backup": { "destination": "{{folder}}/store", "sets": { "logs": { "paths": ["{{folder}}/app.log"] } }, "retention": { "keepLast": 2 } },
                "clean": { "old": { "paths": ["{{folder}}/*.old"], "olderThan": "7d" } },
                "plans": {
                  "daily": { "at": "02:00", "steps": [{ "use": "health" }, { "use": "logs.summary" }, { "use": "backup" }, { "use": "backup.verify" }, { "use": "files.clean" }] },
                  "weekly": { "at": "03:00", "on": "sunday", "steps": [{ "use": "backup.drill" }, { "use": "backup.prune" }, { "use": "report", "with": { "path": "{{folder}}/week.html" } }] },
                  "monthly": { "at": "04:00", "on": 1, "steps": [{ "use": "tools.drift" }, { "use": "audit", "with": { "areas": ["tools"] } }, { "use": "report", "with": { "path": "{{folder}}/month.html" } }] }
                }
              } }
            }
            """,
            TestContext.Current.CancellationToken);

        await using var sandbox = new Sandbox();
        using (var runspace = HostedModule.Open())
        {
            var made = await runspace.RunAsync("param($Folder) Set-Location $Folder; (Register-McpSchedule -Kind azure -Folder $Folder/runbooks -ConfigPath $Folder/mcpops.json -Confirm:$false).Paths | Sort-Object", folder);
            Assert.Equal(["mcpops-daily.ps1", "mcpops-monthly.ps1", "mcpops-weekly.ps1"], made.Select(path => Path.GetFileName(path.ToString())));
            foreach (var (period, outcomes) in new[] { ("daily", "health Ok, logs.summary Ok, backup Changed, backup.verify Ok, files.clean Ok"), ("weekly", "backup.drill Ok, backup.prune Ok, report Changed"), ("monthly", "tools.drift Ok, audit Ok, report Changed") })
            {
                var steps = await runspace.RunAsync(await RunbookAsync(folder, period));
                Assert.Equal(outcomes, string.Join(", ", steps.Select(step => $"{step.Properties["Step"].Value} {step.Properties["Outcome"].Value}")));
            }

            // A duty that failed is a job that failed.
            File.Delete(Path.Combine(folder, "app.log"));
            var failed = await Assert.ThrowsAnyAsync<Exception>(async () => await runspace.RunAsync(await RunbookAsync(folder, "daily")));
            Assert.Contains("steps failed", failed.Message, StringComparison.Ordinal);
        }

        Assert.True(File.Exists(Path.Combine(folder, "week.html")) && File.Exists(Path.Combine(folder, "month.html")));
        await sandbox.WasKeptAsync();
    }

    // The account has the module; here the session has it already.
    private static async Task<string> RunbookAsync(string folder, string period) =>
        (await File.ReadAllTextAsync(Path.Combine(folder, "runbooks", $"mcpops-{period}.ps1"), TestContext.Current.CancellationToken)).Replace("Import-Module McpOps\n", "", StringComparison.Ordinal);

    // What a sandbox would see: processes that were started, whether they have ended or not; what was written past the streams of PowerShell; the most memory that the process ever had.
    private sealed class Sandbox : IAsyncDisposable
    {
        private readonly (TextWriter Output, TextWriter Error) _console = (Console.Out, Console.Error);
        private readonly StringWriter _written = new();
        private readonly long _before = ChildFaults();
        private readonly IReadOnlyList<string> _running = Running();

        public Sandbox()
        {
            Console.SetOut(_written);
            Console.SetError(_written);
        }

        public async Task WasKeptAsync()
        {
            Assert.Equal(_before, ChildFaults());
            Assert.Equal(_running, Running());
            Assert.Equal("", _written.ToString());
            using var self = Process.GetCurrentProcess();
            Assert.InRange(self.PeakWorkingSet64, 1, MostBytes);

            // The counter would have seen the smallest of them.
            using var child = Process.Start(new ProcessStartInfo("true") { UseShellExecute = false })!;
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(ChildFaults() > _before);
        }

        // The server that is asked is one.
        private static IReadOnlyList<string> Running() =>
            [.. Directory.GetDirectories("/proc/self/task").SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Order(StringComparer.Ordinal)];

        public async ValueTask DisposeAsync()
        {
            Console.SetOut(_console.Output);
            Console.SetError(_console.Error);
            await _written.DisposeAsync();
        }
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
