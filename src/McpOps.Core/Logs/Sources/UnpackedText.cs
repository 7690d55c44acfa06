using System.ComponentModel;
using System.Diagnostics;

namespace McpOps.Logs.Sources;

/// <summary>Decompresses through the installed tool: <c>xz -dc</c>, <c>bzip2 -dc</c>.</summary>
/// <remarks>The tool gets the bytes and no name: a rotation that renames the file meanwhile changes nothing.</remarks>
internal sealed class UnpackedText : ReadOnlyStream
{
    private readonly Process _process;
    private readonly Stream _output;
    private readonly Task _feeding;
    private readonly Task<string> _complaint;
    private long _length;

    /// <summary>Starts the tool.</summary>
    /// <param name="tool">Its name, which is that of the format.</param>
    /// <param name="packed">The compressed bytes.</param>
    /// <exception cref="UnpackerMissingException">It cannot be started.</exception>
    public UnpackedText(string tool, Stream packed)
    {
        var start = new ProcessStartInfo(tool, ["-dc"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            packed.Dispose();
            throw new UnpackerMissingException($"It is compressed with {tool}, and '{tool}', which unpacks it, cannot be started ({exception.Message}). Install it, or unpack the file.", exception);
        }

        _output = _process.StandardOutput.BaseStream;
        _complaint = _process.StandardError.ReadToEndAsync();
        _feeding = Task.Factory.StartNew(() => Feed(packed), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    /// <summary>Reads decompressed bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged, or their end is missing.</exception>
    public override int Read(Span<byte> buffer)
    {
        var read = _output.Read(buffer);
        _length += read;
        if (read == 0 && !buffer.IsEmpty)
        {
            _feeding.GetAwaiter().GetResult();
            _process.WaitForExit();
            if (_process.ExitCode != 0)
            {
                throw new InvalidDataException(_complaint.GetAwaiter().GetResult().Trim());
            }
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }

            // It ends at once: nobody takes the bytes any more.
            _feeding.GetAwaiter().GetResult();
            _process.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Feed(Stream packed)
    {
        try
        {
            using var input = _process.StandardInput.BaseStream;
            using (packed)
            {
                packed.CopyTo(input);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The tool ended before its input did: its exit code tells why.
        }
    }
}

/// <summary>The tool that unpacks a file is not installed.</summary>
internal sealed class UnpackerMissingException(string message, Exception inner) : IOException(message, inner);
