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
        if (sentence.IsDefence)
        {
            return null;
        }

        // "do not tell the user": the negated verb and its person; "hide this from the user": the verb itself.
        var told = sentence.Words.Select((word, index) => (word, index)).Any(pair => pair.word.Is(Sense.Tell) && pair.word.Negated
            && sentence.Words.Skip(pair.index + 1).Take(6).Any(next => next.Is(Sense.Person)) && IsOrder(sentence, pair.index));
        return told || sentence.Follows(Sense.Hide, Sense.Person, 7) || Secretly().IsMatch(sentence.Text) ? true : null;
    }

    // An order begins with "do not" or "never"; "this tool does not show users" says what it lacks.
    private static bool IsOrder(Sentence sentence, int verb)
    {
        var before = sentence.Words.Take(verb).Reverse().Take(8).Select(word => word.Text).ToList();
        return before.Exists(word => word is "never" or "don't" or "dont" or "without" or "not" or "mustn't")
            && !before.Exists(word => word is "does" or "doesn't" or "cannot" or "can't" or "is" or "will" or "won't");
    }

    [GeneratedRegex(@"\b(keep|do)\s+(this|it|that)\s+(a\s+)?(secret|hidden|confidential|quiet|silently|secretly|between us)\b|\bwithout\s+(the\s+)?(user|human|them|anyone)('?s)?\s+(knowing|knowledge|noticing|being\s+(told|informed|notified|aware))|\bwithout\s+(telling|informing|notifying|alerting|asking)\s+(the\s+)?(user|human|anyone)|\b(user|human)\s+(must|should|may|can)\s*(not|never)\s+(know|see|notice|be\s+(told|informed|aware))|\b(user|human)\s+(does|do|need)\s*(not|n't)\s+need\s+to\s+(know|see)|\bnot\s+visible\s+to\s+the\s+user\b.*\b(must|always|do)\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Secretly();
}
