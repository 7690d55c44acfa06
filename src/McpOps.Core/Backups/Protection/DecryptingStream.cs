using System.Diagnostics;

namespace McpOps.Backups.Protection;

/// <summary>What a program makes of another stream.</summary>
internal sealed class DecryptingStream : ReadOnlyStream
{
    private readonly Process _process;
    private readonly Task _pump;
    private readonly Task<string> _errors;
    private readonly Stream _input;

    private DecryptingStream(IReadOnlyList<string> command, Stream input)
    {
        _input = input;
        _process = Programs.Start(command, redirectInput: true);
        _errors = _process.StandardError.ReadToEndAsync();
        _pump = PumpAsync();
    }

    /// <summary>Decrypts with <c>age</c> and a key's file, or with <c>gpg</c> and the keys it has.</summary>
    /// <exception cref="McpOpsException"><c>IdentityMissing</c>: the file of the private key was not named.</exception>
    public static DecryptingStream Open(string tool, string? identity, Stream input) => tool switch
    {
        "gpg" => new DecryptingStream(["gpg", "--batch", "--quiet", "--decrypt"], input),
        "age" when identity is not null => new DecryptingStream(["age", "--decrypt", "--identity", identity], input),
        _ => throw new McpOpsException("IdentityMissing", McpErrorCategory.InvalidArgument,
            $"The backup is encrypted by {tool}. Name the file of the private key with --identity (-Identity)."),
    };

    public override int Read(Span<byte> buffer) => Checked(_process.StandardOutput.BaseStream.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Checked(await _process.StandardOutput.BaseStream.ReadAsync(buffer, cancellationToken));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Programs.Kill(_process);
            _process.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    // The end of the output is only the end of the content when the program ended well.
    private int Checked(int read)
    {
        if (read > 0)
        {
            return read;
        }

        _process.WaitForExit();
        return _process.ExitCode == 0 ? 0 : throw new McpOpsException("DecryptionFailed", McpErrorCategory.InvalidData,
            $"{_process.StartInfo.FileName} did not decrypt: {_errors.GetAwaiter().GetResult().Trim()}. Look at the private key.", _process.StartInfo.FileName);
    }

    private async Task PumpAsync()
    {
        try
        {
            await using var target = _process.StandardInput.BaseStream;
            await _input.CopyToAsync(target);
        }
        catch (IOException)
        {
            // The program ended early: its exit code and its words are told to the reader.
        }
        catch (ObjectDisposedException)
        {
            // The reader had enough.
        }
    }
}
