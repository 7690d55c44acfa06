using System.Diagnostics;
using System.Text;

namespace McpOps.Logs.Sources;

/// <summary>What a program writes. At its end it is looked at how the program ended: what was asked for and not read is an error.</summary>
internal sealed class ProgramStream : ReadThroughStream
{
    private const int MaxComplaint = 1000;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private readonly Process _process;
    private readonly string _name;
    private readonly Task<string> _complaint;
    private long _count;
    private volatile bool _stopped;

    /// <summary>The output of a program that runs.</summary>
    /// <param name="process">The program, whose output and errors are redirected.</param>
    /// <param name="name">What results call it.</param>
    public ProgramStream(Process process, string name)
        : base(process.StandardOutput.BaseStream)
    {
        _process = process;
        _name = name;
        _complaint = ReadComplaintAsync(process.StandardError);
    }

    public long Count => Interlocked.Read(ref _count);

    /// <summary>The program is ended on purpose: how it ends says nothing.</summary>
    public void Stop() => _stopped = true;

    public override int Read(Span<byte> buffer)
    {
        var read = Inner.Read(buffer);
        Interlocked.Add(ref _count, read);
        if (read == 0 && buffer.Length > 0 && !_stopped)
        {
            Judge();
        }

        return read;
    }

    private void Judge()
    {
        if (!_process.WaitForExit(Grace) || _process.ExitCode == 0 || _stopped)
        {
            return;
        }

        var said = _complaint.Wait(Grace) ? _complaint.GetAwaiter().GetResult().Trim().ReplaceLineEndings(" ") : "";
        var message = $"'{_process.StartInfo.FileName}', which reads '{_name}', ended with exit code {_process.ExitCode}{(said.Length > 0 ? $": {LogRedaction.Mask(said)}" : ".")}";
        throw _count == 0 ? new McpOpsException("LogProgramFailed", McpErrorCategory.ResourceUnavailable, message, _name) : new IOException(message);
    }

    // All of it is read, so that the program never waits; the beginning says what is wrong.
    private static async Task<string> ReadComplaintAsync(StreamReader errors)
    {
        var text = new StringBuilder();
        var buffer = new char[1024];
        try
        {
            while (await errors.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var read)
            {
                text.Append(buffer, 0, Math.Min(read, MaxComplaint - text.Length));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The program was ended.
        }

        return text.ToString();
    }
}
