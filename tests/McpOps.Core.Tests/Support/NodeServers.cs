using System.Diagnostics;
using System.Net.Sockets;
using McpOps.Servers;

namespace McpOps.Core.Tests.Support;

/// <summary>The real MCP servers of <c>tests/node</c>. Tests that need one skip where it, or Node, is not installed.</summary>
internal static class NodeServers
{
    private const string Scope = "@modelcontextprotocol";

    private static string Folder { get; } = Path.Combine(Repository.Root, "tests", "node");

    /// <summary>A stdio server.</summary>
    public static McpServer Stdio(string package, params string[] arguments) => McpServer.FromCommand(Node(), [Script(package), .. arguments], name: package);

    /// <summary>A stdio server of another package.</summary>
    /// <param name="script">Its program within <c>node_modules</c>.</param>
    /// <param name="arguments">Its arguments.</param>
    public static McpServer Program(string script, params string[] arguments)
    {
        Assert.SkipUnless(NodePackages.FindFile(script) is not null, $"{script} is not installed: run tests/setup.sh.");
        return McpServer.FromCommand(Node(), [NodePackages.FindFile(script)!, .. arguments], name: script.Split('/')[^1]);
    }

    /// <summary>Starts server-everything over HTTP on a free loopback port.</summary>
    /// <param name="transport"><c>streamableHttp</c> or <c>sse</c>.</param>
    public static async Task<RunningServer> StartEverythingAsync(string transport)
    {
        var port = FreePort.Find();
        var start = new ProcessStartInfo(Node(), ["--require", Path.Combine(Folder, "loopback.cjs"), Script("server-everything"), transport])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["PORT"] = port.ToString();
        var server = new RunningServer(Process.Start(start)!, port);
        await server.WaitForPortAsync();
        return server;
    }

    private static string Node()
    {
        var node = Command.Find("node");
        Assert.SkipWhen(node is null, "Node is not on the PATH.");
        return node!;
    }

    private static string Script(string package)
    {
        var script = Path.Combine(Folder, "node_modules", Scope, package, "dist", "index.js");
        Assert.SkipUnless(File.Exists(script), $"{Scope}/{package} is not installed: run tests/setup.sh.");
        return script;
    }
}

/// <summary>A server that a test started; it ends with the test.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly int _port;

    public RunningServer(Process process, int port)
    {
        _process = process;
        _port = port;

        // Read, so that it never blocks on a full pipe.
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) => Log.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public System.Collections.Concurrent.ConcurrentQueue<string> Log { get; } = new();

    public int Port => _port;

    public Uri Url(string path) => new($"http://127.0.0.1:{_port}{path}");

    public async Task WaitForPortAsync()
    {
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(System.Net.IPAddress.Loopback, _port, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException) when (!_process.HasExited)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
