using System.ComponentModel;
using System.Diagnostics;

namespace McpOps.Platform;

/// <summary>What a program said.</summary>
internal sealed record CommandOutput(int ExitCode, string Out, string Error)
{
    /// <summary>The first line of what it complained about, or of what it said.</summary>
    public string FirstLine => (Error.Trim().Length > 0 ? Error : Out).Trim().Split('\n')[0].Trim();
}

/// <summary>Runs a program of the operating system and reads what it says; its tree is killed when the caller gives up.</summary>
internal class CommandRunner
{
    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="McpOpsException"><c>ServiceManagerUnavailable</c>: there is no such program.</exception>
    public virtual async Task<CommandOutput> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start(program, arguments);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return new CommandOutput(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process Start(string program, IReadOnlyList<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                // Messages are read by this program and by people: always in one language.
                Environment = { ["LC_ALL"] = "C" },
            })!;
        }
        catch (Win32Exception exception)
        {
            throw new McpOpsException("ServiceManagerUnavailable", McpErrorCategory.ResourceUnavailable,
                $"'{program}' cannot be run on this machine: {exception.Message}.", program, exception);
        }
    }
}
