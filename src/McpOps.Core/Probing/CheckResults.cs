using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Makes the results of checks, all in the same form.</summary>
public static class CheckResults
{
    /// <summary>A result without a value.</summary>
    /// <param name="name">The check, with its subject where there are several: <c>ports:8000</c>.</param>
    /// <param name="status">One of <see cref="HealthStatus"/>.</param>
    /// <param name="message">What was found, and what to do where that is not plain.</param>
    public static McpCheckResult Say(string name, string status, string message) => new() { Name = name, Status = status, Message = message };

    /// <summary>A measured value, judged by the server's thresholds.</summary>
    /// <param name="server">The server.</param>
    /// <param name="measurement">What was measured, such as <c>disk</c>: the key of its thresholds.</param>
    /// <param name="subject">Where it was measured, such as <c>/var</c>; null when there is only one.</param>
    /// <param name="value">The value.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="message">What it means for a reader.</param>
    public static McpCheckResult Measure(McpServer server, string measurement, string? subject, double value, string unit, string message)
    {
        var threshold = CheckThresholds.For(server, measurement, subject);
        var status = CheckThresholds.Judge(value, threshold, CheckThresholds.LessIsWorse(measurement));
        return new McpCheckResult
        {
            Name = subject is null ? measurement : $"{measurement}:{subject}",
            Status = status,
            Value = Math.Round(value, 2),
            Unit = unit,
            Warning = threshold.Warning,
            Critical = threshold.Critical,
            Message = status == HealthStatus.Healthy || CheckAdvice.For(measurement) is not { Length: > 0 } advice ? message : $"{message}. {advice}",
        };
    }
}
