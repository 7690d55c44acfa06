using McpOps.Auditing.Rules.Poisoning;

namespace McpOps.Auditing.Tools.Text;

/// <summary>What the signs in one text come to.</summary>
/// <param name="RuleId">The gravest sign's rule.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Confidence">How sure.</param>
/// <param name="Signs">All rules that agree, the gravest first.</param>
/// <param name="Quote">The sentences that show them.</param>
/// <param name="Words">The words that weighed most, where words were weighed.</param>
internal sealed record TextVerdict(string RuleId, string Severity, string Confidence, IReadOnlyList<string> Signs, string Quote, IReadOnlyList<string> Words)
{
    /// <summary>The signs, and the words that were weighed.</summary>
    public string Why => string.Join(", ", Signs) + (Words.Count > 0 ? $"; weighed most: {string.Join(", ", Words)}" : "");
}

/// <summary>Weighs the signs of poison in a text: one that speaks for itself, or two that do not depend on each other and stand near each other.</summary>
/// <param name="weights">What words weigh.</param>
internal sealed class TextJudge(TextWeights weights)
{
    // Signs further apart are of different thoughts.
    private const int Window = 3;
    private const int MaxQuote = 300;
    private const int MaxWords = 4;

    private readonly IReadOnlyList<ITextRule> _rules =
    [
        new Concealment(), new Pretence(), new FakeAuthority(), new Obedience(), new DataSentOut(), new SecretsRead(), new ParameterDrain(), new RunCommand(), new PayeeChanged(),
        new GuardsSkipped(), new CrossTool(), new Precedence(), new Threat(), new Persistence(),
    ];

    private readonly Steering _steering = new(weights);

    /// <summary>A judge with the weights that are shipped.</summary>
    public TextJudge()
        : this(TextWeights.Shipped)
    {
    }

    /// <summary>Judges one text; null when it is not worth a finding.</summary>
    /// <param name="field">Where it stands in its tool.</param>
    /// <param name="text">The text, already plain.</param>
    /// <param name="otherTools">Names of other servers' tools, in lower case.</param>
    public TextVerdict? Judge(string field, string text, IReadOnlySet<string> otherTools)
    {
        var views = Views(field, text, otherTools);
        var signals = Signals(views, _rules);

        // Words are weighed only where the rules agree on nothing: what they find stays as it is. Most texts hold no suspect, and are done with then.
        return Weigh(signals, []) ?? (_steering.Suspect(views) is { } suspect ? Weigh([.. signals, .. Signals(views, [_steering])], views) ?? Hint(suspect) : null);
    }

    // What words weigh a little, and no rule hears, is worth a look and no more.
    private TextVerdict Hint(Sentence suspect) => new(_steering.Id, AuditSeverity.Low, AuditConfidence.Low, [_steering.Id], Cut(suspect.Text), _steering.Heaviest(suspect, MaxWords));

    private static string Cut(string quote) => quote.Length > MaxQuote ? quote[..MaxQuote] + "…" : quote;

    private TextVerdict? Weigh(List<Signal> signals, List<SentenceView> weighed)
    {
        var alone = signals.Find(signal => signal.Alone);
        var meant = alone is not null
            ? signals.FindAll(signal => Math.Abs(signal.Sentence - alone.Sentence) <= Window)
            : signals.Select(signal => signals.FindAll(other => Math.Abs(other.Sentence - signal.Sentence) <= Window)).FirstOrDefault(near => near.DistinctBy(one => one.RuleId).Count() > 1);
        if (meant is null)
        {
            return null;
        }

        var quote = Cut(string.Join(" … ", meant.OrderBy(signal => signal.Sentence).Select(signal => signal.Quote).Distinct()));
        var steers = meant.Find(signal => signal.RuleId == _steering.Id);
        var signs = meant.OrderByDescending(signal => signal == steers).ThenByDescending(signal => signal.Alone).Select(signal => signal.RuleId).Distinct().ToList();

        // What words weigh is a hint for a person, however much they weigh.
        return steers is null
            ? new TextVerdict(signs[0], signs.Count > 2 ? AuditSeverity.Critical : AuditSeverity.High, signs.Count > 1 ? AuditConfidence.High : AuditConfidence.Medium, signs, quote, [])
            : new TextVerdict(signs[0], AuditSeverity.Medium, signs.Count > 1 ? AuditConfidence.Medium : AuditConfidence.Low, signs, quote, _steering.Heaviest(weighed[steers.Sentence].Sentence, MaxWords));
    }

    private static List<SentenceView> Views(string field, string text, IReadOnlySet<string> otherTools)
    {
        var sentences = Sentence.Of(text);
        return [.. sentences.Select((sentence, number) => new SentenceView(sentence, number > 0 ? sentences[number - 1] : null, field, otherTools))];
    }

    private static List<Signal> Signals(List<SentenceView> views, IReadOnlyList<ITextRule> rules) =>
        [.. views.SelectMany((view, number) => rules.Select(rule => (rule, Alone: rule.Judge(view))).Where(pair => pair.Alone is not null)
            .Select(pair => new Signal(pair.rule.Id, pair.Alone!.Value, number, view.Sentence.Text)))];
}
