using System.Diagnostics;

namespace McpOps;

/// <summary>The embedded MCP server as a process of its own, on a free loopback port.</summary>
internal sealed class ServedServer : IAsyncDisposable
{
    private readonly Process _process;

    private ServedServer(Process process, Uri url)
    {
        _process = process;
        Url = url;

        // Nobody reads the log, and a full pipe would hold the server up.
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
    }

    public Uri Url { get; }

    public static async Task<ServedServer> StartAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var process = Command.Start(Command.McpOps, ["serve", .. arguments.Contains("--port") ? Array.Empty<string>() : ["--port", "0"], .. arguments]);
        var line = await process.StandardError.ReadLineAsync(cancellationToken) ?? "";
        return line.Split("Listening on ") is [_, var rest]
            ? new ServedServer(process, new Uri(rest.Split(' ')[0]))
            : throw new InvalidOperationException($"The embedded server said '{line}'.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
