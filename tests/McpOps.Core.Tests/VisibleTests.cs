using FsCheck;
using FsCheck.Fluent;

namespace McpOps.Core.Tests;

public sealed class VisibleTests
{
    [Theory]
    [InlineData("\e]0;owned\a", @"\u001b]0;owned\u0007")]
    [InlineData("a\u009b31mb", @"a\u009b31mb")]
    [InlineData("over\b\rwritten", @"over\u0008\u000dwritten")]
    [InlineData("user\u202Egnp.exe", @"user\u202egnp.exe")]
    [InlineData("line\u2028break", @"line\u2028break")]
    [InlineData("two\tcolumns\nand\r\nlines, ümlaut, 漢字, 🙂", "two\tcolumns\nand\r\nlines, ümlaut, 漢字, 🙂")]
    public void What_a_terminal_obeys_is_shown_instead(string text, string shown) => Assert.Equal(shown, Visible.Of(text));

    [Fact]
    public void No_text_keeps_a_control_character() => Prop.ForAll<string>(text =>
        Visible.Of(text ?? "").Replace("\r\n", "", StringComparison.Ordinal).All(character => character is '\n' or '\t' || !char.IsControl(character))).QuickCheckThrowOnFailure();
}
