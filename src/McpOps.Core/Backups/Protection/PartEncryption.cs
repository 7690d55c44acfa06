namespace McpOps.Backups.Protection;

/// <summary>Encrypts what is written, by an installed tool, so that the same tool decrypts it anywhere.</summary>
internal sealed record PartEncryption
{
    public static readonly PartEncryption None = new() { Command = [] };

    /// <summary><c>age</c> or <c>gpg</c>; null for none.</summary>
    public string? Tool { get; init; }

    /// <summary>The program and its arguments; it reads standard input and writes standard output.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>What file names end in.</summary>
    public string Ending => Tool is null ? "" : "." + Tool;

    /// <summary>For whom: part of what makes two archives the same.</summary>
    public string Identity => string.Join(' ', Command);

    public static PartEncryption For(BackupOptions options)
    {
        if (options.AgeRecipients.Count > 0)
        {
            return new PartEncryption { Tool = "age", Command = ["age", .. options.AgeRecipients.SelectMany(recipient => new[] { "-r", recipient })] };
        }

        return options.GpgRecipient is { } recipient
            ? new PartEncryption { Tool = "gpg", Command = ["gpg", "--batch", "--yes", "--trust-model", "always", "--compress-algo", "none", "--encrypt", "--recipient", recipient] }
            : None;
    }

    /// <summary>A stream whose content reaches the other encrypted, and ends with <see cref="CompleteAsync"/>; null for none.</summary>
    public FilterStream? Open(Stream output) => Tool is null ? null : new FilterStream(Command, output);

    /// <summary>Waits until all is encrypted and written.</summary>
    public static async Task CompleteAsync(IEnumerable<FilterStream?> ciphers, CancellationToken cancellationToken)
    {
        foreach (var cipher in ciphers)
        {
            if (cipher is not null)
            {
                await cipher.CompleteAsync(cancellationToken);
            }
        }
    }
}
