using System.Text;
using McpOps.Logs.Summaries;

namespace McpOps.Core.Tests.Logs;

public sealed class MessageRulesTests
{
    [Theory]
    [InlineData("received request", MessageKind.Request)]
    [InlineData("Tool Call Completed", MessageKind.Success | MessageKind.Timed | MessageKind.Tool)]
    [InlineData("REQUEST COMPLETED", MessageKind.Success | MessageKind.Timed | MessageKind.Judged)]
    [InlineData("took ", MessageKind.Timed)]
    [InlineData("Server started", MessageKind.Start)]
    [InlineData("Shutting down", MessageKind.Stop)]
    [InlineData("tool", MessageKind.Tool)]
    public void What_a_message_says_is_heard_in_any_place_and_case(string phrase, object kind)
    {
        foreach (var text in new[] { phrase, $"x{phrase}", $"Zürich: {phrase}!", phrase.ToUpperInvariant(), $"{phrase}é" })
        {
            Assert.Equal(kind, MessageRules.Classify(Encoding.UTF8.GetBytes(text)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("t")]
    [InlineData("cache miss for key")]
    [InlineData("Error handling request")]
    [InlineData("fool")]
    public void What_says_none_of_it_is_nothing(string text) => Assert.Equal(MessageKind.None, MessageRules.Classify(Encoding.UTF8.GetBytes(text)));
}
