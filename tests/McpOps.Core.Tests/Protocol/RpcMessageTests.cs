using System.Text;
using McpOps.Protocol;
using McpOps.Protocol.Rpc;

namespace McpOps.Core.Tests.Protocol;

/// <summary>Members that are null count as absent, equal numbers as equal, and each answer goes to the one it is for.</summary>
public sealed class RpcMessageTests
{
    [Theory]
    [InlineData("1", 1L)]
    [InlineData("1.0", 1L)]
    [InlineData("10e-1", 1L)]
    [InlineData("0.1e1", 1L)]
    [InlineData("9007199254740993", 9007199254740993L)]
    [InlineData("1.5", null)]
    [InlineData("1e300", null)]
    [InlineData("\"1\"", null)]
    [InlineData("null", null)]
    public void An_id_is_the_number_that_it_is_however_it_is_written(string id, long? value) => Assert.Equal(value, Read($$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{}}""").Id);

    [Theory]
    [InlineData("""{"id":1,"result":{"a":1},"error":null}""", true)]
    [InlineData("""{"id":1,"result":null}""", true)]
    [InlineData("""{"id":1,"result":null,"error":null}""", true)]
    [InlineData("""{"id":1,"method":null,"result":{}}""", true)]
    [InlineData("""{"id":1,"result":null,"error":{"code":-32601.0,"message":"no"}}""", false)]
    public void A_member_that_is_null_is_not_there(string json, bool isResult)
    {
        var message = Read(json);
        Assert.True(message.IsReply);
        Assert.Equal(isResult, message.ToReply().Error is null);
        Assert.Equal(isResult ? null : -32601, message.ToReply().Error?.Code);
    }

    [Fact]
    public void A_notification_with_an_id_that_is_null_wants_no_answer() => Assert.False(Read("""{"jsonrpc":"2.0","id":null,"method":"notifications/message"}""").HasId);

    [Fact]
    public void A_result_and_an_error_together_are_a_fault_that_is_named() =>
        Assert.Contains("both a result and an error", Assert.Throws<McpProtocolException>(() => Read("""{"id":1,"result":{},"error":{"code":1,"message":"x"}}""").ToReply()).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(401, "no", McpVerdict.AuthRequired)]
    [InlineData(-32001, "Unauthorized: missing or invalid authentication.", McpVerdict.AuthRequired)]
    [InlineData(-32000, "API key is required", McpVerdict.AuthRequired)]
    [InlineData(-32001, "Session not found", McpVerdict.ProtocolError)]
    [InlineData(-32600, "Missing session ID", McpVerdict.ProtocolError)]
    public void An_error_about_credentials_is_told_as_such(int code, string message, string verdict) => Assert.Equal(verdict, new RpcError(code, message, default).Refusal("It refuses").Verdict);

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":null,"error":{"code":-32601,"message":"Method not found: notifications/initialized"}}""")]
    [InlineData("""{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":-1,"error":{"code":-32601,"message":"Method not found"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":"x","error":{"code":-32601,"message":"Method not found"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"result":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"result":null}""")]
    public async Task An_answer_to_a_notification_is_blamed_on_no_call_sooner_or_later(string answer)
    {
        var pending = new PendingReplies();
        pending.Notified();
        var call = AskAsync(pending, "tools/list");
        pending.Take(Read(answer));
        Assert.False(call.IsCompleted);
        pending.Take(Read("""{"jsonrpc":"2.0","id":1,"result":{"tools":[]}}"""));
        Assert.Null((await call).Error);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Bad"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":"server-error","error":{"code":-32600,"message":"Bad"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":0,"error":{"code":-32600,"message":"Bad"}}""")]
    public async Task Without_a_notification_an_error_that_names_no_request_is_for_the_one_that_waits(string answer)
    {
        var pending = new PendingReplies();
        var call = AskAsync(pending, "server/discover");
        pending.Take(Read(answer));
        Assert.Equal(-32600, (await call).Error!.Code);
    }

    [Fact]
    public async Task An_error_that_names_the_method_is_for_the_call_of_it_and_a_second_one_is_for_the_call_as_well()
    {
        var pending = new PendingReplies();
        pending.Notified();
        var named = AskAsync(pending, "tools/list");
        pending.Take(Read("""{"jsonrpc":"2.0","id":null,"error":{"code":-32601,"message":"Method not found: tools/list"}}"""));
        Assert.Equal(-32601, (await named).Error!.Code);
        var second = AskAsync(pending, "ping");
        pending.Take(Read("""{"jsonrpc":"2.0","id":null,"error":{"code":-32601,"message":"Method not found"}}"""));
        Assert.False(second.IsCompleted);
        Assert.Contains("Method not found", pending.Stray, StringComparison.Ordinal);
        pending.Take(Read("""{"jsonrpc":"2.0","id":null,"error":{"code":-32601,"message":"Method not found"}}"""));
        Assert.Equal(-32601, (await second).Error!.Code);
    }

    [Fact]
    public async Task A_result_with_a_foreign_id_is_a_fault_at_once()
    {
        var pending = new PendingReplies();
        pending.Notified();
        var call = AskAsync(pending, "tools/list");
        pending.Take(Read("""{"jsonrpc":"2.0","id":0,"result":{"tools":[]}}"""));
        Assert.Contains("the id 0", (await Assert.ThrowsAsync<McpProtocolException>(() => call)).Message, StringComparison.Ordinal);
    }

    private static Task<RpcReply> AskAsync(PendingReplies pending, string method) => pending.AskAsync(new RpcCall(method, "2025-06-18"), (_, _) => Task.CompletedTask, TestContext.Current.CancellationToken);

    private static RpcMessage Read(string json)
    {
        Assert.True(RpcMessage.TryParse(Encoding.UTF8.GetBytes(json), out var messages));
        return Assert.Single(messages);
    }
}
