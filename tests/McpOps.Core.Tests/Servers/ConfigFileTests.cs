using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpOps.Servers;

namespace McpOps.Core.Tests.Servers;

public sealed class ConfigFileTests
{
    [Fact]
    public void Yaml_is_read_with_its_lines()
    {
        var root = YamlConfig.Parse("a:\n  - x\n  - \"1\"\n  - 1\nb: {c: true, d: ~}\n", "x.yaml");
        Assert.Equal(["x", "1"], root["a"]!.Texts());
        Assert.Equal([ConfigKind.Text, ConfigKind.Text, ConfigKind.Number], root["a"]!.Items.Select(item => item.Kind));
        Assert.Equal((ConfigKind.Boolean, ConfigKind.Null), (root.Find("b", "c")!.Kind, root.Find("b", "d")!.Kind));
        Assert.Equal(5, root["b"]!.Line);
    }

    [Theory]
    [InlineData("a: [1,\nb: }")]
    [InlineData("a: 1\na: 2")]
    [InlineData("a: *nothing")]
    [InlineData("a: 'open")]
    public void Yaml_with_a_mistake_names_a_line(string text) => Assert.InRange(Assert.Throws<ConfigSyntaxException>(() => YamlConfig.Parse(text, "x.yaml")).Line, 1, 3);

    [Fact]
    public void Yaml_whose_aliases_multiply_is_refused()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var level = 1; level < 10; level++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]\n");
        }

        Assert.Throws<ConfigSyntaxException>(() => YamlConfig.Parse(text.ToString(), "x.yaml"));
    }

    /// <summary>One limit for every format: no input may end the process by its depth.</summary>
    [Theory]
    [InlineData(60, true)]
    [InlineData(70, false)]
    [InlineData(200_000, false)]
    public void Depth_is_bounded_alike_in_every_format(int levels, bool isRead)
    {
        (string Name, Func<ConfigNode> Parse)[] documents =
        [
            ("JSON objects", () => JsonConfig.Parse(Encoding.UTF8.GetBytes(Repeat("{\"a\":", levels) + "1" + Repeat("}", levels)), "x")),
            ("JSON lists", () => JsonConfig.Parse(Encoding.UTF8.GetBytes(Repeat("[", levels) + Repeat("]", levels)), "x")),
            ("TOML keys", () => new TomlConfig("a" + Repeat(".a", levels) + " = 1\n", "x").Parse()),
            ("TOML heads", () => new TomlConfig("[a" + Repeat(".a", levels) + "]\nb = 1\n", "x").Parse()),
            ("TOML tables of lists", () => new TomlConfig("[[a" + Repeat(".a", levels / 2) + "]]\nb = 1\n", "x").Parse()),
            ("TOML lists", () => new TomlConfig("a = " + Repeat("[", levels) + Repeat("]", levels) + "\n", "x").Parse()),
            ("TOML inline", () => new TomlConfig("a = " + Repeat("{b=", levels) + "1" + Repeat("}", levels) + "\n", "x").Parse()),
            ("TOML keys within", () => new TomlConfig("a = {b" + Repeat(".b", levels) + " = 1}\n", "x").Parse()),
            ("YAML lists", () => YamlConfig.Parse(Repeat("[", levels) + Repeat("]", levels), "x")),
            ("YAML objects", () => YamlConfig.Parse(Repeat("{a: ", levels) + "1" + Repeat("}", levels), "x")),
            ("YAML aliases", () => YamlConfig.Parse("a: &a " + Repeat("[", levels / 2) + Repeat("]", levels / 2) + "\nb: " + Repeat("[", levels / 2) + "*a" + Repeat("]", levels / 2), "x")),
        ];
        foreach (var (name, parse) in documents)
        {
            var failure = Record.Exception(() => parse().Texts().Count());
            Assert.True(isRead ? failure is null : failure is ConfigSyntaxException || (failure is null && levels < 100 && name is "TOML tables of lists"), $"{name}: {failure}");
        }

        static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();
    }

    [Fact]
    public void Yaml_repeats_what_an_alias_names() =>
        Assert.Equal(["x", "y", "x", "y"], YamlConfig.Parse("a: &l [x, y]\nb: *l\n", "x.yaml").Texts());

    [Fact]
    public void Yaml_deeper_than_any_configuration_is_refused() =>
        Assert.Throws<ConfigSyntaxException>(() => YamlConfig.Parse(new string('[', 100_000), "x.yaml"));

    [Fact]
    public void Any_text_is_read_as_yaml_or_refused_and_never_crashes() =>
        Prop.ForAll<NonNull<string>>(text =>
        {
            try
            {
                return YamlConfig.Parse(text.Get, "x.yaml").Line >= 1;
            }
            catch (ConfigSyntaxException exception)
            {
                return exception.Line >= 1;
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Json_deeper_than_any_configuration_is_refused() =>
        Assert.Throws<ConfigSyntaxException>(() => JsonConfig.Parse(Encoding.UTF8.GetBytes(new string('[', 100_000)), "x.json"));

    [Fact]
    public void Json_that_is_not_UTF8_is_refused() =>
        Assert.Equal(2, Assert.Throws<ConfigSyntaxException>(() => JsonConfig.Parse([.. "{\n\""u8, 0xFF, 0xC0, .. "\": 1}"u8], "x.json")).Line);

    [Fact]
    public void Any_bytes_are_read_or_refused_and_never_crash() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            try
            {
                return JsonConfig.Parse(bytes, "x.json").Line >= 1;
            }
            catch (ConfigSyntaxException exception)
            {
                return exception.Line >= 1;
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_servers_own_values_lie_over_the_defaults()
    {
        var defaults = JsonConfig.Parse("""{"a":1,"o":{"x":1,"y":[1,2]}}"""u8, "d");
        var own = JsonConfig.Parse("""{"o":{"y":[3],"z":4},"b":null}"""u8, "o");
        var joined = ConfigNode.Overlay(defaults, own);
        Assert.Equal(["o", "b", "a"], joined.Members.Select(member => member.Name));
        Assert.Equal(["y", "z", "x"], joined["o"]!.Members.Select(member => member.Name));
        Assert.Equal("3", Assert.Single(joined.Find("o", "y")!.Items).Text);
    }
}
