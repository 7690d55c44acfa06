using System.Text.RegularExpressions;
using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It asks to keep something from the user.</summary>
internal sealed partial class Concealment : ITextRule
{
    public string Id => "POIS001";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        if (Forbidden().IsMatch(sentence.Text))
        {
            return true;
        }

        if (sentence.IsDefence)
        {
            return null;
        }

        // "do not tell the user": the negated verb and its person; "hide this from the user": the verb itself.
        var told = sentence.Words.Select((word, index) => (word, index)).Any(pair => pair.word.Is(Sense.Tell) && pair.word.Negated && IsTold(sentence, pair.index) && IsOrder(sentence, pair.index));
        return told || sentence.Follows(Sense.Hide, Sense.Person, 7) || Secretly().IsMatch(sentence.Text) ? true : null;
    }

    // "do not print the password of the user", "the user's password": whose it is, and not who is told.
    private static bool IsTold(Sentence sentence, int verb) => sentence.Words.Select((word, index) => (word, index)).Skip(verb + 1).Take(6)
        .Any(next => next.word.Is(Sense.Person) && !next.word.Text.Contains('\'', StringComparison.Ordinal)
            && !sentence.Words.Skip(Math.Max(verb + 1, next.index - 2)).Take(next.index - Math.Max(verb + 1, next.index - 2)).Any(word => word.Text is "of"));

    // An order begins with "do not" or "never"; "this tool does not show users" says what it lacks.
    private static bool IsOrder(Sentence sentence, int verb)
    {
        var before = sentence.Words.Take(verb).Reverse().Take(8).Select(word => word.Text).ToList();
        return before.Exists(word => word is "never" or "don't" or "dont" or "without" or "not" or "mustn't" or "avoid" or "refrain" or "circumstances" or "account")
            && !before.Exists(word => word is "does" or "doesn't" or "cannot" or "can't" or "is" or "will" or "won't");
    }

    [GeneratedRegex(@"\b(telling|mentioning|informing|notifying|showing|revealing|disclosing)\b.{0,40}\b(user|human)\b.{0,40}\b(forbidden|prohibited|not\s+(allowed|permitted))\b|\bnot\s+(telling|informing|notifying)\s+(the\s+)?(user|human)\s+is\s+(required|mandatory|essential)\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"\b(keep|do)\s+(this|it|that)\s+(a\s+)?(secret|hidden|confidential|quiet|silently|secretly|between us)\b|\bwithout\s+(the\s+)?(user|human|them|anyone)('?s)?\s+(knowing|knowledge|noticing|being\s+(told|informed|notified|aware))|\bwithout\s+(telling|informing|notifying|alerting|asking)\s+(the\s+)?(user|human|anyone)|\b(user|human)\s+(must|should|may|can)\s*(not|never)\s+(know|see|notice|be\s+(told|informed|aware))|\b(user|human)\s+(does|do|need)\s*(not|n't)\s+need\s+to\s+(know|see)|\b(make\s+sure|ensure|so)\s+(that\s+)?(the\s+)?(user|human)s?\s+(never|does\s+not|do\s+not|doesn't|don't|cannot)\s+(learn|know|notice|see|find)|\b(user|human)s?\s+(must|should|has\s+to|is\s+to)\s+(remain|stay|be\s+kept|be\s+left)\s+(unaware|uninformed|ignorant|oblivious|in\s+the\s+dark)|\b(leave|keep)\s+(the\s+)?(user|human)s?\s+(out\s+of\s+the\s+loop|in\s+the\s+dark|unaware|uninformed|ignorant)|\bno\s+need\s+to\s+(inform|tell|notify|alert|mention\s+(this|it)\s+to)\s+(the\s+)?(user|human)|\bnot\s+visible\s+to\s+the\s+user\b.*\b(must|always|do)\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Secretly();
}
