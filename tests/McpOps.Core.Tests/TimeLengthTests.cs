using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace McpOps.Core.Tests;

public sealed class TimeLengthTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("15m", 900)]
    [InlineData("1h30m", 5400)]
    [InlineData("24H", 86_400)]
    [InlineData("1.5h", 5400)]
    [InlineData("2w", 1_209_600)]
    [InlineData("30", 30)]
    [InlineData("0.5", 0.5)]
    public void How_long_work_may_take_is_seconds_when_no_unit_is_named(string text, double seconds) => Assert.Equal(seconds, TimeLength.Parse(text).TotalSeconds);

    [Theory]
    [InlineData("30d", 720)]
    [InlineData("12h", 12)]
    [InlineData("1y6mo", 13_080)]
    [InlineData("30", 720)]
    [InlineData(" 7 ", 168)]
    public void How_old_something_may_be_is_days_when_no_unit_is_named(string text, double hours) => Assert.Equal(hours, TimeLength.ParseAge(text).TotalHours);

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("0")]
    [InlineData("0d")]
    [InlineData("-1d")]
    [InlineData("-1")]
    [InlineData("6m")]
    [InlineData("90s")]
    [InlineData("1y6m")]
    [InlineData("1M")]
    [InlineData("1,5d")]
    [InlineData("30 ticks")]
    [InlineData("999999999999y")]
    [InlineData("999999999999")]
    public void What_is_no_age_is_refused_with_the_units_named(string text)
    {
        var refused = Assert.Throws<McpOpsException>(() => TimeLength.ParseAge(text));
        Assert.Equal("InvalidAge", refused.ErrorId);
        Assert.Contains("30d", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("1M")]
    [InlineData("-5")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("∞")]
    public void What_is_no_length_is_refused_with_the_units_named(string text)
    {
        var refused = Assert.Throws<McpOpsException>(() => TimeLength.Parse(text));
        Assert.Equal("InvalidDuration", refused.ErrorId);
        Assert.Contains("90s", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5 * 60, "5 minutes")]
    [InlineData(1, "1 second")]
    [InlineData(12 * 3600, "12 hours")]
    [InlineData(86_400, "1 day")]
    [InlineData(30 * 86_400, "30 days")]
    public void A_length_in_words_is_never_none(int seconds, string words) => Assert.Equal(words, TimeLength.Words(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void An_age_is_never_less_than_an_hour_for_each_of_its_units() => Prop.ForAll(
        (from number in Gen.Choose(1, 100_000) from unit in Gen.Elements("", "s", "m", "h", "d", "w", "mo", "y", "ms", "M") select number.ToString(CultureInfo.InvariantCulture) + unit).ToArbitrary(),
        text => TimeLength.TryParseAge(text) is not { } age || age >= TimeSpan.FromHours(double.Parse(text.TrimEnd("smhdwoyM".ToCharArray()), CultureInfo.InvariantCulture))).QuickCheckThrowOnFailure();
}
