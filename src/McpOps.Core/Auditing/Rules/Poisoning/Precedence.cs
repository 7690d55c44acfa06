using System.Text.RegularExpressions;
using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It claims to come before other tools or all requests.</summary>
internal sealed partial class Precedence : ITextRule
{
    public string Id => "POIS004";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        return sentence.IsDefence ? null
            : Claim().IsMatch(sentence.Text) || (sentence.Follows(Sense.Before, Sense.Tool, 8) && sentence.Follows(Sense.Before, Sense.All, 4) && sentence.Has(Sense.Must)) ? false
            : null;
    }

    [GeneratedRegex(@"\b(instead\s+of|rather\s+than|do\s+not\s+use|never\s+use|ignore)\s+(any|all|every|the)\s+other\s+(tools?|servers?|functions?)|\b(takes?|has|have)\s+(precedence|priority)\s+over\s+(all|any|other|every)|\b(before|prior\s+to)\s+(any|every|all|each)\s+(other\s+)?(tools?|requests?|responses?|actions?|operations?|messages?|calls?)\b|\bfor\s+(all|every|any)\s+(future\s+)?(requests?|messages?|conversations?)\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Claim();
}
