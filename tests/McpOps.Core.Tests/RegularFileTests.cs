using System.Diagnostics;
using McpOps.Crawling;

namespace McpOps.Core.Tests;

/// <summary>Whatever is named or found by name is a regular file of bounded size, and waits for nobody.</summary>
public sealed class RegularFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_regular_file_is_read_whole_through_links_too()
    {
        File.WriteAllText(_folder["a"], "text");
        File.CreateSymbolicLink(_folder["link"], _folder["a"]);
        Assert.Equal("text"u8.ToArray(), RegularFile.ReadAllBytes(_folder["link"]));
        File.WriteAllText(_folder["empty"], "");
        Assert.Empty(RegularFile.ReadAllBytes(_folder["empty"]));
    }

    [Fact]
    public void A_file_that_the_kernel_writes_has_no_length_and_is_read_all_the_same()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        Assert.Equal(File.ReadAllBytes("/proc/self/limits"), RegularFile.ReadAllBytes("/proc/self/limits"));
        Assert.Throws<IOException>(() => RegularFile.ReadAllBytes("/proc/self/limits", mostBytes: 10));
    }

    [Fact]
    public void A_sparse_file_beyond_the_limit_is_not_read()
    {
        using (var file = File.Create(_folder["sparse"]))
        {
            file.SetLength(1500L << 20);
        }

        Assert.Contains("64 MiB", Assert.Throws<IOException>(() => RegularFile.ReadAllBytes(_folder["sparse"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_a_device_a_socket_and_a_folder_are_refused_at_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux has these.");
        var pipe = await PipeAsync();
        File.CreateSymbolicLink(_folder["zero"], "/dev/zero");
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(_folder["socket"]));
        foreach (var (path, kind) in new[] { (pipe, "a named pipe"), (_folder["zero"], "a device"), (_folder["socket"], "a device or a socket"), (Path.GetDirectoryName(pipe)!, "a folder") })
        {
            Assert.Contains(kind, Assert.Throws<IOException>(() => RegularFile.ReadAllBytes(path)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_not_there_is_told_apart()
    {
        Assert.Throws<FileNotFoundException>(() => RegularFile.ReadAllBytes(_folder["none"]));
        Assert.Throws<DirectoryNotFoundException>(() => RegularFile.ReadAllBytes(Path.Combine(_folder["none"], "file")));
    }

    [Fact]
    public async Task A_pipe_that_a_user_names_is_waited_for_until_it_is_called_off()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Makes a pipe.");
        var pipe = await PipeAsync();
        using var stop = new CancellationTokenSource();
        await using var reader = new PageReader(new EngineContext());
        var reading = reader.ReadFileAsync(pipe, null, stop.Token);
        Assert.False(reading.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task So_is_each_of_its_bytes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Makes a pipe.");
        var pipe = await PipeAsync();
        using var stop = new CancellationTokenSource();
        var reading = NamedInput.ReadAllAsync(pipe, stop.Token);
        await using (var writer = new FileStream(pipe, FileMode.Open, FileAccess.Write))
        {
            await writer.WriteAsync("begun"u8.ToArray(), TestContext.Current.CancellationToken);
            await writer.FlushAsync(TestContext.Current.CancellationToken);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        }
    }

    [Fact]
    public async Task A_pipe_that_nobody_writes_into_is_told_and_not_waited_for_all_night()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Makes a pipe.");
        var pipe = await PipeAsync();
        var told = await Assert.ThrowsAsync<IOException>(() => NamedInput.OpenAsync(pipe, TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken));
        Assert.Contains("nobody opened its other end within 0.1 s", told.Message, StringComparison.OrdinalIgnoreCase);

        // A writer that comes too late meets a reader that lets go of it at once.
        await using var late = new FileStream(pipe, FileMode.Open, FileAccess.Write);
    }

    [Fact]
    public async Task A_pipe_that_is_written_into_is_read_to_its_end()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Makes a pipe.");
        var pipe = await PipeAsync();
        var reading = NamedInput.ReadAllAsync(pipe, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(pipe, "whole", TestContext.Current.CancellationToken);
        Assert.Equal("whole"u8.ToArray(), await reading);
    }

    [Theory]
    [InlineData("a\nb\r\nc", new[] { "a", "b", "c" })]
    [InlineData("\n\n", new[] { "", "" })]
    [InlineData("", new string[0])]
    public async Task Lines_are_read_as_they_end(string text, string[] lines)
    {
        var reader = new BoundedLines(new StringReader(text), 10);
        var read = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } line)
        {
            read.Add(line);
        }

        Assert.Equal(lines, read);
    }

    [Fact]
    public async Task A_line_without_an_end_is_not_taken_into_memory() =>
        await Assert.ThrowsAsync<IOException>(() => new BoundedLines(new StringReader(new string('x', 100_000)), 1000).ReadAsync(TestContext.Current.CancellationToken).AsTask());

    private async Task<string> PipeAsync()
    {
        using var make = Process.Start("mkfifo", [_folder["pipe"]]);
        await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _folder["pipe"];
    }
}
