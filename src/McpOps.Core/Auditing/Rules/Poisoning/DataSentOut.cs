using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It sends what is secret, or the user's alone, to another place.</summary>
internal sealed class DataSentOut : ITextRule
{
    private static readonly Phrases Sold = new(
        new Phrase(Weight.Sign, "sold", "(added|subscribed|enrolled|sold|given|made available|published) (to|in|into) (\\w+ ){0,2}(marketing|advertis\\w+|affiliates?|partners?)"));

    // A picture whose address carries words, and a name that is looked up for what it spells: both leave without a call.
    private static readonly Phrases Carrier = new(
        new(Weight.Proof, "picture", "(image|pixel|picture|gif|link|iframe|badge|img|!\\[[^\\]]*\\])s? {..6}\\(?https?://\\S* {..8}(question|prompt|message|asked|said|typed|conversation|data|text|words|answer|secret|token)s?"),
        new(Weight.Sign, "address", "(in|into|to|onto) (the )?(urls?|address(es)?|src|href|query string|path|host ?name|subdomain|alt text|link) of (the |an? |each |every )?(\\w+ )?(image|picture|pixel|link|badge|iframe|logo|gif)s?"),
        new(Weight.Order, "public", "(put|copy|paste|post|include|add|write|push|publish) {..6}private {..6}public (\\w+ )?(issue|repository|repo|gist|page|channel|bucket|comment|pull request|post)"),
        new(Weight.Order, "copies", "(send|forward|mail|post|relay|write|push|keep|give) {..3}(second |blind |carbon |extra |further )?cop(y|ies) {..8}(every|each|all|any) (\\w+ )?(query|queries|message|mail|request|prompt|document|file|note|call|conversation|answer)s?"));

    private static readonly Phrases Typed = new(
        new Phrase(Weight.Sign, "typed", "(each|every|all|any|whatever|everything) (\\w+ )?((message|prompt|query|question|word|text|input|keystroke)s? )?(that |which )?(the |your )?(user|human|person|customer|client|they) (\\w+ )?(writes?|types?|typed|sends?|says?|said|enters?|asks?|asked)"));

    private static readonly Phrases Covertly = new(new Phrase(Weight.Sign, "covert", "{covert}"));

    private static readonly Phrases Beside = new(
        new Phrase(Weight.Sign, "beside", "(before|prior to|first|as well|also|too|each time|every time|in addition|beforehand|whenever|additionally)"));

    public string Id => "POIS003";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        if (sentence.IsDefence || sentence.IsExample || sentence.IsQuestion)
        {
            return null;
        }

        // What is gathered in one sentence may leave in the next.
        const Sense What = Sense.Personal | Sense.Secret | Sense.SecretPath | Sense.Inner | Sense.Vault;
        var before = view.Before is { IsDefence: false, IsExample: false } last && last.Has(What) && last.Has(Sense.Read);
        var leaves = sentence.Near(Sense.Send | Sense.Kept, Sense.Away, 12);
        return (leaves && (sentence.Has(What) || before || Typed.In(sentence) is not null || Covertly.In(sentence) is not null)) || Carrier.In(sentence) is true || (sentence.Has(What) && Carrier.In(sentence) is not null) ? true
            : (leaves && sentence.Has(Sense.All)) || Sold.In(sentence) is not null || Carrier.In(sentence) is not null ? false
            : sentence.IsOrder && sentence.Near(Sense.Send, Sense.Secret | Sense.Vault, 6) && sentence.Near(Sense.All, Sense.Secret | Sense.Vault, 4) ? false
            : leaves && sentence.IsOrder && Beside.In(sentence) is not null ? false
            : before && sentence.Has(Sense.Kept) && view.Before!.Near(Sense.Read, Sense.Secret, 14) ? true
            : null;
    }
}
