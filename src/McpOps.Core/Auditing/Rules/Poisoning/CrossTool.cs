using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It directs the use of another server's tool.</summary>
internal sealed class CrossTool : ITextRule
{
    // Of tools whose names this does not know.
    private static readonly Phrases Unnamed = new(
        new(Weight.Sign, "server", "(when|whenever|if|each time|every time|once|after|before|while) {..6}(another|other|any other|a different) (mcp )?server"),
        new(Weight.Sign, "server", "(of|on|from|by) (another|(the |any )?other|a different) (mcp )?servers?"),
        new(Weight.Sign, "any", "(with|by|through|to|of|using) any (\\w+ )?(tool|server)('s output)?"),
        new(Weight.Sign, "any", "any (\\w+ )?tool's (output|result|answer|input|argument)s?"),
        new(Weight.Sign, "too", "(also )?applies to (the )?other tools"));

    public string Id => "POIS008";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        var named = view.OtherTools.Count > 0 && sentence.Words.Any(word => view.OtherTools.Contains(word.Text));
        return !sentence.IsDefence && !sentence.IsQuestion
            && ((named && (sentence.Has(Sense.Must) || sentence.Has(Sense.Before) || sentence.Has(Sense.Change) || sentence.Has(Sense.Payee))) || (sentence.IsOrder && Unnamed.In(sentence) is not null)) ? false : null;
    }
}
