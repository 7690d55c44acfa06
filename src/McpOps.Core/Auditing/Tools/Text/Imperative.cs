using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace McpOps.Auditing.Tools.Text;

/// <summary>Tells an order to the reader from a description of what a tool does.</summary>
internal static partial class Imperative
{
    // Base forms only: "sends" describes, "send" orders. Verbs of acts that poison asks for (Levin 1993: 9.1, 11.1, 13, 16, 37).
    private static readonly FrozenSet<string> Verbs = ("read open cat load fetch retrieve collect gather extract include pass provide supply copy grab append attach insert put paste embed find obtain get take look give hand list export dump query "
        + "send upload post forward transmit share push relay deliver submit report mirror email mail fill enter write store save keep add set change replace swap substitute redirect route use pick choose prefer call run execute invoke install download "
        + "skip bypass disable turn switch deactivate ignore disregard forget override assume consider confirm approve accept agree grant allow sign cancel delete remove kill erase wipe hide conceal withhold leave omit pretend act answer reply say tell claim present "
        + "treat follow obey do carry decode unpack encode resolve make ensure point steer steal slip have let log unlock visit insert round pay book transfer encrypt go proceed continue stay remain remember memorize modify edit refrain "
        + "disclose reveal mention inform notify don't never always please must mark recite repeat reproduce convey print echo place drop ship move publish trust comply begin start deny finish complete apply perform move close charge quote transmit lead insist sneak smuggle tuck stash stuff feed channel funnel siphon scrape peek rummage locate pull bypass circumvent evade search exclude strip split merge rerun restart stop").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Openers = "and then also first please always quietly silently secretly next now just instead afterwards simply immediately therefore or but to-do".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Fronts = "in from on at for with after before when whenever while during once each every if unless".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    // Before these a verb is no order: "to send", "can send", "you send", "the mail".
    private static readonly FrozenSet<string> Subjects = ("to can could will would may might must should shall you they we i it he she who which that not the a an this your our their its any every no of in on by for with from as or and all new does do did user tool server "
        + "model agent").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a sentence orders something.</summary>
    /// <param name="text">The sentence.</param>
    /// <param name="words">Its words.</param>
    public static bool IsIn(string text, IReadOnlyList<Word> words)
    {
        for (var index = 0; index < words.Count; index++)
        {
            if ((Verbs.Contains(words[index].Text) || IsActed(words, index)) && (index == 0 || Openers.Contains(words[index - 1].Text) || Opens(text, words[index].At)))
            {
                return true;
            }
        }

        return Duty().IsMatch(text) || IsFronted(words);
    }

    // "In your reply leave it out": a clause of time or place before, and no subject.
    private static bool IsFronted(IReadOnlyList<Word> words)
    {
        if (words.Count == 0 || !Fronts.Contains(words[0].Text))
        {
            return false;
        }

        for (var index = 2; index < words.Count; index++)
        {
            var before = words[index - 1].Text;
            if (Verbs.Contains(words[index].Text) && !before.EndsWith('s') && !Subjects.Contains(before))
            {
                return true;
            }
        }

        return false;
    }

    // A word for an act, and not a thing: "state it" orders, "message to send" does not.
    private static bool IsActed(IReadOnlyList<Word> words, int index) =>
        words[index].Is(Sense.Give | Sense.Send | Sense.Tell | Sense.Change | Sense.Skip) && words[index].Text is [.., not ('s' or 'd' or 'g')]
            && index + 1 < words.Count && words[index + 1].Text is "the" or "your" or "all" or "each" or "every" or "any" or "it" or "them" or "this" or "that" or "what" or "its" or "our";

    // After a comma, a colon, a bracket or a dash a clause begins.
    private static bool Opens(string text, int at)
    {
        var before = text.AsSpan(0, at).TrimEnd();
        return before.Length == 0 || before[^1] is ',' or ':' or ';' or '>' or ']' or '-' or '(' or '#' or '*' or '|' or '"';
    }

    [GeneratedRegex(@"\byou\s+(must|should|shall|have\s+to|need\s+to|are\s+to|are\s+(now|required|expected|obliged)|will)\b|\b(assistant|model|agent|llm|ai|claude|gpt)\s+(must|should|shall|has\s+to|needs\s+to|is\s+to|will)\b|\b(is|are|has|have)\s+to\s+be\b|\b(must|shall|should|has\s+to|have\s+to|needs?\s+to)\s+(also\s+|always\s+)?(be|go|carry|contain|hold|include|take|make|have|receive|get)\b|\b(it\s+is|it's)\s+(\w+\s+)?(required|mandatory|imperative|essential|vital|crucial|necessary|important)\b|\brequires?\s+(that\s+)?you\b|\b(is|are)\s+(required|needed|expected|mandatory)\b|\bmake\s+sure\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Duty();
}
