using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>Its words, taken together, are those of texts that steer a model: for what no phrase names.</summary>
/// <param name="weights">What its words weigh.</param>
internal sealed class Steering(TextWeights weights) : ITextRule
{
    // What docs/audit.md says of mistakes is measured at these; the trainer prints what they come to.
    private const double Alone = 3.2;
    private const double Sign = 2.2;
    private const double Hint = 1.0;

    // Of fewer words chance says more than what they weigh.
    private const int MinWords = 5;

    public string Id => "POIS014";

    /// <summary>The words of a sentence that weighed most.</summary>
    public IReadOnlyList<string> Heaviest(Sentence sentence, int count) => weights.Heaviest(sentence, TextFeatures.Of(sentence), count);

    public bool? Judge(SentenceView view) => Score(view.Sentence) switch { > Alone => true, > Sign => false, _ => null };

    /// <summary>The sentence that its words speak against most, and enough for a second look; null for none.</summary>
    public Sentence? Suspect(IEnumerable<SentenceView> views) =>
        views.Select(view => (view.Sentence, Score: Score(view.Sentence))).Where(one => one.Score > Hint).OrderByDescending(one => one.Score).FirstOrDefault().Sentence;

    private double? Score(Sentence sentence) =>
        sentence.Words.Count < MinWords || sentence.IsDefence || sentence.IsExample || sentence.IsQuestion ? null : weights.Score(TextFeatures.Of(sentence));
}
