using System.Diagnostics;

namespace McpOps.Cli.Hosts;

/// <summary>Runs a command line on hosts at the same time, by the system's ssh with its configuration, keys and known hosts. One that is down or hangs delays no other.</summary>
/// <param name="ssh">The program.</param>
internal sealed class HostRunner(string ssh = "ssh")
{
    // Those that hang hold their places until their time is over: there are more places than hosts, in all but a large fleet.
    private const int MostAtOnce = 128;
    private const int HandlesEach = 6;

    // For what is still in the pipes of one that has ended.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <summary>The answers, each as soon as it is there.</summary>
    public async IAsyncEnumerable<HostAnswer> RunAsync(HostArguments arguments, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var places = new SemaphoreSlim(OpenFiles.AtOnce(HandlesEach, MostAtOnce));
        var running = arguments.Hosts.Select(async host =>
        {
            await places.WaitAsync(cancellationToken);
            try
            {
                return await RunAsync(host, arguments, cancellationToken);
            }
            finally
            {
                places.Release();
            }
        }).ToList();
        await foreach (var done in Task.WhenEach(running).WithCancellation(cancellationToken))
        {
            yield return await done;
        }
    }

    private async Task<HostAnswer> RunAsync(string host, HostArguments arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(ssh, HostCommand.Of(host, arguments.Rest, arguments.Timeout)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Start(start, host);
        process.StandardInput.Close();
        var (output, error) = (new HostText(process.StandardOutput), new HostText(process.StandardError));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(arguments.Timeout);
        try
        {
            // What ssh leaves behind, such as the master of a shared connection, may hold its pipes when it has ended.
            await process.WaitForExitAsync(limit.Token);
            await Task.WhenAny(Task.WhenAll(output.Whole, error.Whole), Task.Delay(Rest, limit.Token));
            return HostAnswer.Of(host, process.ExitCode, output.Read(), error.Read(), arguments.Timeout);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            return HostAnswer.Of(host, null, output.Read(), error.Read(), arguments.Timeout);
        }
    }

    private static Process Start(ProcessStartInfo start, string host)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new McpOpsException("SshNotFound", McpErrorCategory.ObjectNotFound, $"'{host}' cannot be asked: the program 'ssh' cannot be run here ({exception.Message}). Install OpenSSH's client.", host, exception);
        }
    }
}
