using McpOps.Maintenance;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Core.Tests.Platform;

/// <summary>What a process prints that no service manager keeps: whoever starts one that ends at once can read why.</summary>
public sealed class KeptOutputTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-printed-");
    private readonly ServiceControl _control = new(TimeProvider.System);
    private readonly string _mark = $"mcpops-{Guid.NewGuid():N}";

    public KeptOutputTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "needs /bin/sh");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Place => Path.Combine(_folder.FullName, "state", "printed", "web.log");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_start_that_fails_says_what_was_printed_and_where_it_stands()
    {
        var service = Service("echo 'No module named fastmcp' >&2; echo 'key hunter2secret'; exit 3");
        var exception = await Assert.ThrowsAsync<McpOpsException>(() => _control.StartAsync(service, TimeSpan.FromSeconds(1), Stop));
        Assert.Equal("ServiceStartFailed", exception.ErrorId);
        Assert.Contains("What it printed last: No module named fastmcp | key ***", exception.Message, StringComparison.Ordinal);
        Assert.Contains(Place, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2secret", exception.Message, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Place));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(Place)!));
        }
    }

    [Fact]
    public async Task Each_start_begins_anew_and_keeps_what_the_one_before_printed()
    {
        foreach (var text in new[] { "first", "second", "third" })
        {
            await Assert.ThrowsAsync<McpOpsException>(() => _control.StartAsync(Service($"echo {text}; exit 3"), TimeSpan.FromSeconds(1), Stop));
        }

        Assert.Equal(("third\n", "second\n"), (await File.ReadAllTextAsync(Place, Stop), await File.ReadAllTextAsync(Place + ".1", Stop)));
        Assert.Equal(2, new DirectoryInfo(Path.GetDirectoryName(Place)!).GetFiles().Length);
    }

    [Fact]
    public async Task A_process_that_prints_on_and_on_fills_no_disk_while_somebody_looks_at_it()
    {
        var service = Service("i=0; while :; do i=$((i+1)); head -c 600000 /dev/zero | tr '\\0' x; echo; echo $i; sleep 0.05; done");
        await _control.StartAsync(service, Patience, Stop);
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            for (var cuts = 0; cuts < 3;)
            {
                var before = new FileInfo(Place).Length;
                await Task.Delay(50, limit.Token);
                await _control.GetAsync(service, Stop);
                cuts += new FileInfo(Place).Length < before ? 1 : 0;
            }

            // It goes on where the file ends now, and not behind a hole.
            Assert.InRange(new FileInfo(Place).Length, 0, KeptOutput.Most + 2_000_000);
            Assert.InRange(new FileInfo(Place + ".1").Length, 1, 65536);
            Assert.DoesNotContain('\0', await File.ReadAllTextAsync(Place + ".1", Stop));
        }
        finally
        {
            await _control.StopAsync(service, Patience, Stop);
        }
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_keeps_no_server_from_its_start()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "state"), "", Stop);
        var service = Service("while :; do sleep 0.1; done");
        Assert.Equal(ServiceStatus.Running, (await _control.StartAsync(service, Patience, Stop)).Status);
        Assert.Contains("cannot be kept", service.Output!.Said(), StringComparison.Ordinal);
        await _control.StopAsync(service, Patience, Stop);
    }

    [Fact]
    public async Task A_link_in_its_place_is_not_followed()
    {
        var (target, output) = (Path.Combine(_folder.FullName, "precious"), new KeptOutput(Place, text => text));
        await File.WriteAllTextAsync(target, "kept", Stop);
        Directory.CreateDirectory(Path.GetDirectoryName(Place)!);
        File.CreateSymbolicLink(Place, target);
        Assert.Equal(Place, output.Begin());
        await File.AppendAllTextAsync(Place, "printed", Stop);
        Assert.Equal("kept", await File.ReadAllTextAsync(target, Stop));
    }

    [Fact]
    public async Task A_restart_that_fails_names_what_was_printed_and_a_diagnosis_shows_it()
    {
        var server = McpServer.FromUrl(new Uri("http://127.0.0.1:9/mcp"), name: "web") with
        {
            Service = new McpService(ServiceKind.Process, _mark) { StartCommand = ["/bin/sh", "-c", $"echo 'Address already in use' >&2; exit 3 # {_mark}"] },
            Recover = new McpRecoverPlan { Timeout = TimeSpan.FromSeconds(20), Settle = TimeSpan.Zero },
            History = new McpHistoryPlan { Store = _folder.FullName },
        };
        var steps = new List<McpMaintenanceStep>();
        await foreach (var step in new ServerRestart(new EngineContext()).RunAsync(new RestartOptions { Server = server, Inventory = [server] }, Stop))
        {
            steps.Add(step);
        }

        Assert.Contains($"What it prints is kept in {_folder.FullName}", steps.Single(step => step.Step is "start").Message, StringComparison.Ordinal);
        Assert.Contains("What it printed last: Address already in use", steps.Single(step => step.Step is "verify").Message, StringComparison.Ordinal);

        var seen = new List<McpDiagnosis>();
        await foreach (var line in new ServerDiagnosis(new EngineContext()).RunAsync(new DiagnosisOptions { Server = server, Interval = TimeSpan.FromMilliseconds(100) }, Stop))
        {
            seen.Add(line);
        }

        var printed = Assert.Single(seen, line => line.Fact.StartsWith("It printed last:", StringComparison.Ordinal));
        Assert.Equal(("service", "It printed last: Address already in use"), (printed.Area, printed.Fact));
        Assert.Contains(_folder.FullName, printed.AndSo, StringComparison.Ordinal);
    }

    private ServiceReference Service(string script) => new(ServiceKind.Process, _mark)
    {
        StartCommand = ["/bin/sh", "-c", $"{script} # {_mark}"],
        Output = new KeptOutput(Place, text => text.Replace("hunter2secret", "***", StringComparison.Ordinal)),
    };
}
