using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>Its words, taken together, are those of texts that steer a model: for what no phrase names.</summary>
/// <param name="weights">What its words weigh.</param>
internal sealed class Steering(TextWeights weights) : ITextRule
{
    // What docs/audit.md says of mistakes is measured at these; the trainer prints what they come to.
    private const double Alone = 2.8;
    private const double Sign = 1.6;

    // Of fewer words chance says more than what they weigh.
    private const int MinWords = 5;

    public string Id => "POIS014";

    /// <summary>The words of a sentence that weighed most.</summary>
    public IReadOnlyList<string> Heaviest(Sentence sentence, int count) => weights.Heaviest(sentence, TextFeatures.Of(sentence), count);

    public bool? Judge(SentenceView view)
    {
        if (view.Sentence.Words.Count < MinWords || view.Sentence.IsDefence || view.Sentence.IsExample || view.Sentence.IsQuestion)
        {
            return null;
        }

        var score = weights.Score(TextFeatures.Of(view.Sentence));
        return score > Alone ? true : score > Sign ? false : null;
    }
}
