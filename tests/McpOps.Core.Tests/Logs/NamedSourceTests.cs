using System.Net.Sockets;
using System.Text;
using McpOps.Core.Tests.Support;

namespace McpOps.Core.Tests.Logs;

/// <summary>Pods through a replica of <c>kubectl</c>, compose projects through a replica of Docker's socket, and programs that end badly.</summary>
[Collection(AloneCollection.Name)]
public sealed class NamedSourceTests : IDisposable
{
    private const string Containers = """[{"Id":"b2","Names":["/shop-web-1"],"Labels":{"com.docker.compose.project":"shop"}},{"Id":"a1","Names":["/shop-db-1"],"Labels":{"com.docker.compose.project":"shop"}}]""";
    private readonly TemporaryFolder _folder = new();
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");
    private readonly string? _docker = Environment.GetEnvironmentVariable("DOCKER_HOST");

    [Theory]
    [InlineData("kubernetes:web-5d9", "logs web-5d9 --all-containers=true --timestamps=true")]
    [InlineData("kubernetes:shop/web-5d9", "logs web-5d9 --namespace=shop --all-containers=true --timestamps=true")]
    [InlineData("kubernetes:shop/web-5d9/app", "logs web-5d9 --namespace=shop --container=app --timestamps=true")]
    public async Task A_pods_log_is_read(string name, string asked)
    {
        await WriteProgramAsync("kubectl", $$"""
            echo "$@" > '{{_folder["arguments"]}}'
            echo '2026-11-20T10:00:00.123456789Z 2026-11-20 10:00:00,123 ERROR It broke'
            echo '2026-11-20T10:00:00.123456789Z Traceback (most recent call last):'
            echo '2026-11-20T10:00:00.123456789Z   File "/app/a.py", line 3, in f'
            echo '2026-11-20T10:00:00.123456789Z ValueError: no'
            echo '2026-11-20T10:00:01.5Z without a time of its own'
            """);
        var entries = await new LogRun().ReadAsync(LogRun.Of(name));
        Assert.Equal([("ERROR", "It broke"), (null, "without a time of its own")], entries.Select(entry => (entry.Level, entry.Message.Split('\n')[0])));
        Assert.Equal(new DateTime(2026, 11, 20, 10, 0, 1, 500, DateTimeKind.Utc), entries[1].Time!.Value.ToUniversalTime());
        Assert.Equal(asked + "\n", await File.ReadAllTextAsync(_folder["arguments"], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("kubernetes:--all-namespaces")]
    [InlineData("kubernetes:a/b/c/d")]
    [InlineData("kubernetes:a//b")]
    public async Task A_name_that_is_no_pod_starts_nothing(string name) =>
        Assert.Equal("InvalidLogName", (await Assert.ThrowsAsync<McpOpsException>(() => new LogRun().ReadAsync(LogRun.Of(name)))).ErrorId);

    [Theory]
    [InlineData("kubectl", "kubernetes:nosuch")]
    [InlineData("journalctl", "journald:nosuch")]
    public async Task A_program_that_fails_without_a_line_is_an_error(string program, string name)
    {
        await WriteProgramAsync(program, "echo 'Error from server (NotFound): nosuch, token=hunter2secret' >&2\nexit 1");
        var error = await Assert.ThrowsAsync<McpOpsException>(() => new LogRun().SummarizeAsync(LogRun.Of(name)));
        Assert.Equal("LogProgramFailed", error.ErrorId);
        Assert.Contains("ended with exit code 1: Error from server (NotFound)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_fails_in_the_middle_is_told_of_and_what_came_counts()
    {
        await WriteProgramAsync("kubectl", "echo '2026-11-20T10:00:00.123456789Z ERROR It broke'\necho 'connection reset' >&2\nexit 3");
        var run = new LogRun();
        var summary = await run.SummarizeAsync(LogRun.Of("kubernetes:web"));
        Assert.Equal((1, 1), (summary.Entries, summary.Errors));
        Assert.Contains("exit code 3: connection reset", Assert.Single(run.Notices, notice => notice.Id == "LogReadFailed").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compose:shop", "com.docker.compose.project=shop")]
    [InlineData("compose:shop/web", "com.docker.compose.service=web")]
    public async Task The_containers_of_a_compose_project_are_found_by_their_labels(string name, string label)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Docker's socket is a Unix socket.");
        using var listener = Listen();
        var asked = new List<string>();
        var served = ServeAsync(listener, asked, [Containers, Log("db is up"), Log("web is up")], TestContext.Current.CancellationToken);
        var entries = await new LogRun().ReadAsync(LogRun.Of(name));
        await served;
        Assert.Equal([("docker:shop-db-1", "db is up"), ("docker:shop-web-1", "web is up")], entries.Select(entry => (entry.Path, entry.Message)));
        Assert.Contains("\"" + label + "\"", Uri.UnescapeDataString(asked[0]), StringComparison.Ordinal);
        Assert.StartsWith("GET /containers/shop-db-1/logs?", asked[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_without_containers_is_an_error()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Docker's socket is a Unix socket.");
        using var listener = Listen();
        var served = ServeAsync(listener, [], ["[]"], TestContext.Current.CancellationToken);
        Assert.Equal("ContainerNotFound", (await Assert.ThrowsAsync<McpOpsException>(() => new LogRun().ReadAsync(LogRun.Of("compose:nosuch")))).ErrorId);
        await served;
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        Environment.SetEnvironmentVariable("DOCKER_HOST", _docker);
        _folder.Dispose();
    }

    private static string Log(string message) => $"2026-11-20T10:00:00.123456789Z 2026-11-20 10:00:00,120 - app - INFO - {message}\n";

    private Socket Listen()
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_folder["docker.sock"]));
        listener.Listen();
        Environment.SetEnvironmentVariable("DOCKER_HOST", "unix://" + _folder["docker.sock"]);
        return listener;
    }

    private static async Task ServeAsync(Socket listener, List<string> asked, string[] answers, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        foreach (var answer in answers)
        {
            using var connection = await listener.AcceptAsync(cancellationToken);
            asked.Add(Encoding.UTF8.GetString(buffer, 0, await connection.ReceiveAsync(buffer, cancellationToken)));
            await connection.SendAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(answer)}\r\nConnection: close\r\n\r\n{answer}"), cancellationToken);
        }
    }

    private async Task WriteProgramAsync(string name, string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The replica is a shell script.");
        await File.WriteAllTextAsync(_folder[name], "#!/bin/sh\n" + script + "\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder[name], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Environment.SetEnvironmentVariable("PATH", Path.GetDirectoryName(_folder[name]) + Path.PathSeparator + _path);
    }
}
