using FsCheck.Fluent;
using FsCheck;
using McpOps.Capacity.Load;

namespace McpOps.Core.Tests.Capacity;

public sealed class LatencyHistogramTests
{
    private static readonly Arbitrary<long[]> Latencies = Gen.OneOf(Gen.Choose(0, 5000), Gen.Choose(0, 2_000_000_000)).Select(value => (long)value).ArrayOf().ToArbitrary();

    [Fact]
    public void A_percentile_is_right_to_a_thousandth() => Prop.ForAll(Latencies, values =>
    {
        if (values.Length == 0)
        {
            return;
        }

        var histogram = Of(values);
        Array.Sort(values);
        foreach (var quantile in new[] { 0.01, 0.5, 0.9, 0.99, 0.999, 1 })
        {
            var exact = values[Math.Max(0, (int)Math.Ceiling(quantile * values.Length) - 1)] / 1000.0;
            Assert.InRange(histogram.PercentileMs(quantile), exact * 0.999, (exact * 1.001) + 1e-9);
        }

        Assert.Equal(values[^1] / 1000.0, histogram.MaxMs);

        // Of a mean of minutes a double has fewer than six digits behind the point that two ways of adding agree on.
        Assert.Equal(values.Average() / 1000.0, histogram.MeanMs, tolerance: 1e-12 * (1 + values.Average()));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Merging_is_as_if_one_had_counted_all() => Prop.ForAll(Latencies, Latencies, (left, right) =>
    {
        var merged = LatencyHistogram.Decode(Of(left).Encode());
        merged.Add(LatencyHistogram.Decode(Of(right).Encode()));
        Assert.Equal(Of([.. left, .. right]).Encode(), merged.Encode());
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("!")]
    [InlineData("gICAgICAgICAgICAgICAgA==")]
    [InlineData("AQH/////////AQE=")]
    public void A_damaged_text_is_told(string text) => Assert.Throws<FormatException>(() => LatencyHistogram.Decode(text));

    private static LatencyHistogram Of(IEnumerable<long> values)
    {
        var histogram = new LatencyHistogram();
        foreach (var value in values)
        {
            histogram.Record(value);
        }

        return histogram;
    }
}
