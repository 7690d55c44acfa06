namespace McpOps.Cli.Verbs.Backups;

/// <summary>One line on the terminal with bytes, files, rate and the time that is left; gone at the end.</summary>
internal sealed class BackupProgressLine(CliConsole console) : IProgress<McpProgress>
{
    /// <summary>A line where a person waits for it; null where nobody does.</summary>
    public static BackupProgressLine? For(CliConsole console) => console.IsErrorTerminal ? new BackupProgressLine(console) : null;

    /// <inheritdoc/>
    public void Report(McpProgress value) => console.WriteProgress(value.Done >= value.Total ? "" : $"{value.Activity}: {value.Status}");
}
