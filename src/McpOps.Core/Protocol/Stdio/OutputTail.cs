using System.Text;

namespace McpOps.Protocol.Stdio;

/// <summary>Reads a stream to its end and keeps its tail: a server that floods standard error costs nothing, and its last words are known.</summary>
internal sealed class OutputTail
{
    private const int Kept = 4096;
    private const int Lines = 3;

    // How the run times begin the line that names the cause: Node and Python, .NET and Java, Go, Rust.
    private static readonly string[] Causes = ["error:", "exception:", "exception.", "panic", "fatal"];

    private readonly object _gate = new();
    private readonly byte[] _ring = new byte[Kept];
    private long _total;

    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[Kept];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            {
                Keep(buffer.AsSpan(0, read));
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The process is gone; what it said so far is what there is.
        }
    }

    public void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            foreach (var value in bytes[Math.Max(0, bytes.Length - Kept)..])
            {
                _ring[_total++ % Kept] = value;
            }
        }
    }

    /// <summary>What tells most, on one line and secrets masked: the last line that speaks of an error, else the last lines; empty when nothing was said.</summary>
    public string Read()
    {
        string text;
        lock (_gate)
        {
            var length = (int)Math.Min(_total, Kept);
            var bytes = new byte[length];
            for (var index = 0; index < length; index++)
            {
                bytes[index] = _ring[(_total - length + index) % Kept];
            }

            text = Encoding.UTF8.GetString(bytes);
        }

        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var error = Array.FindLast(lines, line => Array.Exists(Causes, cause => line.Contains(cause, StringComparison.OrdinalIgnoreCase)));
        return error is not null ? Plain.Text(error) : string.Join(" | ", lines.TakeLast(Lines).Select(Plain.Text));
    }
}
