using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using McpOps.Core.Tests.Support;
using McpOps.Logs;

namespace McpOps.Core.Tests.Logs;

/// <summary>Following what is no file: a journal through a replica of <c>journalctl</c>, a container through a replica of Docker's socket, standard input.</summary>
[Collection(AloneCollection.Name)]
public sealed class FollowTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");
    private readonly string? _docker = Environment.GetEnvironmentVariable("DOCKER_HOST");

    [Fact]
    public async Task A_journal_is_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The replica of journalctl is a shell script.");
        var more = _folder["more"];
        await File.WriteAllTextAsync(_folder["journalctl"], $$"""
            #!/bin/sh
            echo "$@" > '{{_folder["arguments"]}}'
            echo '{"__REALTIME_TIMESTAMP":"1795154401000000","PRIORITY":"6","SYSLOG_IDENTIFIER":"sshd","MESSAGE":"It begins"}'
            while [ ! -e '{{more}}' ]; do sleep 0.05; done
            echo '{"__REALTIME_TIMESTAMP":"1795154402000000","PRIORITY":"3","SYSLOG_IDENTIFIER":"sshd","MESSAGE":"It broke"}'
            exec sleep 600
            """, TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder["journalctl"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Environment.SetEnvironmentVariable("PATH", Path.GetDirectoryName(more) + Path.PathSeparator + _path);
        var entries = await FollowAsync(LogRun.Of("journald:sshd"), count: 2, entry => File.WriteAllText(more, entry.Message));
        Assert.Equal([("INFO", "It begins"), ("ERROR", "It broke")], entries.Select(entry => (entry.Level!, entry.Message)));
        Assert.All(entries, entry => Assert.Equal(("sshd", (long?)null), (entry.Source, entry.Line)));
        Assert.Equal("--output=json --no-pager --quiet --unit=sshd --lines=3 --follow\n", await File.ReadAllTextAsync(_folder["arguments"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_journal_is_read_to_its_end()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The replica of journalctl is a shell script.");
        await File.WriteAllTextAsync(_folder["journalctl"], """
            #!/bin/sh
            echo '{"__REALTIME_TIMESTAMP":"1795154401000000","PRIORITY":"6","SYSLOG_IDENTIFIER":"sshd","MESSAGE":"It begins"}'
            """, TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder["journalctl"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Environment.SetEnvironmentVariable("PATH", Path.GetDirectoryName(_folder["journalctl"]) + Path.PathSeparator + _path);
        var messages = new List<string>();
        await foreach (var entry in new LogReader(new LogRun().Context).ReadAsync(LogRun.Of("journald:ssh.service", "journald:sshd.service"), TestContext.Current.CancellationToken))
        {
            messages.Add(entry.Message);
        }

        Assert.Equal(["It begins", "It begins"], messages);
    }

    [Fact]
    public async Task A_container_is_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Docker's socket is a Unix socket.");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_folder["docker.sock"]));
        listener.Listen();
        Environment.SetEnvironmentVariable("DOCKER_HOST", "unix://" + _folder["docker.sock"]);
        var seen = new TaskCompletionSource();
        var served = ServeAsync(listener, seen.Task);
        var entries = await FollowAsync(LogRun.Of("docker:web"), count: 2, _ => seen.TrySetResult());
        Assert.Equal(["It begins", "It broke"], entries.Select(entry => entry.Message));
        Assert.Equal("ERROR", entries[1].Level);
        Assert.Contains("timestamps=1&tail=3&follow=1", await served, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_ends_by_itself_ends_the_following()
    {
        var options = LogRun.OfText("2026-11-20 06:00:00 INFO One\n2026-11-20 06:00:01 ERROR Two");
        var entries = new List<McpLogEntry>();
        await foreach (var batch in new LogReader(new LogRun().Context).FollowAsync(options, tail: 3, wait: true, TestContext.Current.CancellationToken))
        {
            entries.AddRange(batch);
        }

        Assert.Equal(["One", "Two"], entries.Select(entry => entry.Message));
    }

    [Fact]
    public async Task What_is_not_there_is_an_error()
    {
        var run = new LogRun();
        var error = await Assert.ThrowsAsync<McpOpsException>(async () => await new LogReader(run.Context).FollowAsync(LogRun.Of(_folder["none.log"]), tail: 3, wait: true, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken).MoveNextAsync());
        Assert.Equal("LogsNotFound", error.ErrorId);
        Assert.Equal("LogNotFound", Assert.Single(run.Notices).Id);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        Environment.SetEnvironmentVariable("DOCKER_HOST", _docker);
        _folder.Dispose();
    }

    // The source goes on when its first entry has been seen, so following is what brings the second.
    private static async Task<List<McpLogEntry>> FollowAsync(LogOptions options, int count, Action<McpLogEntry> seen)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(TimeSpan.FromSeconds(60));
        var entries = new List<McpLogEntry>();
        await foreach (var batch in new LogReader(new LogRun().Context).FollowAsync(options, tail: 3, wait: true, stop.Token))
        {
            foreach (var entry in batch)
            {
                entries.Add(entry);
                seen(entry);
            }

            if (entries.Count >= count)
            {
                break;
            }
        }

        return entries;
    }

    private static async Task<string> ServeAsync(Socket listener, Task seen)
    {
        using var connection = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[4096];
        var read = await connection.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.multiplexed-stream\r\nConnection: close\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await connection.SendAsync(Frame("2026-11-20T06:00:00.1Z 2026-11-20 06:00:00,120 - app - INFO - It begins\n"), TestContext.Current.CancellationToken);
        await seen;
        await connection.SendAsync(Frame("2026-11-20T06:00:01.1Z ERROR: It broke\n"), TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    private static byte[] Frame(string text)
    {
        var head = new byte[8];
        head[0] = 1;
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), text.Length);
        return [.. head, .. Encoding.UTF8.GetBytes(text)];
    }
}
