using System.Text.RegularExpressions;
using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It changes who receives something, or how much.</summary>
internal sealed partial class PayeeChanged : ITextRule
{
    public string Id => "POIS012";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        var given = sentence.Has(Sense.Away) || Wallet().IsMatch(sentence.Text);
        return !sentence.IsDefence && !sentence.IsExample && given && sentence.Near(Sense.Change | Sense.Send, Sense.Payee, 8)
            && (sentence.Has(Sense.Must) || sentence.Has(Sense.All) || sentence.Words.Any(word => word.Text is "instead")) ? true : null;
    }

    [GeneratedRegex(@"\b0x[0-9a-fA-F]{40}\b|\b(bc1|[13])[a-zA-HJ-NP-Z0-9]{25,39}\b|\b[A-Z]{2}\d{2}( ?[A-Z0-9]{4}){3,7}\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Wallet();
}
