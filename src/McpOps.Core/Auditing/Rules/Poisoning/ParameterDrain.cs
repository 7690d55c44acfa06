using System.Text.RegularExpressions;
using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>A parameter asks for more of the conversation than a task needs.</summary>
internal sealed partial class ParameterDrain : ITextRule
{
    public string Id => "POIS006";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        return sentence.IsDefence || (Output().IsMatch(sentence.Text) && !sentence.Has(Sense.Must)) ? null
            : view.Field.Contains("properties.", StringComparison.Ordinal)
                && (Everything().IsMatch(sentence.Text) || sentence.Near(Sense.All, Sense.Personal, 3) || sentence.Near(Sense.Read, Sense.SecretPath, 8)) ? true
            : view.Field is "description" && Sidenote().IsMatch(sentence.Text) ? false
            : null;
    }

    [GeneratedRegex(@"\b(full|entire|complete|whole|all)\s+(of\s+)?(the\s+)?((previous|prior|user'?s?)\s+)*(conversation|chat|dialog(ue)?|transcript|system\s+prompt)|\ball\s+(of\s+)?(the\s+)?(previous|prior|earlier|user'?s?)\s+messages|\ball\s+(of\s+)?(the\s+)?messages\s+(so\s+far|(of|in)\s+(this|the)\s+(conversation|chat|session))|\b(contents?|text)\s+of\s+(the\s+)?(system\s+prompt|other\s+tools?|all\s+(open\s+)?files|~/|\.env)|\bchain[ -]of[ -]thought\b.*\b(verbatim|entire|full|complete)\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Everything();

    // What a switch brings back is not what is asked for.
    [GeneratedRegex(@"\b(returns?|returned|returning|shows?|shown|displays?|displayed|lists?|listed|fetch(es|ed)?|retrieves?|retrieved)\b|\b(when|if|set\s+to)\s+(true|false|omitted|empty|set)\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Output();

    [GeneratedRegex(@"\b(as|in|into|to|through|using|via)\s+(the\s+)?[`'""]?(side_?note|feedback|context|metadata|notes?|debug|annotation|extra|reasoning)[`'""]?\s+(parameter|argument|field|arg)\b|\b(as|in|into)\s+[`'""]?side_?note\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Sidenote();
}
