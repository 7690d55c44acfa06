using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpOps.Servers;

namespace McpOps.Core.Tests.Servers;

public sealed class TomlConfigTests
{
    [Fact]
    public void Tables_keys_strings_lists_and_inline_tables_are_read()
    {
        var root = Parse(""""
            # comment
            model = "o3"      # after a value
            a.b."c d" = 'C:\raw'

            [mcp_servers.docs]
            command = "npx"
            args = [
              "-y", # inside
              'it''', "x",
            ]
            env = { KEY = "v\"\u00e9\t", inner.deep = 1 }
            long = """
            one \
               two
            "" three"""
            literal = '''
            \n'''
            n = [1_000, -2.5, 0xff, 1e3, inf, true, 2026-01-31T12:00:00Z]

            [[list]]
            x = 1
            [[list]]
            x = 2
            [list.sub]
            y = 3
            ["quoted"  .  key]
            "" = "empty"
            """".Replace("'it'''", "'it'", StringComparison.Ordinal));

        Assert.Equal("o3", root["model"]!.Text);
        Assert.Equal(@"C:\raw", root.Find("a", "b", "c d")!.Text);
        var docs = root.Find("mcp_servers", "docs")!;
        Assert.Equal((5, 6), (docs.Line, docs["command"]!.Line));
        Assert.Equal(["-y", "it", "x"], docs["args"]!.Texts());
        Assert.Equal("v\"é\t", docs.Find("env", "KEY")!.Text);
        Assert.Equal("1", docs.Find("env", "inner", "deep")!.Text);
        Assert.Equal("one two\n\"\" three", docs["long"]!.Text);
        Assert.Equal("\\n", docs["literal"]!.Text);
        Assert.Equal(["1000", "-2.5", "0xff", "1e3", "inf", "true", "2026-01-31T12:00:00Z"], docs["n"]!.Items.Select(item => item.Text));
        Assert.Equal(["1", "2"], root["list"]!.Items.Select(item => item["x"]!.Text));
        Assert.Equal("3", root["list"]!.Items[1].Find("sub", "y")!.Text);
        Assert.Equal("empty", root.Find("quoted", "key", "")!.Text);
    }

    [Theory]
    [InlineData("2026-05-27 07:32:00Z", "2026-05-27 07:32:00Z")]
    [InlineData("2026-05-27T07:32:00Z", "2026-05-27T07:32:00Z")]
    [InlineData("2026-05-27 00:32:00.999999-07:00 # c", "2026-05-27 00:32:00.999999-07:00")]
    [InlineData("2026-05-27 # the day", "2026-05-27")]
    [InlineData("07:32:00", "07:32:00")]
    public void Dates_and_times_are_kept_as_they_are_written(string written, string value)
    {
        var root = new TomlConfig($"a = {written}\nl = [{written.Split(" #")[0]}, 1]\n[t]\nb = 1\n", "x.toml").Parse();
        Assert.Equal((value, value, "1"), (root["a"]!.Text, root["l"]!.Items[0].Text, root.Find("t", "b")!.Text));
    }

    [Theory]
    [InlineData("a = 1\nb = ", 2)]
    [InlineData("a = 1\na = 2", 2)]
    [InlineData("[t]\n[t]", 2)]
    [InlineData("a = 1\n[a]", 2)]
    [InlineData("a = 1\n[[a]]", 2)]
    [InlineData("a = { b = 1 }\n[a]", 2)]
    [InlineData("\n\na = \"open", 3)]
    [InlineData("a = \"two\nlines\"", 1)]
    [InlineData("a = \"\"\"open\n\n", 1)]
    [InlineData("a = [1, 2", 1)]
    [InlineData("a = [1 2]", 1)]
    [InlineData("a = 1 2", 1)]
    [InlineData("a = bare", 1)]
    [InlineData("a = \"\\q\"", 1)]
    [InlineData("a = \"\\ud800\"", 1)]
    [InlineData("[t", 1)]
    [InlineData("= 1", 1)]
    [InlineData("{\"json\": true}", 1)]
    public void A_mistake_names_its_line(string text, int line)
    {
        var exception = Assert.Throws<ConfigSyntaxException>(() => Parse(text));
        Assert.Equal(line, exception.Line);
    }

    [Fact]
    public void Deep_nesting_ends_in_an_error_and_not_in_a_crash() =>
        Assert.Throws<ConfigSyntaxException>(() => Parse("a = " + new string('[', 100_000)));

    [Fact]
    public void Any_text_comes_back_from_a_string_of_any_kind() =>
        Prop.ForAll<NonNull<string>>(text =>
        {
            var value = new string([.. text.Get.Where(character => !char.IsSurrogate(character))]);
            var escaped = Escape(value);
            Assert.Equal(value, Parse($"k = \"{escaped}\"")["k"]!.Text);
            Assert.Equal(value, Parse($"k = \"\"\"{escaped}\"\"\"")["k"]!.Text);
            Assert.Equal(value, Parse($"\"{escaped}\" = 1").Members[0].Name);
            Assert.Equal(value, Parse($"k = {{ x = [\"{escaped}\"] }}").Find("k", "x")!.Items[0].Text);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_read_or_refused_and_never_crashes() =>
        Prop.ForAll<NonNull<string>>(text =>
        {
            try
            {
                return Parse(text.Get).Kind is ConfigKind.Object;
            }
            catch (ConfigSyntaxException exception)
            {
                return exception.Line >= 1;
            }
        }).QuickCheckThrowOnFailure();

    private static ConfigNode Parse(string text) => new TomlConfig(text, "x.toml").Parse();

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var character in text)
        {
            escaped.Append(character is '"' or '\\' || char.IsControl(character) ? $"\\u{(int)character:x4}" : character.ToString());
        }

        return escaped.ToString();
    }
}
