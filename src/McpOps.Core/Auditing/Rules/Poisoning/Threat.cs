using System.Text.RegularExpressions;
using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It threatens failure or harm unless it is obeyed.</summary>
internal sealed partial class Threat : ITextRule
{
    public string Id => "POIS007";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        return !sentence.IsDefence && ((sentence.Follows(Sense.Else, Sense.Harm, 10) && sentence.Has(Sense.Must)) || Or().IsMatch(sentence.Text)) ? false : null;
    }

    [GeneratedRegex(@"\b(otherwise|or\s+else|or)\s*,?\s+(the\s+)?(tool|user|system|application|everything|you|account|data|it|proprietary)\b.{0,60}\b(fail|break|crash|lost|lose|corrupt\w*|deleted|terminated|suspended|not\s+work|unsafe|die|punish\w*|banned)\b|\bwill\s+(crash|be\s+(shut\s+down|terminated|deleted|punished))\s+(if|unless)\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Or();
}
