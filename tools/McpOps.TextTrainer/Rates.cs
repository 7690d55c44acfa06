using McpOps.Auditing;
using McpOps.Auditing.Tools.Text;

namespace McpOps.TextTrainer;

/// <summary>How well texts are told apart.</summary>
internal static class Rates
{
    private static readonly HashSet<string> NoTools = [];

    /// <summary>Writes the rates of a judge on a set of texts: of all its findings, and of those of severity Medium and above.</summary>
    public static void Tell(string name, IReadOnlyList<Sample> of, TextJudge judge)
    {
        var found = of.Select(sample => (sample, Verdict: judge.Judge("description", PlainWords.Of(sample.Text), NoTools))).Where(one => one.Verdict is not null).ToList();
        Tell(name, of, found.Select(one => one.sample).ToHashSet());
        Tell($"{name}, Medium and above", of, found.Where(one => AuditSeverity.Rank(one.Verdict!.Severity) >= AuditSeverity.Rank(AuditSeverity.Medium)).Select(one => one.sample).ToHashSet());
    }

    private static void Tell(string name, IReadOnlyList<Sample> of, HashSet<Sample> flagged)
    {
        var pairs = of.Where(sample => sample.Twin >= 0).GroupBy(sample => sample.Twin).ToList();
        string Share(Func<Sample, bool> which) => $"{flagged.Count(which)} of {of.Count(which)}";
        Console.WriteLine($"{name}: {pairs.Count(pair => pair.All(sample => flagged.Contains(sample) == sample.Poisoned))} of {pairs.Count} pairs told apart, {Share(sample => sample.Twin >= 0 && !sample.Poisoned)} twins flagged, "
            + $"{Share(sample => sample.Twin < 0 && sample.Poisoned)} poisoned found, {Share(sample => sample.Twin < 0 && !sample.Poisoned)} benign flagged");
    }
}
