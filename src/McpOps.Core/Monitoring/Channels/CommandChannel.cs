using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>A program that gets a message as JSON on its standard input. It is started as it is, not by a shell: nothing that a server says can become a command.</summary>
internal sealed class CommandChannel(McpChannel channel) : IAlertChannel
{
    private const int MostAlerts = 200;
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(20);

    public string Name => channel.Name;

    public bool HasKey => false;

    public string Preview(AlertMessage message) => $"{string.Join(' ', Redaction.MaskArguments(channel.Command))} <<< {AlertJson.Text(AlertJson.Whole(message, MostAlerts))}";

    public async Task<SendResult> SendAsync(AlertMessage message, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(ChannelText.Resolve(channel, channel.Command[0])) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, StandardInputEncoding = new UTF8Encoding(false) };
        foreach (var argument in channel.Command.Skip(1))
        {
            start.ArgumentList.Add(ChannelText.Resolve(channel, argument));
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(channel.Timeout ?? DefaultTimeout);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Exception exception) when (exception is Win32Exception or FileNotFoundException)
        {
            return SendResult.Again($"'{channel.Command[0]}' could not be started: {exception.Message}");
        }

        using (process)
        {
            return await WaitAsync(process, message, limit.Token, cancellationToken);
        }
    }

    private async Task<SendResult> WaitAsync(Process process, AlertMessage message, CancellationToken limit, CancellationToken cancellationToken)
    {
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit), process.StandardError.ReadToEndAsync(limit));
            await WriteAsync(process, AlertJson.Text(AlertJson.Whole(message, MostAlerts))).WaitAsync(limit);
            await process.WaitForExitAsync(limit);

            // What it has left behind may hold its output open: it has done its work all the same.
            await ((Task)Task.WhenAll(output, error)).WaitAsync(LastWords, limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var said = MessageText.Cut(Redaction.MaskText(((error.IsCompletedSuccessfully ? await error : "") + (output.IsCompletedSuccessfully ? await output : "")).Trim()), 300);
            return process.ExitCode == 0 ? new SendResult(SendOutcome.Sent, said) : SendResult.Again(said.Length > 0 ? $"It ended with {process.ExitCode}: {said}" : $"It ended with {process.ExitCode} and said nothing.");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            return SendResult.Unclear($"It did not end within {(channel.Timeout ?? DefaultTimeout).TotalSeconds:0.#} s, and was ended.");
        }
    }

    private static async Task WriteAsync(Process process, string text)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(text);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It does not read its input: what it says at its end counts.
        }
    }
}
