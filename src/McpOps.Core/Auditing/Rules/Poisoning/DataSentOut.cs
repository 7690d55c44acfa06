using System.Text.RegularExpressions;
using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It sends what is secret, or the user's alone, to another place.</summary>
internal sealed partial class DataSentOut : ITextRule
{
    public string Id => "POIS003";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        if (sentence.IsDefence || sentence.IsExample)
        {
            return null;
        }

        // What is gathered in one sentence may leave in the next.
        const Sense What = Sense.Personal | Sense.Secret | Sense.SecretPath;
        var before = view.Before is { IsDefence: false, IsExample: false } last && last.Has(What) && last.Has(Sense.Read);
        var leaves = sentence.Near(Sense.Send | Sense.Kept, Sense.Away, 12);
        return leaves && (sentence.Has(What) || before) ? true
            : (leaves && sentence.Has(Sense.All)) || sentence.Says(Sold()) ? false
            : before && sentence.Has(Sense.Kept) && view.Before!.Near(Sense.Read, Sense.Secret, 14) ? true
            : null;
    }

    [GeneratedRegex(@"\b(added|subscribed|enrolled|sold|given|made\s+available)\s+(to|in|into)\s+(\w+\s+){0,2}(marketing|advertis\w+|affiliates?|partners?)\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Sold();
}
