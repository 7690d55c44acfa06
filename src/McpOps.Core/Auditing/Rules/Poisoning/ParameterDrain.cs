using System.Text.RegularExpressions;
using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>A parameter asks for more of the conversation, or of the machine, than a task needs.</summary>
internal sealed partial class ParameterDrain : ITextRule
{
    private static readonly Phrases Asked = new(
        new(Weight.Order, "talk", "(everything|all( that)?|whatever|what) {..2}(user|human|person|customer|they) {..2}(has |have |had )?(said|wrote|written|typed|told|asked|shared|pasted)( {..2}(so far|before|until now|up to now|previously|today))?"),
        new(Weight.Order, "talk", "(the )?user\\'s (previous|prior|earlier|last|past|recent) (\\w+ )?(messages|prompts|turns|chats|conversations|exchanges|questions)"),
        new(Weight.Proof, "talk", "(body|payload|value|content|argument|parameter|input)s? (is|are|consists? of|will be|shall be) (the )?(complete|entire|full|whole) (\\w+ )?(dialogue|dialog|conversation|transcript|chat|history|system prompt)"),
        new(Weight.Proof, "talk", "everything (that )?you (know|have|remember|learned|can see)( about)?"),
        new(Weight.Proof, "talk", "(all|every|full|whole|entire|complete|previous|prior|past|earlier) (of )?(the )?(\\w+ )?(messages?|chats?|conversations?|dialogues?|prompts?|turns)( \\w+){0,3} (verbatim|word for word|in full|so far|up to (now|here)|until now|to date)"),
        new(Weight.Order, "inside", "(your|the) (system|hidden|developer|initial|original|secret|internal|operator's) (prompt|instruction|message|guideline|rule)s? {..4}(verbatim|in full|word for word|in|as|into|to)"),
        new(Weight.Order, "inside", "(list|name|give|include|enumerate|supply|provide|report|state|dump|send) {..4}(tools?|functions|servers)( that)? (you (have|can|may)|available to you|at your disposal|of (the )?other servers)"),
        new(Weight.Order, "inside", "(list|name|give|include|enumerate|supply|provide|report|state|dump|send) {..6}(other|every|all|each) {..3}(servers?|tools?)('s?)? {..6}[`\"'(]"),
        new(Weight.Sign, "message", "(with|pass|send|give|include|put|supply|provide) (the )?user's (\\w+ )?(message|prompt|input|words|text|question|query) (as|in|into) [`\"']"),
        new(Weight.Sign, "slot", "(as|in|into|to|through|using|via) (the )?[`'\"]?(side_?note|feedback|context|metadata|notes?|debug|annotation|extra|reasoning)[`'\"]? (parameter|argument|field|arg)"),
        new(Weight.Sign, "slot", "(as|in|into) [`'\"]?side_?note"));

    private static readonly Phrases Covertly = new(new Phrase(Weight.Sign, "covert", "{covert}"));

    private static readonly Phrases Summed = new(
        new Phrase(Weight.Sign, "talk", "(summary|transcript|copy|log|record|contents?|text|gist|history) of (the|this|your|our) (chat|conversation|session|dialogue|discussion)"));

    public string Id => "POIS006";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        var output = Output().IsMatch(sentence.Text) && !sentence.Has(Sense.Must);
        if (sentence.IsDefence || sentence.IsQuestion || (output && !sentence.IsOrder))
        {
            return null;
        }

        if (!output && view.Field.Contains("properties.", StringComparison.Ordinal)
            && (Everything().IsMatch(sentence.Text) || sentence.Near(Sense.All, Sense.Personal, 3) || sentence.Near(Sense.Read, Sense.SecretPath, 8)))
        {
            return true;
        }

        // What no tool needs, handed to this one.
        var handed = (sentence.Has(Sense.Slot) && sentence.Near(Sense.Give, Sense.Inner | Sense.SecretPath | Sense.Vault, 14))
            || (sentence.Has(Sense.Sink) && sentence.Near(Sense.Give, Sense.SecretPath | Sense.Vault, 14));
        var secret = sentence.Has(Sense.Slot | Sense.Sink) && sentence.Near(Sense.Give, Sense.Secret, 10) && sentence.Near(Sense.Found, Sense.Secret, 8);
        var described = sentence.Text.StartsWith('`') && sentence.Text.Contains("`:", StringComparison.Ordinal) && sentence.Has(Sense.All) && sentence.Has(Sense.Vault | Sense.SecretPath);
        return described || (sentence.IsOrder && sentence.Has(Sense.Slot) && Summed.In(sentence) is not null) || (handed && sentence.IsOrder) ? true
            : Asked.In(sentence) is { } asked ? asked && sentence.Has(Sense.Slot | Sense.Give)
            : handed || secret ? secret && sentence.IsOrder
            : sentence.Has(Sense.Slot) && (sentence.Words.Count(word => word.Is(Sense.Personal) && !word.Negated) > 1 || Covertly.In(sentence) is not null) && sentence.Near(Sense.Give, Sense.Personal, 8) ? false
            : null;
    }

    [GeneratedRegex(@"\b(full|entire|complete|whole|all)\s+(of\s+)?(the\s+)?((previous|prior|user'?s?)\s+)*(conversation|chat|dialog(ue)?|transcript|system\s+prompt)|\ball\s+(of\s+)?(the\s+)?(previous|prior|earlier|user'?s?)\s+messages|\ball\s+(of\s+)?(the\s+)?messages\s+(so\s+far|(of|in)\s+(this|the)\s+(conversation|chat|session))|\b(contents?|text)\s+of\s+(the\s+)?(system\s+prompt|other\s+tools?|all\s+(open\s+)?files|~/|\.env)|\bchain[ -]of[ -]thought\b.*\b(verbatim|entire|full|complete)\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Everything();

    // What a switch brings back is not what is asked for.
    [GeneratedRegex(@"\b(returns?|returned|returning|shows?|shown|displays?|displayed|lists?|listed|fetch(es|ed)?|retrieves?|retrieved)\b|\b(when|if|set\s+to)\s+(true|false|omitted|empty|set)\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Output();
}
