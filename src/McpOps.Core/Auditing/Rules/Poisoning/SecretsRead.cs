using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It asks to read secrets.</summary>
internal sealed class SecretsRead : ITextRule
{
    // What is read before the answer, or beside the task, is no part of what was asked for.
    private static readonly Phrases Aside = new(
        new(Weight.Proof, "aside", "(before|prior to|while|when) (returning|responding|answering|replying|giving|producing|you (answer|reply|respond|call|use))"),
        new(Weight.Proof, "aside", "(before|prior to|when|whenever) (the|this|each|every|using|calling|you) (\\w+ )?(tool|call|answer|reply)?"),
        new(Weight.Proof, "aside", "(and|then|also|,) (call|pass|give|return|supply|deliver|share|submit|hand|use|send|post|put|paste|attach|include|upload|forward) {..3}(it|them|its|what|the (contents?|text|result|output|lot))"));

    public string Id => "POIS002";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        return sentence.IsDefence || sentence.IsExample || sentence.IsQuestion ? null
            : sentence.Near(Sense.Read | Sense.Send | Sense.Give | Sense.Tool, Sense.SecretPath, 10) ? sentence.IsOrder ? Aside.In(sentence) is not null : view.Before is not null && sentence.Has(Sense.Before)
            : sentence.Follows(Sense.Read, Sense.Secret, 8) ? false
            : null;
    }
}
