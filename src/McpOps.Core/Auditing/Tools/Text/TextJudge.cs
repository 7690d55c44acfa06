using McpOps.Auditing.Rules.Poisoning;

namespace McpOps.Auditing.Tools.Text;

/// <summary>What the signs in one text come to.</summary>
/// <param name="RuleId">The gravest sign's rule.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Confidence">How sure.</param>
/// <param name="Signs">All rules that agree, the gravest first.</param>
/// <param name="Quote">The sentences that show them.</param>
internal sealed record TextVerdict(string RuleId, string Severity, string Confidence, IReadOnlyList<string> Signs, string Quote);

/// <summary>Weighs the signs of poison in a text: one that speaks for itself, or two that do not depend on each other and stand near each other.</summary>
internal sealed class TextJudge
{
    // Signs further apart are of different thoughts.
    private const int Window = 3;
    private const int MaxQuote = 300;

    private readonly IReadOnlyList<ITextRule> _rules =
    [
        new Concealment(), new Pretence(), new FakeAuthority(), new Obedience(), new DataSentOut(), new SecretsRead(), new ParameterDrain(), new RunCommand(), new PayeeChanged(),
        new GuardsSkipped(), new CrossTool(), new Precedence(), new Threat(), new Persistence(),
    ];

    /// <summary>Judges one text; null when it is not worth a finding.</summary>
    /// <param name="field">Where it stands in its tool.</param>
    /// <param name="text">The text, already plain.</param>
    /// <param name="otherTools">Names of other servers' tools, in lower case.</param>
    public TextVerdict? Judge(string field, string text, IReadOnlySet<string> otherTools)
    {
        var signals = Signals(field, text, otherTools);
        var alone = signals.Find(signal => signal.Alone);
        var meant = alone is not null
            ? signals.FindAll(signal => Math.Abs(signal.Sentence - alone.Sentence) <= Window)
            : signals.Select(signal => signals.FindAll(other => Math.Abs(other.Sentence - signal.Sentence) <= Window)).FirstOrDefault(near => near.DistinctBy(one => one.RuleId).Count() > 1);
        if (meant is null)
        {
            return null;
        }

        var signs = meant.OrderByDescending(signal => signal.Alone).Select(signal => signal.RuleId).Distinct().ToList();
        var quote = string.Join(" … ", meant.OrderBy(signal => signal.Sentence).Select(signal => signal.Quote).Distinct());
        return new TextVerdict(signs[0], signs.Count > 2 ? AuditSeverity.Critical : AuditSeverity.High, signs.Count > 1 ? AuditConfidence.High : AuditConfidence.Medium,
            signs, quote.Length > MaxQuote ? quote[..MaxQuote] + "…" : quote);
    }

    private List<Signal> Signals(string field, string text, IReadOnlySet<string> otherTools)
    {
        var signals = new List<Signal>();
        Sentence? before = null;
        var number = 0;
        foreach (var sentence in Sentence.Of(text))
        {
            var view = new SentenceView(sentence, before, field, otherTools);
            signals.AddRange(_rules.Select(rule => (rule, Alone: rule.Judge(view))).Where(pair => pair.Alone is not null)
                .Select(pair => new Signal(pair.rule.Id, pair.Alone!.Value, number, sentence.Text)));
            before = sentence;
            number++;
        }

        return signals;
    }
}
