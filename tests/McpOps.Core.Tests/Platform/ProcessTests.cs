using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using McpOps.Platform;

namespace McpOps.Core.Tests.Platform;

public sealed class ProcessTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_busy_process_shows_its_processor_share()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs /bin/sh");
        using var busy = Process.Start("/bin/sh", ["-c", "while :; do :; done"]);
        try
        {
            var sample = await new ProcessSampler(busy.Id, TimeProvider.System).SampleAsync(TimeSpan.FromMilliseconds(500), Stop);
            Assert.NotNull(sample);
            Assert.InRange(sample.CpuPercent!.Value, 5, 150);
            Assert.True(sample.RssBytes > 0);
            Assert.Equal(1, sample.Threads);
        }
        finally
        {
            busy.Kill();
        }
    }

    [Fact]
    public void This_process_is_described()
    {
        using var own = Process.GetCurrentProcess();
        var process = ProcessTable.Get(Environment.ProcessId);
        Assert.NotNull(process);
        Assert.InRange(process.RssBytes, own.WorkingSet64 / 2, own.WorkingSet64 * 2);
        Assert.True(process.Threads > 1);
        Assert.True(OperatingSystem.IsMacOS() || process.Handles > 2);
        Assert.InRange(process.StartedAt!.Value, new DateTimeOffset(own.StartTime).AddSeconds(-2), new DateTimeOffset(own.StartTime).AddSeconds(2));
    }

    [Fact]
    public async Task A_process_that_has_ended_has_no_sample()
    {
        using var ended = Process.Start(new ProcessStartInfo("dotnet", ["--version"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        await ended.WaitForExitAsync(Stop);
        Assert.Null(new ProcessSampler(ended.Id, TimeProvider.System).Sample());
    }

    [Fact]
    public void A_search_finds_neither_this_process_nor_those_that_started_it()
    {
        var own = ProcessTable.Get(Environment.ProcessId)!.CommandLine;
        Assert.DoesNotContain(ProcessTable.Find(own), process => process.Id == Environment.ProcessId);
    }

    [Fact]
    public void A_port_is_listed_while_something_listens_on_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.True(Assert.Single(ListeningPorts.All(), listening => listening.Port == port).IsLoopback);
        listener.Stop();
        Assert.DoesNotContain(ListeningPorts.All(), listening => listening.Port == port);
    }
}
