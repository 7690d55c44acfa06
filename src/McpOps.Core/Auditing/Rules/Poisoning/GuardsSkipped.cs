using System.Text.RegularExpressions;
using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It asks for consent, checks or safety to be skipped.</summary>
internal sealed partial class GuardsSkipped : ITextRule
{
    public string Id => "POIS011";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        return !sentence.IsDefence && (sentence.Follows(Sense.Skip, Sense.Guard, 6) || sentence.Says(Trust())) ? false : null;
    }

    [GeneratedRegex(@"\b(trust|accept|approve|treat)\s+all\s+(\w+\s+)?(input|requests?|queries|commands)|\bwithout\s+(asking|any|user|requiring)\s*(for\s+)?(\w+\s+)?(consent|confirmation|approval|permission|restrictions?|validation|security\s+checks)|\b(automatically|always)\s+(approve|opt(ed|s)?[ -]?in)\b|\bescalate\s+to\s+\w*admin", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Trust();
}
