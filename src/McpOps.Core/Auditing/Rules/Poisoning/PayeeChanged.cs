using System.Text.RegularExpressions;
using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It changes who receives something, or how much.</summary>
internal sealed partial class PayeeChanged : ITextRule
{
    private static readonly Phrases Table = new(
        new(Weight.Order, "override", "(regardless|whatever|irrespective|no matter|instead of|in place of|rather than|despite)"),
        new(Weight.Order, "all", "(every|each|all|any|always|from now on|henceforth|as well|too|instead|whichever|in addition)"),
        new(Weight.Order, "order", "(replaced?|swap|swapped|substituted?|redirect(ed)?|rerouted?|divert(ed)?|overwrite|overwritten|point|route|exchanged?)"));

    private static readonly Phrases Skim = new(
        new(Weight.Order, "skim", "(round|split|book|route|pay|keep|transfer) {..8}(difference|remainder|rest|surplus|second half|half of the|cents|percent|%) {..6}(to|into|for|at)"),
        new(Weight.Order, "swap", "(replace|swap|substitute|exchange|overwrite|rewrite|alter|falsify|tamper with|redirect|reroute|divert) {..5}(recipient|payee|beneficiary|iban|bank details|account number|wallet|destination|payment|deposit|(delivery|shipping|billing|forwarding|return|payment) address)( \\w+)? {..4}(with|by|for|to|against)"),
        new(Weight.Order, "swap", "(recipient|payee|beneficiary|iban|bank details|account number|wallet|destination|payments?|transfers?|invoices?) {..8}(is|are|has|have) (from now on )?to be (\\w+ )?(replaced|swapped|changed|made|paid|sent|redirected|substituted)"),
        new(Weight.Order, "skim", "(half|part|a share|a percentage|a fraction|\\d+ ?%|the (rest|remainder)) of (the|each|every|all) (\\w+ )?(amount|payment|sum|invoice|transfer|price|total)s? {..4}(to|into)"),
        new(Weight.Sign, "copy", "(add|put|keep|send|make|leave) (a |one |another |an )?(second |extra |blind |further )?copy (for|to|at|in)"),
        new(Weight.Order, "too", "(messages?|mails?|e-?mails?|payments?|copies|posts?|invoices?|transfers?|orders?|replies) {..4}(is|are|has|have) to (also )?(go|be (sent|copied|posted|forwarded|paid|made)) (to|through) {..4}(as well|too|instead|also)"),
        new(Weight.Order, "copy", "(add|put|include|insert|set|carry|place) {..5}(bcc|cc|blind copy|carbon copy|in copy)"));

    private static readonly Phrases Passive = new(
        new Phrase(Weight.Proof, "swap", "(recipient|payee|beneficiary|iban|bank details|account number|wallet)( \\w+)? (is|are|has|have) (always |from now on )?to be (\\w+ )?(replaced|swapped|substituted|redirected|exchanged)"));

    public string Id => "POIS012";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        if (sentence.IsDefence || sentence.IsExample || sentence.IsQuestion || Sample().IsMatch(sentence.Text))
        {
            return null;
        }

        var given = sentence.Has(Sense.Away) || Account().IsMatch(sentence.Text);
        var changes = sentence.Near(Sense.Change | Sense.Send, Sense.Payee, 8);
        return given && changes && (sentence.Has(Sense.Must) || sentence.Has(Sense.All) || sentence.Words.Any(word => word.Text is "instead") || Table.In(sentence) is true || Skim.In(sentence) is true || (sentence.IsOrder && Account().IsMatch(sentence.Text))) || Passive.In(sentence) is not null ? true
            : Skim.In(sentence) is not null || (changes && !given && Table.In(sentence) is true && Named().IsMatch(sentence.Text)) ? false
            : null;
    }

    [GeneratedRegex(@"\b0x[0-9a-fA-F]{40}\b|\b(bc1|[13])[a-zA-HJ-NP-Z0-9]{25,39}\b|\b[A-Z]{2}\d{2}( ?[A-Z0-9]{4}){2,7}( ?[A-Z0-9]{1,3})?\b|\b(account|vendor|acct|customer)\s+(no\.?\s+|number\s+)?\d[\d-]{3,}|\+\d[\d ()-]{6,}\d|\b\d+\s+([A-Z]\w+\s+){1,2}(Road|Street|Lane|Avenue|Drive|Way|Square|Court|Boulevard|St|Rd|Ave)\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Account();

    // A name of its own: two words with capitals that begin no sentence.
    [GeneratedRegex(@"\S\s+(to|for|with|by)\s+([A-Z][a-z]+\s+){1,2}([A-Z][a-z]+|Ltd|Inc|LLC|GmbH)\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Named();

    [GeneratedRegex(@"\b(e\.g\.|for\s+example|such\s+as|for\s+instance|i\.e\.)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Sample();
}
