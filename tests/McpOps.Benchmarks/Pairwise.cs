using System.Diagnostics;

namespace McpOps.Benchmarks;

/// <summary>Times two works in turn, A B A B, so that a machine whose speed drifts treats both alike.</summary>
internal static class Pairwise
{
    /// <summary>Runs both and prints their medians and the ratio of the medians.</summary>
    /// <returns>The ratio of A's median to B's.</returns>
    public static async Task<double> CompareAsync(string nameA, Func<Task> a, string nameB, Func<Task> b, int runs, double? goal = null, bool warmUp = true)
    {
        // A work of a minute shows nothing of what its first second is slower.
        if (warmUp)
        {
            await a();
            await b();
        }

        var (timesA, timesB) = (new List<double>(), new List<double>());
        for (var run = 0; run < runs; run++)
        {
            timesA.Add(await TimeAsync(a));
            timesB.Add(await TimeAsync(b));
        }

        var ratio = Median(timesA) / Median(timesB);
        Console.WriteLine($"{nameA,-40} {Spread(timesA)}");
        Console.WriteLine($"{nameB,-40} {Spread(timesB)}");
        Console.WriteLine($"ratio of medians {ratio:0.000}{(goal is { } figure ? $" (goal: at most {figure:0.###}, {(ratio <= figure ? "reached" : "not reached")})" : "")}");
        return ratio;
    }

    /// <summary>Runs a program to its end; its output is read and thrown away.</summary>
    public static async Task RunProcessAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var result = await Command.RunAsync(program, arguments, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {result.ExitCode}: {result.Error}");
        }
    }

    public static double Median(IReadOnlyCollection<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static string Spread(IReadOnlyCollection<double> values) => $"median {Median(values),10:0.0} ms   min {values.Min(),10:0.0}   max {values.Max(),10:0.0}   runs {values.Count}";
}
