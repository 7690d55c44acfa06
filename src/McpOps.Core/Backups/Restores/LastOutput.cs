using System.Diagnostics;
using System.Text;

namespace McpOps.Backups.Restores;

/// <summary>The end of what a program prints: mostly it says there why it failed, and what is before may be as long as it likes.</summary>
internal sealed class LastOutput
{
    private const int Lines = 5;
    private const int Longest = 600;
    private const int Kept = 1 << 16;
    private readonly StringBuilder _text = new();
    private readonly Task _reading;

    private LastOutput(TextReader reader, CancellationToken cancellationToken) => _reading = ReadAsync(reader, cancellationToken);

    /// <summary>Reads both streams of a program from now on, so that it never waits for that.</summary>
    public static (LastOutput Output, LastOutput Errors) Of(Process process, CancellationToken cancellationToken) =>
        (new LastOutput(process.StandardOutput, cancellationToken), new LastOutput(process.StandardError, cancellationToken));

    /// <summary>The last lines as one, once all is read; what the program left running may hold its streams for ever, and is not waited for.</summary>
    /// <param name="mask">Hides what is secret, before anything is cut.</param>
    /// <param name="patience">How long to wait for the end.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<string> SaidAsync(Func<string, string> mask, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        await Task.WhenAny(_reading, Task.Delay(patience, time, cancellationToken));
        string text;
        lock (_text)
        {
            text = _text.ToString();
        }

        var last = string.Join(" | ", mask(text).Split('\n').Select(line => Visible.Of(line.TrimEnd('\r')).Trim()).Where(line => line.Length > 0).TakeLast(Lines));
        return last.Length > Longest ? "…" + last[^Longest..] : last;
    }

    private async Task ReadAsync(TextReader reader, CancellationToken cancellationToken)
    {
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            lock (_text)
            {
                _text.Append(buffer, 0, read);
                if (_text.Length > 2 * Kept)
                {
                    _text.Remove(0, _text.Length - Kept);
                }
            }
        }
    }
}
