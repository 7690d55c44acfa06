using System.IO.Compression;
using System.Text;
using McpOps.Core.Tests.Support;
using McpOps.Crawling;

namespace McpOps.Core.Tests.Crawling;

/// <summary>What is allocated is counted for the whole process, so nothing may run beside these.</summary>
[Collection(AloneCollection.Name)]
public sealed class FetchMemoryTests
{
    [Fact]
    public async Task A_decompression_bomb_is_not_held()
    {
        var packed = Bomb();
        await using var site = RawSite.OfBytes(async (_, stream, cancellationToken) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\n\r\n"), cancellationToken);
            await stream.WriteAsync(packed, cancellationToken);
        });
        await using var reader = new PageReader(new EngineContext(), new PageOptions { MaxBytes = 1 << 20 });
        var before = GC.GetTotalAllocatedBytes();
        var error = await Assert.ThrowsAsync<McpOpsException>(() => reader.ReadAsync(site.Uri));
        Assert.Equal("PageTooLarge", error.ErrorId);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 << 20);
    }

    [Fact]
    public async Task Thousands_of_encodings_are_refused_before_a_decoder_is_made()
    {
        var before = GC.GetTotalAllocatedBytes();
        Assert.Equal("PageEncodingUnknown", await FetchTests.ErrorOfAsync(string.Join(",", Enumerable.Repeat("br", 20_000)), Encoding.ASCII.GetBytes("12345678")));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 << 20);
    }

    // A gigabyte of nothing.
    private static byte[] Bomb()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var nothing = new byte[1 << 20];
            for (var megabyte = 0; megabyte < 1024; megabyte++)
            {
                gzip.Write(nothing);
            }
        }

        return packed.ToArray();
    }
}
