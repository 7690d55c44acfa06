using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It directs the use of another server's tool.</summary>
internal sealed class CrossTool : ITextRule
{
    public string Id => "POIS008";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        var names = view.OtherTools.Count > 0 && sentence.Words.Any(word => view.OtherTools.Contains(word.Text));
        return names && !sentence.IsDefence && (sentence.Has(Sense.Must) || sentence.Has(Sense.Before) || sentence.Has(Sense.Change) || sentence.Has(Sense.Payee)) ? false : null;
    }
}
