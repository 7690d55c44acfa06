namespace McpOps.Capacity.Fitting;

/// <summary>Fits the law to steps, with 95 % intervals.</summary>
/// <remarks>
/// Intervals by a parametric bootstrap (B. Efron, R. J. Tibshirani, <em>An Introduction to the Bootstrap</em>, 1993): the fitted law
/// with noise as large as the steps show it, fitted anew. With so few steps their scatter is itself uncertain, so the noise is drawn
/// from Student's t with the degrees of freedom that are left.
/// </remarks>
internal static class ScalabilityFit
{
    private const int MinSteps = 4;
    private const int Draws = 400;

    /// <summary>Fits; null with fewer than four steps that have a rate.</summary>
    /// <param name="steps">Concurrency, rate and the rates of the windows that the step was measured in.</param>
    public static McpScalability? Fit(IReadOnlyList<(double Concurrency, double Rate, IReadOnlyList<double> Windows)> steps)
    {
        var points = steps.Where(step => step.Rate > 0).Select(step => (step.Concurrency, step.Rate)).ToList();
        if (points.Select(point => point.Concurrency).Distinct().Count() < MinSteps)
        {
            return null;
        }

        var law = ScalabilityLaw.Fit(points);
        var (scale, freedom) = Noise(points, law, steps);
        var random = new Random(42);
        var draws = Enumerable.Range(0, Draws)
            .Select(_ => ScalabilityLaw.Fit([.. points.Select(point => (point.Concurrency, law.Rate(point.Concurrency) * Math.Exp(scale * StudentT(random, freedom))))]))
            .ToList();

        var (lambdaLow, lambdaHigh) = Interval(draws.Select(draw => draw.Lambda));
        var (sigmaLow, sigmaHigh) = Interval(draws.Select(draw => draw.Sigma));
        var (kappaLow, kappaHigh) = Interval(draws.Select(draw => draw.Kappa));
        var (rateLow, rateHigh) = Interval(draws.Select(draw => draw.PeakRate));
        var (whereLow, whereHigh) = Interval(draws.Select(draw => draw.PeakConcurrency));
        return new McpScalability
        {
            Lambda = law.Lambda,
            LambdaLow = lambdaLow,
            LambdaHigh = lambdaHigh,
            Sigma = law.Sigma,
            SigmaLow = sigmaLow,
            SigmaHigh = sigmaHigh,
            Kappa = law.Kappa,
            KappaLow = kappaLow,
            KappaHigh = kappaHigh,
            PeakRate = Finite(law.PeakRate),
            PeakRateLow = Finite(rateLow),
            PeakRateHigh = Finite(rateHigh),
            PeakConcurrency = Finite(law.PeakConcurrency),
            PeakConcurrencyLow = Finite(whereLow),
            PeakConcurrencyHigh = Finite(whereHigh),
            BeyondMeasured = law.PeakConcurrency > points.Max(point => point.Concurrency),
            ResidualPercent = 100 * Math.Sqrt(points.Average(point => Math.Pow((point.Rate / law.Rate(point.Concurrency)) - 1, 2))),
        };
    }

    // The scatter of the steps about the law, and that of the windows within the steps: together, unless the law fits worse than
    // the windows explain, for then the law is not the whole truth and its own misfit is the noise that counts.
    private static (double Scale, double Freedom) Noise(
        List<(double Concurrency, double Rate)> points, ScalabilityLaw law, IReadOnlyList<(double Concurrency, double Rate, IReadOnlyList<double> Windows)> steps)
    {
        double misfitFreedom = points.Count - 3;
        var misfit = points.Sum(point => Math.Pow(Math.Log(point.Rate / law.Rate(point.Concurrency)), 2));

        var within = 0.0;
        var withinFreedom = 0.0;
        foreach (var windows in steps.Select(step => step.Windows).Where(windows => windows.Count > 1 && windows.Average() > 0))
        {
            var mean = windows.Average();
            within += windows.Sum(rate => Math.Pow((rate / mean) - 1, 2)) / windows.Count;
            withinFreedom += windows.Count - 1;
        }

        var pooled = (misfit + within) / (misfitFreedom + withinFreedom);
        return misfit / misfitFreedom > pooled
            ? (Math.Sqrt(misfit / misfitFreedom), misfitFreedom)
            : (Math.Sqrt(pooled), misfitFreedom + withinFreedom);
    }

    private static (double Low, double High) Interval(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(int)(0.025 * sorted.Count)], sorted[(int)(0.975 * sorted.Count)]);
    }

    private static double StudentT(Random random, double freedom)
    {
        var chi = 0.0;
        for (var i = 0; i < (int)freedom; i++)
        {
            chi += Math.Pow(Normal(random), 2);
        }

        return Normal(random) / Math.Sqrt(chi / (int)freedom);
    }

    // G. E. P. Box and M. E. Muller, 1958.
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
