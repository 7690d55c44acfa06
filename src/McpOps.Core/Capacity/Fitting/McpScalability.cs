namespace McpOps.Capacity;

/// <summary>The Universal Scalability Law fitted to a ramp: X(N) = λN / (1 + σ(N − 1) + κN(N − 1)).</summary>
/// <remarks>N. J. Gunther, <em>Guerrilla Capacity Planning</em>, Springer 2007, chapters 4 to 6. Intervals hold 95 % by a parametric bootstrap.</remarks>
public sealed record McpScalability
{
    /// <summary>λ: calls per second of one caller alone.</summary>
    public required double Lambda { get; init; }

    /// <summary>Lower end of its interval.</summary>
    public double LambdaLow { get; init; }

    /// <summary>Upper end of its interval.</summary>
    public double LambdaHigh { get; init; }

    /// <summary>σ: the share of the work for which callers queue (contention), 0 to 1.</summary>
    public required double Sigma { get; init; }

    /// <summary>Lower end of its interval.</summary>
    public double SigmaLow { get; init; }

    /// <summary>Upper end of its interval.</summary>
    public double SigmaHigh { get; init; }

    /// <summary>κ: the cost of keeping callers consistent with each other (crosstalk); above 0 the rate falls after its peak.</summary>
    public required double Kappa { get; init; }

    /// <summary>Lower end of its interval.</summary>
    public double KappaLow { get; init; }

    /// <summary>Upper end of its interval.</summary>
    public double KappaHigh { get; init; }

    /// <summary>The highest rate of the law, in calls per second; λ/σ when it has no peak; null when it rises without limit.</summary>
    public double? PeakRate { get; init; }

    /// <summary>Lower end of its interval.</summary>
    public double? PeakRateLow { get; init; }

    /// <summary>Upper end of its interval; null when the figures allow a rise without limit.</summary>
    public double? PeakRateHigh { get; init; }

    /// <summary>Where the peak lies, in calls in flight: √((1 − σ)/κ); null when the law has no peak.</summary>
    public double? PeakConcurrency { get; init; }

    /// <summary>Lower end of its interval.</summary>
    public double? PeakConcurrencyLow { get; init; }

    /// <summary>Upper end of its interval; null when the figures allow a law without a peak.</summary>
    public double? PeakConcurrencyHigh { get; init; }

    /// <summary>True when the peak lies beyond the highest concurrency that was measured.</summary>
    public bool BeyondMeasured { get; init; }

    /// <summary>The typical distance of a step from the law, in percent of its rate.</summary>
    public double ResidualPercent { get; init; }
}
