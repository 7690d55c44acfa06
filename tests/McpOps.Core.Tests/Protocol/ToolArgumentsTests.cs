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
    [InlineData("opt=123", "\"123\"")]
    [InlineData("opt=true", "\"true\"")]
    [InlineData("opt=null", "null")]
    [InlineData("two=5", "\"5\"")]
    [InlineData("ref=77", "\"77\"")]
    [InlineData("chain=77", "\"77\"")]
    [InlineData("en=1", "\"1\"")]
    [InlineData("en=3", "\"3\"")]
    [InlineData("numbers=2", "2")]
    [InlineData("only=7", "\"7\"")]
    [InlineData("all=9", "\"9\"")]
    [InlineData("one=9", "\"9\"")]
    [InlineData("nullable=9", "\"9\"")]
    [InlineData("optint=42", "42")]
    [InlineData("optint=null", "null")]
    [InlineData("optint=12345678901234567890", "12345678901234567890")]
    [InlineData("optint=007", "7")]
    [InlineData("optint=5.0", "5")]
    [InlineData("optnum=.5", "0.5")]
    [InlineData("optflag=True", "true")]
    [InlineData("optlist=[1]", "[1]")]
    [InlineData("circle=8", "8")]
    [InlineData("outside=8", "8")]
    [InlineData("anything=8", "8")]
    [InlineData("further=8", "\"8\"")]
    public void The_schema_is_followed_wherever_it_leads(string pair, string json)
    {
        var tool = new McpTool
        {
            Server = "s",
            Name = "t",
            InputSchemaText = """
                {"type":"object","allOf":[{"properties":{"opt":{"anyOf":[{"type":"string"},{"type":"null"}]},"two":{"type":["string","null"]},"ref":{"$ref":"#/$defs/S"},"chain":{"$ref":"#/$defs/R"},
                 "en":{"enum":["1","2"]},"numbers":{"enum":[1,2]},"only":{"const":"7"},"all":{"allOf":[{"type":["string","integer"]},{"type":"string"}]},"one":{"oneOf":[{"$ref":"#/$defs/S"},{"type":"integer"}]},
                 "nullable":{"type":"string","nullable":true},"optint":{"anyOf":[{"type":"integer"},{"type":"null"}]},"optnum":{"type":["number","null"]},"optflag":{"anyOf":[{"type":"boolean"},{"type":"null"}]},
                 "optlist":{"anyOf":[{"type":"array"},{"type":"null"}]},"circle":{"$ref":"#/$defs/C"},"outside":{"$ref":"https://e.example/s"},"anything":true}}],
                 "additionalProperties":{"type":"string"},
                 "$defs":{"S":{"type":"string"},"R":{"$ref":"#/$defs/S"},"C":{"$ref":"#/$defs/C"}}}
                """,
        };
        var bound = new ToolArguments { Texts = ToolArguments.Pairs([pair]) }.Bind(tool);
        Assert.Equal(json, bound[pair.Split('=')[0]]?.ToJsonString() ?? "null");
    }

    [Fact]
    public void What_fits_none_of_several_types_is_refused_by_their_names()
    {
        var tool = Tool with { InputSchemaText = """{"properties":{"x":{"anyOf":[{"type":"integer"},{"type":"null"}]}}}""" };
        Assert.Contains("a whole number or null", Assert.Throws<McpOpsException>(() => new ToolArguments { Texts = ToolArguments.Pairs(["x=many"]) }.Bind(tool)).Message, StringComparison.Ordinal);
    }

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
