using System.Diagnostics;

namespace McpOps.Benchmarks.Capacity;

/// <summary>The minimal server in a process of its own.</summary>
internal sealed class MinimalServer : IAsyncDisposable
{
    private readonly Process _process;

    private MinimalServer(Process process, Uri url) => (_process, Url) = (process, url);

    /// <summary>Where it takes MCP.</summary>
    public Uri Url { get; }

    /// <summary>Starts it on a free port.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="stall">Length and period of its stalls in milliseconds; none for a server that never stalls.</param>
    public static async Task<MinimalServer> StartAsync(CancellationToken cancellationToken, params string[] stall)
    {
        var program = Path.Combine(Repository.Root, "tests", "Replicas", "MinimalServer", "bin", Command.Configuration, "net10.0", "minimal-server");
        var process = Command.Start(program, ["0", .. stall]);
        var address = (await process.StandardOutput.ReadLineAsync(cancellationToken))!.Split(' ')[0];
        return new MinimalServer(process, new Uri(address.Replace("localhost", "127.0.0.1", StringComparison.Ordinal) + "/mcp"));
    }

    /// <summary>Ends it.</summary>
    /// <returns>What else it wrote: a line for each stall.</returns>
    public async Task<IReadOnlyList<string>> StopAsync(CancellationToken cancellationToken)
    {
        _process.StandardInput.Close();
        var rest = await _process.StandardOutput.ReadToEndAsync(cancellationToken);
        return rest.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
