using System.IO.Compression;
using System.Text;
using McpOps.Backups.Manifests;
using McpOps.Backups.Verification;

namespace McpOps.Backups.Databases;

/// <summary>A dump in the words of SQL, plain or compressed, as <c>pg_dump</c> and <c>mysqldump</c> write it.</summary>
internal static class SqlDump
{
    private const int Look = 4096;

    /// <summary>The dump's words.</summary>
    public static async Task<Stream> OpenAsync(PartReader parts, ManifestPart part, CancellationToken cancellationToken)
    {
        var stream = await parts.OpenAsync(part.File, part.Encryption, cancellationToken);
        return part.File.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }

    /// <summary>What is wrong with it, read to its end; null for nothing that can be told.</summary>
    /// <remarks>Both programs write a line last that says that they came to the end: a dump whose program was killed lacks it, compressed well or not.</remarks>
    public static async Task<string?> ProblemAsync(Stream content, CancellationToken cancellationToken)
    {
        var head = new byte[Look];
        var first = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        var tail = head.AsSpan(0, first).ToArray();
        var buffer = new byte[1 << 16];
        for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            tail = read >= Look ? buffer.AsSpan(read - Look, Look).ToArray() : [.. tail.AsSpan(Math.Max(0, tail.Length + read - Look)), .. buffer.AsSpan(0, read)];
        }

        var (begin, end) = (Encoding.UTF8.GetString(head, 0, first), Encoding.UTF8.GetString(tail));
        return first == 0 ? "It is empty."
            : begin.Contains("PostgreSQL database", StringComparison.Ordinal) && !end.Contains("dump complete", StringComparison.Ordinal) ? "It lacks the line that pg_dump writes last: it was cut off."
            : begin.Contains("MySQL dump", StringComparison.Ordinal) && !end.Contains("Dump completed", StringComparison.Ordinal) ? "It lacks the line that mysqldump writes last: it was cut off."
            : null;
    }
}
