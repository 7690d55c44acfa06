using McpOps.Capacity.Fitting;

namespace McpOps.Core.Tests.Capacity;

/// <summary>Servers with known parameters, measured with noise: is the truth found?</summary>
public sealed class ScalabilityFitTests
{
    public static TheoryData<double, double, double, int, double> Servers => new()
    {
        { 1000, 0.02, 0.0005, 128, 0.05 },
        { 995, 0.05, 0.002, 64, 0.05 },
        { 250, 0.10, 0.004, 64, 0.03 },
        { 40, 0.30, 0.003, 64, 0.05 },
    };

    [Theory]
    [MemberData(nameof(Servers))]
    public void The_peak_is_found_within_a_tenth_and_its_interval_holds_the_truth(double lambda, double sigma, double kappa, int max, double noise)
    {
        var truth = new ScalabilityLaw(lambda, sigma, kappa);
        const int Runs = 60;
        var off = new List<double>();
        var (peaks, places, parameters) = (0, 0, 0);
        for (var seed = 0; seed < Runs; seed++)
        {
            var fit = ScalabilityFit.Fit(Measure(truth, max, noise, new Random(seed)))!;
            off.Add(Math.Abs((fit.PeakRate!.Value / truth.PeakRate) - 1));
            peaks += Holds(truth.PeakRate, fit.PeakRateLow, fit.PeakRateHigh);
            places += Holds(truth.PeakConcurrency, fit.PeakConcurrencyLow, fit.PeakConcurrencyHigh);
            parameters += Holds(lambda, fit.LambdaLow, fit.LambdaHigh) + Holds(sigma, fit.SigmaLow, fit.SigmaHigh) + Holds(kappa, fit.KappaLow, fit.KappaHigh);
        }

        Assert.True(off.Max() <= 0.1, $"The worst peak of {Runs} was {100 * off.Max():0.0} % off.");
        Assert.True(peaks >= 0.9 * Runs, $"The interval of the peak held the truth in {peaks} of {Runs} runs.");
        Assert.True(places >= 0.9 * Runs, $"The interval of its place held the truth in {places} of {Runs} runs.");
        Assert.True(parameters >= 0.9 * 3 * Runs, $"The intervals of the parameters held the truth in {parameters} of {3 * Runs}.");
    }

    [Fact]
    public void Without_noise_the_parameters_come_back()
    {
        var truth = new ScalabilityLaw(1234, 0.037, 0.00071);
        var fit = ScalabilityLaw.Fit([.. new double[] { 1, 2, 4, 8, 16, 32, 64 }.Select(n => (n, truth.Rate(n)))]);
        Assert.Equal(truth.Lambda, fit.Lambda, truth.Lambda * 1e-6);
        Assert.Equal(truth.Sigma, fit.Sigma, 1e-6);
        Assert.Equal(truth.Kappa, fit.Kappa, 1e-8);
    }

    [Fact]
    public void A_rate_that_never_falls_has_an_asymptote_and_no_place()
    {
        var truth = new ScalabilityLaw(100, 0.2, 0);
        var fit = ScalabilityFit.Fit(Measure(truth, 64, 0, new Random(1)))!;
        Assert.Equal(500, fit.PeakRate!.Value, 1.0);
        Assert.True(fit.PeakConcurrency is null or > 640);
        Assert.True(fit.BeyondMeasured);
    }

    [Fact]
    public void Three_steps_are_too_few() => Assert.Null(ScalabilityFit.Fit(Measure(new ScalabilityLaw(100, 0.1, 0.01), 4, 0.01, new Random(1))));

    private static List<(double Concurrency, double Rate, IReadOnlyList<double> Windows)> Measure(ScalabilityLaw law, int max, double noise, Random random)
    {
        var steps = new List<(double, double, IReadOnlyList<double>)>();
        for (var n = 1; n <= max; n *= 2)
        {
            var windows = Enumerable.Range(0, 10).Select(_ => law.Rate(n) * (1 + (noise * SyntheticHistory.Normal(random)))).ToList();
            steps.Add((n, windows.Average(), windows));
        }

        return steps;
    }

    private static int Holds(double truth, double? low, double? high) => (low ?? double.PositiveInfinity) <= truth && truth <= (high ?? double.PositiveInfinity) ? 1 : 0;
}
