using McpOps.Protocol;

namespace McpOps.Core.Tests.Protocol;

/// <summary>Arguments that a user types as text become what the tool's schema wants.</summary>
public sealed class ToolArgumentsTests
{
    private static readonly McpTool Tool = new()
    {
        Server = "s",
        Name = "t",
        InputSchemaText = """{"type":"object","properties":{"text":{"type":"string"},"whole":{"type":"integer"},"number":{"type":"number"},"flag":{"type":"boolean"},"list":{"type":"array"},"map":{"type":"object"},"any":{}}}""",
    };

    [Theory]
    [InlineData("text=5", """{"text":"5"}""")]
    [InlineData("text=a=b", """{"text":"a=b"}""")]
    [InlineData("text=", """{"text":""}""")]
    [InlineData("whole=-5", """{"whole":-5}""")]
    [InlineData("number=1.5e3", """{"number":1.5e3}""")]
    [InlineData("flag=true", """{"flag":true}""")]
    [InlineData("list=[1,2]", """{"list":[1,2]}""")]
    [InlineData("map={\"a\":null}", """{"map":{"a":null}}""")]
    [InlineData("any=5", """{"any":5}""")]
    [InlineData("any=five", """{"any":"five"}""")]
    [InlineData("any=null", """{"any":null}""")]
    [InlineData("unheard=x", """{"unheard":"x"}""")]
    public void A_text_becomes_what_the_schema_says(string pair, string json) =>
        Assert.Equal(json, new ToolArguments { Texts = ToolArguments.Pairs([pair]) }.Bind(Tool).ToJsonString());

    [Theory]
    [InlineData("whole=1.5", "a whole number")]
    [InlineData("number=many", "a number")]
    [InlineData("flag=yes", "true or false")]
    [InlineData("list={}", "a JSON array")]
    [InlineData("map=[]", "a JSON object")]
    public void A_text_that_does_not_fit_is_refused_before_the_call(string pair, string wanted)
    {
        var arguments = new ToolArguments { Texts = ToolArguments.Pairs([pair]) };
        var refused = Assert.Throws<McpOpsException>(() => arguments.Bind(Tool));
        Assert.Equal("InvalidToolArgument", refused.ErrorId);
        Assert.Contains(wanted, refused.Message, StringComparison.Ordinal);
    }
}
