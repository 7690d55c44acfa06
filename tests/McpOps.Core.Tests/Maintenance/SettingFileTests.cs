using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpOps.Maintenance.Advice;

namespace McpOps.Core.Tests.Maintenance;

/// <summary>A setting is changed in its place, and nothing else; or the change is refused.</summary>
public sealed class SettingFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(".env", "N", "5", "# N=1\nN=9 # why\nM=$HOME\n", "# N=1\nN=5 # why\nM=$HOME\n")]
    [InlineData(".env", "N", "5", "export N = \"9\"\r\nM=1", "export N = \"5\"\r\nM=1")]
    [InlineData("a.env", "N", "5", "N=\nT=\"a \\\" N=3\"\n", "N=5\nT=\"a \\\" N=3\"\n")]
    [InlineData("a.env", "N", "5", "M=1", "M=1\nN=5\n")]
    [InlineData(".env.local", "N", "5", "M=1\r\n", "M=1\r\nN=5\r\n")]
    [InlineData("a.json", "a.n", "5", "\uFEFF{ // n\n \"a\": { \"m\": 1, \"n\": 9 /* why */, }, \"n\": 2 }", "\uFEFF{ // n\n \"a\": { \"m\": 1, \"n\": 5 /* why */, }, \"n\": 2 }")]
    [InlineData("a.json", "n", "INFO", "{\"ü\":\"ö\",\"n\":\"DEBUG\"}", "{\"ü\":\"ö\",\"n\":\"INFO\"}")]
    [InlineData("a.yaml", "a.n", "5", "# n: 1\nü: ö\na:\n  n: 9  # why\n  m: [1, 2]\nn: 3\n", "# n: 1\nü: ö\na:\n  n: 5  # why\n  m: [1, 2]\nn: 3\n")]
    [InlineData("a.yml", "a.n", "INFO", "a: {m: 1, n: 'DEBUG'}\r\n", "a: {m: 1, n: 'INFO'}\r\n")]
    [InlineData("a.yml", "n", "true", "n: no\nm: false\nn2: &x 1\n", null)]
    public void Only_the_value_differs(string name, string key, string value, string before, string? after)
    {
        if (after is null)
        {
            Assert.Throws<SettingException>(() => Change(name, key, value, before));
            return;
        }

        Assert.Equal(after, Change(name, key, value, before));
    }

    [Theory]
    [InlineData("a.ini", "N", "5", "N=1\n")]
    [InlineData(".env", "N", "5", "N=1\nN=2\n")]
    [InlineData(".env", "N", "5", "N=$OTHER\n")]
    [InlineData(".env", "N", "5", "T=\"two\nN=1\nlines\"\n")]
    [InlineData(".env", "N", "5", "T=1\\\nN=1\n")]
    [InlineData(".env", "N", "5", "[section]\nN=1\n")]
    [InlineData(".env", "N", "a b", "N=1\n")]
    [InlineData("a.json", "n", "5", "{\"n\": 1, \"n\": 2}")]
    [InlineData("a.json", "n", "5", "{\"N\": 1}")]
    [InlineData("a.json", "a.n", "5", "{\"A\": {\"n\": 1}, \"a\": {\"n\": 1}}")]
    [InlineData("a.json", "n", "many", "{\"n\": 1}")]
    [InlineData("a.json", "n", "5", "{\"n\": [1]}")]
    [InlineData("a.json", "n", "5", "{\"n\": 1")]
    [InlineData("a.json", "n", "5", "{\"n\": \"a\\u0041\"}")]
    [InlineData("a.yaml", "n", "5", "a: &x 1\nn: *x\n")]
    [InlineData("a.yaml", "n", "5", "n: &x 1\nm: *x\n")]
    [InlineData("a.yaml", "n", "5", "n: !!int 1\n")]
    [InlineData("a.yaml", "n", "5", "n: |\n  1\n")]
    [InlineData("a.yaml", "n", "5", "n: 1\n---\nn: 2\n")]
    [InlineData("a.yaml", "n", "5", "n: 1\nn: 2\n")]
    [InlineData("a.yaml", "a.n", "5", "x: &x {n: 1}\na:\n  <<: *x\n")]
    [InlineData("a.yaml", "n", "5", "m: 1\n")]
    [InlineData("a.yaml", "n", "a: b", "n: text\n")]
    [InlineData("a.yaml", "n", "5", "n: text\n")]
    public void What_is_not_sure_is_refused(string name, string key, string value, string before) => Assert.Throws<SettingException>(() => Change(name, key, value, before));

    [Fact]
    public void Whatever_stands_in_a_file_a_change_and_the_change_back_leave_it_as_it_was()
    {
        var words = new[] { "N", "n", "a", "=", ":", " ", "\n", "\r\n", "\"", "'", "1", "22", "DEBUG", "#", "{", "}", "[", "]", ",", "//", "/*", "*/", "&x", "*x", "\\", "$", "-", "  ", "ü", "<<", "|", "---", "\"n\"", "\"n\":", "n: 1", "N=1", "\n" };
        var texts = Gen.ArrayOf(Gen.Elements(words)).Select(string.Concat);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1500).WithQuietOnSuccess(true), Prop.ForAll(texts.ToArbitrary(), Gen.Elements(".env", "a.json", "a.yaml").ToArbitrary(), (text, name) =>
        {
            var key = name is ".env" ? "N" : "n";
            string made;
            string? old;
            try
            {
                old = Open(name, text).Value(key);
                made = Change(name, key, "7", text);
            }
            catch (SettingException)
            {
                return true;
            }

            var changed = Open(name, made);
            return changed.Value(key) == "7" && (old is null ? made.StartsWith(text, StringComparison.Ordinal) : Encoding.UTF8.GetString(changed.With(key, old)) == text);
        }));
    }

    private SettingFile Open(string name, string text)
    {
        File.WriteAllBytes(_folder[name], Encoding.UTF8.GetBytes(text));
        return SettingFile.Read(_folder[name]);
    }

    private string Change(string name, string key, string value, string text) => Encoding.UTF8.GetString(Open(name, text).With(key, value));
}
