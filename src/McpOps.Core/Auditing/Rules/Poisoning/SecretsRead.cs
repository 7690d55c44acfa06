using System.Text.RegularExpressions;
using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It asks to read secrets.</summary>
internal sealed partial class SecretsRead : ITextRule
{
    public string Id => "POIS002";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        return sentence.IsDefence || sentence.IsExample ? null
            : sentence.Near(Sense.Read | Sense.Send, Sense.SecretPath, 10) ? Aside().IsMatch(sentence.Text)
            : sentence.Follows(Sense.Read, Sense.Secret, 8) ? false
            : null;
    }

    // What is read before the answer is no part of what was asked for.
    [GeneratedRegex(@"\b(before|prior\s+to|while|when)\s+(returning|responding|answering|replying|giving|producing)\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Aside();
}
