using System.Buffers;

namespace McpOps.Crawling.Fetching;

/// <summary>Reads a stream whole, and no further than a limit: what a decompression bomb or an endless body would have beyond it is never held.</summary>
internal static class LimitedReader
{
    /// <summary>Reads to the end.</summary>
    /// <exception cref="McpOpsException"><c>PageTooLarge</c>.</exception>
    public static async Task<byte[]> ReadAsync(Stream stream, long maxBytes, string target, CancellationToken cancellationToken)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            using var body = new MemoryStream();
            while (await stream.ReadAsync(chunk, cancellationToken) is > 0 and var read)
            {
                if (body.Length + read > maxBytes)
                {
                    throw new McpOpsException("PageTooLarge", McpErrorCategory.LimitsExceeded, $"{target} is larger than {maxBytes} bytes. Raise the limit if you trust it.", target);
                }

                body.Write(chunk, 0, read);
            }

            return body.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
