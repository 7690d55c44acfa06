using System.Diagnostics;

namespace McpOps.Backups.Protection;

/// <summary>A program that everything written runs through on its way to another stream.</summary>
internal sealed class FilterStream : WriteOnlyStream
{
    private readonly Process _process;
    private readonly Task _pump;
    private readonly Task<string> _errors;
    private bool _ended;

    public FilterStream(IReadOnlyList<string> command, Stream output)
    {
        _process = Programs.Start(command, redirectInput: true);
        _pump = _process.StandardOutput.BaseStream.CopyToAsync(output);
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _process.StandardInput.BaseStream.Write(buffer);
        }
        catch (IOException exception)
        {
            throw Failed(exception);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException exception)
        {
            throw Failed(exception);
        }
    }

    /// <summary>Ends the input and waits until the program has written all.</summary>
    /// <exception cref="McpOpsException"><c>EncryptionFailed</c>: the program did not end well.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        _process.StandardInput.Close();
        await _pump.WaitAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        _ended = true;
        if (_process.ExitCode != 0)
        {
            throw Failed(null);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (!_ended)
            {
                Programs.Kill(_process);
            }

            _process.Dispose();
        }

        base.Dispose(disposing);
    }

    private McpOpsException Failed(Exception? inner) => new("EncryptionFailed", McpErrorCategory.InvalidArgument,
        $"{_process.StartInfo.FileName} did not encrypt: {(_errors.Wait(TimeSpan.FromSeconds(2)) ? _errors.GetAwaiter().GetResult().Trim() : "no reason given")}. Look at the recipient. No backup was made.",
        _process.StartInfo.FileName, inner);
}
