using System.ComponentModel;
using System.Diagnostics;

namespace McpOps.Protocol.Stdio;

/// <summary>The process of a stdio server, from its start until it and all its children are gone.</summary>
internal sealed class StdioProcess : IDisposable
{
    // The MCP specification (lifecycle, shutdown): close the input, wait, ask it to end, wait, end it.
    private static readonly TimeSpan LeaveGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TermGrace = TimeSpan.FromSeconds(1);

    // After an abort nobody waits for it.
    private static readonly TimeSpan AbortGrace = TimeSpan.FromMilliseconds(200);

    // Output may end a moment before the exit code is there.
    private static readonly TimeSpan ExitMoment = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly string _marker;
    private readonly OutputTail _errors = new();
    private readonly Task _reading;
    private readonly CancellationTokenSource _abort = new();

    private StdioProcess(Process process, string marker)
    {
        _process = process;
        _marker = marker;
        Id = process.Id;
        _reading = _errors.ReadAsync(process.StandardError.BaseStream, CancellationToken.None);
    }

    public int Id { get; }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>The last words on standard error, secrets masked.</summary>
    public string Errors => _errors.Read();

    /// <summary>Starts the process.</summary>
    /// <exception cref="McpProtocolException">It cannot be started.</exception>
    public static StdioProcess Start(ProcessStartInfo start)
    {
        try
        {
            return new StdioProcess(Process.Start(start)!, start.Environment[LaunchPlan.Marker]!);
        }
        catch (Exception exception) when (OwnLack.Is(exception))
        {
            throw new McpProtocolException(McpVerdict.NotStarted, OwnLack.Message, exception);
        }
        catch (Win32Exception exception)
        {
            // The file is there and executable, or CommandPath had said so: its interpreter is missing, or its format is not for this machine.
            throw new McpProtocolException(
                McpVerdict.NotFound,
                $"'{Plain.Text(start.FileName)}' cannot be started: {Plain.Text(exception.Message)} Check the interpreter that its first line names, and that it is made for this machine.",
                exception);
        }
    }

    /// <summary>How the process ended, for a server that closed its output; it is given a moment to do so.</summary>
    public async Task<McpProtocolException> DescribeEndAsync(bool spokeMcp)
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(ExitMoment);
            await _reading.WaitAsync(ExitMoment);
        }
        catch (TimeoutException)
        {
            if (!_process.HasExited)
            {
                return new McpProtocolException(McpVerdict.ProtocolError, $"It closed its standard output and runs on.{LastWords()} A stdio server speaks over its standard output until it ends.");
            }
        }

        var when = spokeMcp ? "in the middle of the conversation" : "before it answered";
        return new McpProtocolException(McpVerdict.Exited, $"The process ended {when} with exit code {_process.ExitCode}.{LastWords()} Run its command by hand to see why.")
        {
            MayMeanLegacy = !spokeMcp,
        };
    }

    /// <summary>What it said on standard error, as the end of a sentence.</summary>
    public string LastWords() => Errors is { Length: > 0 } errors ? $" Standard error: {errors.TrimEnd('.')}." : " Standard error is empty.";

    /// <summary>From now on there is no patience: the process goes at once.</summary>
    public void Abort() => _abort.Cancel();

    /// <summary>Ends the process and all its children, and waits until they are gone.</summary>
    public async Task EndAsync()
    {
        var family = ProcessFamily.Of(Id, _marker);
        try
        {
            await CloseInputAsync();
            if (!await HasLeftAsync(LeaveGrace, _abort.Token))
            {
                family.Terminate();
                await HasLeftAsync(_abort.IsCancellationRequested ? AbortGrace : TermGrace, CancellationToken.None);
            }
        }
        finally
        {
            await family.KillAsync(headAlive: !_process.HasExited);
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public void Dispose()
    {
        _process.Dispose();
        _abort.Dispose();
    }

    private async Task CloseInputAsync()
    {
        try
        {
            await Input.DisposeAsync();
        }
        catch (IOException)
        {
            // It has already gone.
        }
    }

    private async Task<bool> HasLeftAsync(TimeSpan grace, CancellationToken abort)
    {
        try
        {
            await _process.WaitForExitAsync(abort).WaitAsync(grace, abort);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
