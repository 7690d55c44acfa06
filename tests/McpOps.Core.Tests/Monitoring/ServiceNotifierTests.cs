using System.Net.Sockets;
using McpOps.Monitoring;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>The word to systemd.</summary>
public sealed class ServiceNotifierTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-notify-");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Its queue is short, and a full one held whoever wrote for ever: the watch, and its end.</summary>
    [Fact]
    public async Task A_service_manager_that_does_not_read_holds_nobody()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Datagrams between processes");
        var path = Path.Combine(_folder.FullName, "notify");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(path));
        var notifier = new ServiceNotifier(path);
        notifier.Ready();
        await Task.Run(() => { for (var tick = 0; tick < 2000; tick++) { notifier.Alive(); } }, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        var first = new byte[16];
        Assert.Equal("READY=1", System.Text.Encoding.UTF8.GetString(first, 0, manager.Receive(first)));
    }
}
