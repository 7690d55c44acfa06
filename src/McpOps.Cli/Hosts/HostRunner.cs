using System.Diagnostics;

namespace McpOps.Cli.Hosts;

/// <summary>Runs a command line on hosts at the same time, by the system's ssh with its configuration, keys and known hosts. One that is down or hangs delays no other.</summary>
/// <param name="ssh">The program.</param>
internal sealed class HostRunner(string ssh = "ssh")
{
    private const int MostAtOnce = 32;
    private const int MostCharacters = 64 << 20;

    /// <summary>The answers, each as soon as it is there.</summary>
    public async IAsyncEnumerable<HostAnswer> RunAsync(HostArguments arguments, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var places = new SemaphoreSlim(MostAtOnce);
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
        var (output, error) = (ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(arguments.Timeout);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return HostAnswer.Of(host, process.ExitCode, await output, await error, arguments.Timeout);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            return HostAnswer.Of(host, null, await output, await error, arguments.Timeout);
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

    // A host that lies must not fill our memory.
    private static async Task<string> ReadAsync(StreamReader reader)
    {
        var (text, buffer) = (new System.Text.StringBuilder(), new char[16 * 1024]);
        for (int read; (read = await reader.ReadAsync(buffer)) > 0;)
        {
            if (text.Length < MostCharacters)
            {
                text.Append(buffer, 0, read);
            }
        }

        return text.ToString();
    }
}
