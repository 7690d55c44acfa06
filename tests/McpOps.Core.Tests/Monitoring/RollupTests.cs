using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using McpOps.Monitoring;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>Roll-ups against the values themselves.</summary>
public sealed class RollupTests
{
    private static readonly string[] Percentiles = ["p50", "p90", "p95", "p99"];

    // From a millionth to a million, on both sides of zero, with many alike.
    private static readonly Gen<double> Value = Gen.OneOf(
        Gen.Choose(-6_000, 6_000).Select(power => Math.Pow(10, power / 1000.0)),
        Gen.Choose(-6_000, 6_000).Select(power => -Math.Pow(10, power / 1000.0)),
        Gen.Choose(0, 20).Select(value => (double)value));

    /// <summary>However values are cut into pieces, their roll-ups together say the same as the values, percentiles to 2 %.</summary>
    [Fact]
    public void Pieces_put_together_say_what_the_values_say() => Prop.ForAll(Value.NonEmptyListOf().Select(list => list.ToArray()).ToArbitrary(), Gen.Choose(1, 50).ToArbitrary(), (values, size) =>
    {
        var (all, slot) = (new Rollup(), 0);
        foreach (var piece in values.Chunk(size))
        {
            var part = new Rollup();
            foreach (var value in piece)
            {
                part.Add(slot++, value);
            }

            all.Add(Reread(part));
        }

        return values.Length == all.Count && Percentiles.Concat(["min", "max", "last"]).All(statistic => IsClose(Statistics.Of(values, statistic), all.Of(statistic)))
            && Math.Abs(values.Sum() - all.Of("sum")) <= 1e-6 * values.Sum(Math.Abs);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void A_stretch_is_cut_where_clocks_begin_hours_and_marked_samples_do_not_count()
    {
        var start = new DateTimeOffset(2026, 11, 1, 11, 59, 59, TimeSpan.Zero);
        var samples = Enumerable.Range(0, 5).Select(index => new McpSample
        {
            Server = "web", Slot = start.AddSeconds(index), Status = index >= 3 ? "Unhealthy" : "Healthy", Verdict = "", Mark = index switch { 2 => "ownNetwork", 4 => SampleMarks.Again, _ => null }, Values = new Dictionary<string, double> { ["x"] = index },
        });
        var built = RollupBuilder.Build(samples, 3600);
        Assert.Equal([1, 2], built.Select(one => one.Figures["x"].Count));
        Assert.Equal(50, built[1].Figures[MetricNames.Success].Of("mean"));
    }

    [Fact]
    public void What_is_covered_and_what_is_not_make_up_the_whole()
    {
        var month = new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);
        var (from, to) = (month.AddMinutes(-90), month.AddMonths(1).AddMinutes(90));
        var cover = RolledSeries.Cover(month, 3600, from, to)!.Value;
        Assert.Equal((month, month.AddMonths(1)), cover);
        Assert.Equal([(from, month), (month.AddMonths(1), to)], StretchReader.Gaps([cover], from, to));
        Assert.Equal((month.AddHours(1), month.AddHours(2)), RolledSeries.Cover(month, 3600, month.AddMinutes(10), month.AddMinutes(170)));
        Assert.Null(RolledSeries.Cover(month, 3600, month.AddMinutes(10), month.AddMinutes(100)));
    }

    [Theory]
    [InlineData("t")]
    [InlineData("m")]
    [InlineData("x\"t")]
    public void A_figure_may_be_called_as_the_line_calls_its_own_parts(string name)
    {
        var (line, rollup) = (new ArrayBufferWriter<byte>(), new Rollup());
        rollup.Take(1, 5, 5, 5, (8, 5));
        RollupLine.Write(line, 7, new Dictionary<string, Rollup> { ["a"] = new Rollup(), [name] = rollup });
        Assert.Equal((7, 1, 5.0), (RollupLine.Read(line.WrittenSpan, name)!.Start, RollupLine.Read(line.WrittenSpan, name)!.Count, RollupLine.Read(line.WrittenSpan, name)!.Max));
        Assert.Null(RollupLine.Read(line.WrittenSpan, "tm"));
        line.Clear();
        RollupLine.Write(line, 7, new Dictionary<string, Rollup> { ["a"] = rollup });
        Assert.Null(RollupLine.Read(line.WrittenSpan, name));
    }

    private static bool IsClose(double expected, double actual) => Math.Abs(actual - expected) <= 0.02 * Math.Abs(expected);

    private static Rollup Reread(Rollup rollup)
    {
        var line = new ArrayBufferWriter<byte>();
        RollupLine.Write(line, 7, new Dictionary<string, Rollup> { ["x"] = rollup });
        return RollupLine.Read(line.WrittenSpan, "x")!;
    }
}
