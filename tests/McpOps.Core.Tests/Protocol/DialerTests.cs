using System.Net;
using McpOps.Protocol;
using McpOps.Protocol.Http;

namespace McpOps.Core.Tests.Protocol;

/// <summary>A refusal comes from another thread than the one that waits for it, at any moment.</summary>
public sealed class DialerTests
{
    [Fact]
    public async Task A_refusal_is_told_at_once_and_never_taken_for_silence()
    {
        var nobody = new DnsEndPoint("127.0.0.1", 1);
        await Parallel.ForAsync(0, 3_000, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, async (_, cancellationToken) =>
        {
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            silence.CancelAfter(TimeSpan.FromSeconds(20));
            await Assert.ThrowsAsync<HttpRequestException>(async () => await Dialer.DialAsync(nobody, new PhaseClock(), silence.Token));
        });
    }
}
