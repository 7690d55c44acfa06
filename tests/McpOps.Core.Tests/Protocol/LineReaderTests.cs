using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpOps.Protocol.Rpc;
using McpOps.Protocol.Stdio;

namespace McpOps.Core.Tests.Protocol;

/// <summary>The framing of the stdio transport, and the reading of messages.</summary>
public sealed class LineReaderTests
{
    [Fact]
    public void Lines_come_out_as_they_went_in_however_the_stream_is_cut() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<string[]>().Filter(lines => lines.All(line => line?.Contains('\n', StringComparison.Ordinal) is false && !line.EndsWith('\r'))),
            Gen.Choose(1, 9).ToArbitrary(),
            (lines, size) => ReadAll(new ChunkStream(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), size), long.MaxValue)
                .SequenceEqual(lines.Select(line => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(line))), StringComparer.Ordinal)).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_a_message_or_is_not_and_nothing_is_thrown() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(text => text is not null), text =>
        {
            foreach (var candidate in (string[])[text, "{" + text, $$"""{"id":{{text}}}""", $$"""[{"method":"{{text}}"}]"""])
            {
                _ = RpcMessage.TryParse(Encoding.UTF8.GetBytes(candidate), out _);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_line_beyond_the_limit_ends_the_reading_before_it_is_whole()
    {
        var stream = new ChunkStream(new byte[10_000_000], 65536);
        Assert.Throws<MessageTooLargeException>(() => ReadAll(stream, 100_000));
        Assert.InRange(stream.Position, 100_000, 400_000);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{}}""", true)]
    [InlineData("\uFEFF{\"id\":1,\"result\":{}} \r\n", true)]
    [InlineData("""[{"method":"a"},{"id":1,"error":{}}]""", true)]
    [InlineData("""[]""", false)]
    [InlineData("""{"id":1}""", false)]
    [InlineData("""{"method":"a"} x""", false)]
    [InlineData("""[{"method":"a"},3]""", false)]
    [InlineData("null", false)]
    [InlineData("""{"method":"\ud800"}""", false)]
    [InlineData("", false)]
    public void A_message_is_told_from_what_is_none(string text, bool isMessage) =>
        Assert.Equal(isMessage, RpcMessage.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Nesting_without_end_is_no_message_and_no_crash() =>
        Assert.False(RpcMessage.TryParse(Encoding.UTF8.GetBytes(new string('[', 1_000_000)), out _));

    private static List<string> ReadAll(Stream stream, long limit)
    {
        var reader = new LineReader(stream, limit);
        var lines = new List<string>();
        while (reader.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult() is { } line)
        {
            lines.Add(Encoding.UTF8.GetString(line.Span));
        }

        return lines;
    }

    /// <summary>Gives at most so many bytes at a time.</summary>
    private sealed class ChunkStream(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
