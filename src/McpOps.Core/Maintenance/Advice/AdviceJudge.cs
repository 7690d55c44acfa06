using McpOps.Servers;

namespace McpOps.Maintenance.Advice;

/// <summary>What a rule says of what was read. Nothing is advised without data: what is missing is said.</summary>
internal static class AdviceJudge
{
    private const double Most = 0.66;
    private const double Enough = 0.33;

    /// <summary>Judges.</summary>
    /// <param name="server">The server's name.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="setting">The setting's own value.</param>
    /// <param name="read">Whatever else the rule asks.</param>
    public static McpAdvice Judge(string server, McpAdviceRule rule, AdviceReading setting, Func<AdviceTerm, AdviceReading> read)
    {
        AdviceReading Of(AdviceTerm term) => term.IsValue ? setting : read(term);
        var terms = rule.Conditions.SelectMany(condition => condition.Terms).Concat(rule.Target.Factors.Select(factor => factor.Term).Where(term => term.Number is null)).DistinctBy(term => term.Text).ToList();
        var readings = terms.Select(Of).Append(setting).Distinct().ToList();
        var advice = new McpAdvice
        {
            Server = server, Rule = rule.Name, Key = rule.Key, Path = rule.File ?? "", From = setting.Text, Outcome = StepOutcome.Ok,
            Evidence = string.Join("; ", readings.Select(reading => reading.Evidence).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)),
        };

        // Where one condition surely does not hold, what is missing for the others does not matter.
        if (rule.Conditions.FirstOrDefault(condition => Holds(condition, setting, Of) is false) is { } not)
        {
            return advice with { Message = $"It is fine as it is: '{not.Text}' does not hold." };
        }

        var missing = string.Join(" ", readings.Select(reading => reading.Missing).Concat(Puzzles(rule, setting, Of)).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal));
        if (missing.Length > 0 || (setting.IsUnnamed && (rule.Conditions.All(condition => Asks(condition, setting)) || rule.Target.Factors.Any(factor => factor.Term.IsValue))))
        {
            return advice with { Outcome = StepOutcome.Skipped, Missing = missing.Length > 0 ? missing : $"Nobody said where {rule.Key} is set. Give the rule '{rule.Name}' a \"file\" in the inventory.", Message = "Nothing is advised." };
        }

        var to = rule.Target.Word ?? Rounded(rule.Target.Compute(term => Of(term).Number)!.Value, setting.Text ?? rule.Default);
        var covered = readings.Min(reading => reading.Covered);
        return string.Equals(to, setting.Text, StringComparison.OrdinalIgnoreCase) ? advice with { Message = "It is set so already." } : advice with
        {
            Outcome = StepOutcome.WouldChange,
            To = to,
            Confidence = setting.IsUnnamed || covered < Enough ? AdviceConfidence.Low : covered < Most ? AdviceConfidence.Medium : AdviceConfidence.High,
            Message = $"{rule.Because} {(setting.IsUnnamed ? $"What {rule.Key} is now is not known: the inventory names no \"file\" for it." : "")}".Trim(),
        };
    }

    // Null where it is not known.
    private static bool? Holds(AdviceCondition condition, AdviceReading setting, Func<AdviceTerm, AdviceReading> read) => Asks(condition, setting) || condition.Terms.Any(term => read(term).Missing.Length > 0) ? null
        : condition.IsOfWord ? condition.Holds(setting.Text ?? "")
        : condition.Left.Compute(term => read(term).Number) is { } left && condition.Right.Compute(term => read(term).Number) is { } right ? condition.Holds(left, right) : null;

    // Of a setting that nobody named.
    private static bool Asks(AdviceCondition condition, AdviceReading setting) => setting.IsUnnamed && condition.Terms.Any(term => term.IsValue);

    // What is known and cannot be computed with.
    private static IEnumerable<string> Puzzles(McpAdviceRule rule, AdviceReading setting, Func<AdviceTerm, AdviceReading> read)
    {
        foreach (var condition in rule.Conditions.Where(condition => !Asks(condition, setting) && Holds(condition, setting, read) is null && condition.Terms.All(term => read(term).Missing.Length == 0)))
        {
            yield return condition.Terms.Any(term => term.IsValue) && setting.Number is null ? $"'{condition.Text}' needs a number, and {rule.Key} is '{setting.Text}'." : $"'{condition.Text}' cannot be computed.";
        }

        if (rule.Target.Word is null && !rule.Target.Factors.Any(factor => factor.Term is { Number: null } && (read(factor.Term) is { Missing.Length: > 0 } or { IsUnnamed: true })) && rule.Target.Compute(term => read(term).Number) is null)
        {
            yield return $"'{rule.To}' cannot be computed.";
        }
    }

    // Whoever wrote a whole number means one.
    private static string Rounded(double to, string? like) => AdviceTerm.Write(like is null || !like.Contains('.', StringComparison.Ordinal) ? Math.Round(to, MidpointRounding.AwayFromZero) : to);
}
