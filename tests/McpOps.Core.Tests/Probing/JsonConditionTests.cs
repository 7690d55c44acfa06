using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using McpOps.Probing;

namespace McpOps.Core.Tests.Probing;

public sealed class JsonConditionTests
{
    private const string Health = """
        {"status":"healthy","version":"1.0.0","uptime":3600.5,"ready":true,"error":null,
         "checks":{"database":"ok","mcp_servers":"ok"},"odd name":{"x.y":1},
         "nodes":[{"name":"a","load":0.5},{"name":"b","load":2}],"tags":["blue","green"]}
        """;

    [Theory]
    [InlineData("$.status == \"healthy\"", true)]
    [InlineData("$.status == 'healthy'", true)]
    [InlineData("$.status=='healthy'", true)]
    [InlineData("$.status != \"healthy\"", false)]
    [InlineData("$.checks.database == \"ok\"", true)]
    [InlineData("$.checks.* == \"ok\"", true)]
    [InlineData("$['odd name'][\"x.y\"] == 1", true)]
    [InlineData("$.nodes[0].name == 'a'", true)]
    [InlineData("$.nodes[9].name exists", false)]
    [InlineData("$.nodes[*].load <= 2", true)]
    [InlineData("$.nodes.*.load < 2", false)]
    [InlineData("$.uptime > 3", true)]
    [InlineData("$.uptime >= 3600.5", true)]
    [InlineData("$.uptime < 3.6e3", false)]
    [InlineData("$.ready == true", true)]
    [InlineData("$.ready == false", false)]
    [InlineData("$.ready == \"true\"", false)]
    [InlineData("$.error == null", true)]
    [InlineData("$.error exists", true)]
    [InlineData("$.missing exists", false)]
    [InlineData("$.missing != 3", false)]
    [InlineData("$.status contains 'health'", true)]
    [InlineData("$.tags contains 'green'", true)]
    [InlineData("$.tags contains 'red'", false)]
    [InlineData("$.status > 3", false)]
    [InlineData("$ exists", true)]
    public void A_condition_holds_or_not(string text, bool holds)
    {
        using var document = JsonDocument.Parse(Health);
        Assert.Equal(holds, JsonCondition.Parse(text).Test(document.RootElement).Holds);
    }

    [Fact]
    public void What_was_found_instead_is_told()
    {
        using var document = JsonDocument.Parse(Health);
        Assert.Equal("\"healthy\"", JsonCondition.Parse("$.status == 'ok'").Test(document.RootElement).Found);
        Assert.Equal("nothing", JsonCondition.Parse("$.state == 'ok'").Test(document.RootElement).Found);
        Assert.Equal("2", JsonCondition.Parse("$.nodes[*].load < 1").Test(document.RootElement).Found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("status == 'ok'")]
    [InlineData("$.status")]
    [InlineData("$.status = 'ok'")]
    [InlineData("$.status == ok")]
    [InlineData("$.status == 'ok")]
    [InlineData("$.status == ")]
    [InlineData("$.status == 'ok' and more")]
    [InlineData("$. == 1")]
    [InlineData("$[ == 1")]
    [InlineData("$[1 == 1")]
    [InlineData("$[-1] == 1")]
    [InlineData("$[99999999999] == 1")]
    [InlineData("$.a exists 1")]
    [InlineData("$.a == {}")]
    public void A_condition_that_cannot_be_read_says_so(string text)
    {
        var exception = Assert.Throws<McpOpsException>(() => JsonCondition.Parse(text));
        Assert.Equal("InvalidCondition", exception.ErrorId);
        Assert.Contains("Write it like", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_read_or_refused_with_the_reason() => Prop.ForAll<string>(text =>
    {
        try
        {
            return JsonCondition.Parse("$" + text).Text.Length > 0;
        }
        catch (McpOpsException exception)
        {
            return exception.ErrorId == "InvalidCondition";
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_member_of_any_name_is_found_with_its_value() => Prop.ForAll<NonNull<string>, NonNull<string>>((name, value) =>
    {
        using var document = JsonDocument.Parse(new JsonObject { ["outer"] = new JsonArray(new JsonObject { [name.Get] = value.Get }) }.ToJsonString());

        // What JSON cannot hold, such as half a surrogate pair, is not the same any more.
        var inner = document.RootElement.GetProperty("outer")[0].EnumerateObject().Single();
        return JsonCondition.Parse($"$.outer[0][{Quote(inner.Name)}] == {Quote(inner.Value.GetString()!)}").Test(document.RootElement).Holds;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Comparisons_agree_with_arithmetic() => Prop.ForAll<int, int>((one, other) =>
    {
        using var document = JsonDocument.Parse($$"""{"n":{{one}}}""");
        return Test("<", one < other) && Test("<=", one <= other) && Test(">", one > other) && Test(">=", one >= other) && Test("==", one == other) && Test("!=", one != other);

        bool Test(string comparison, bool expected) => JsonCondition.Parse($"$.n {comparison} {other}").Test(document.RootElement).Holds == expected;
    }).QuickCheckThrowOnFailure();

    private static string Quote(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
