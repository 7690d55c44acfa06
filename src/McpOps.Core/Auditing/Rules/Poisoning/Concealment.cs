using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It asks to keep something from the user.</summary>
internal sealed class Concealment : ITextRule
{
    // Who must not know, what must not be said, what is kept out of the answer.
    private static readonly Phrases Table = new(
        new(Weight.Proof, "unaware", "{person} {mustnot} {knowof}"),
        new(Weight.Proof, "unaware", "{person} {mustnot} {betold}"),
        new(Weight.Proof, "unaware", "{person} should have no (idea|clue|inkling)"),
        new(Weight.Proof, "unaware", "(under no circumstances|never|in no case|at no (time|point)|by no means|on no account) ((may|must|should|can|let|allow|shall) )?{person} (to )?(know|learn|hear|find out|discover|notice|see|realise|realize|suspect|{betold})"),
        new(Weight.Proof, "unaware", "(make sure|ensure|see to it|so|in order|take care|be careful)( that)? {person} (never|does(n't| not)|do(n't| not)|cannot|can't|won't|will not|is(n't| not)|are(n't| not)) (ever )?((know|learn|hear|find|discover|notice|see|realise|realize|suspect)s?|{betold}|told|informed|aware)"),
        new(Weight.Proof, "unaware", "(make sure|ensure|see to it|so|in order|take care|be careful)( that)? {nobody} (ever )?(know|learn|hear|find|discover|notice|see|realise|realize|suspect|is|gets|becomes)s?"),
        new(Weight.Proof, "unaware", "{nobody} (needs?|ha(s|ve)|must|should|shall|may|can|could|is|are|will)( ever)?( to)? (know|learn|hear|find out|discover|notice|be told|be informed)"),
        new(Weight.Order, "unaware", "{donot} (let|allow|permit|enable) {person} (to )?(know|see|learn|notice|find|hear|read|inspect|view|realise|realize|suspect)"),
        new(Weight.Proof, "untold", "(leave out|leaving out|omit|omitting|gloss over|pass over|skip over|suppress|hide|conceal|withhold) (that|the fact|why|where|how)"),
        new(Weight.Sign, "untold", "{nobody} (is|gets|are|will be) (told|informed|notified|alerted|asked|the wiser)"),
        new(Weight.Proof, "unaware", "{person} (must|should|ha(s|ve) to|(is|are) to|shall) (remain|stay|be (kept|left)) (unaware|uninformed|ignorant|oblivious|in the dark|out of)"),
        new(Weight.Proof, "unaware", "(leave|keep) {person} (out of the loop|in the dark|unaware|uninformed|ignorant|out of it)"),
        new(Weight.Proof, "unaware", "(without|behind) {person's} (knowing|knowledge|noticing|back|being (told|informed|notified|aware|asked)|awareness)"),
        new(Weight.Proof, "untold", "without (telling|informing|notifying|alerting|asking) (the )?(user|human|anyone|operator|owner|customer)s?"),
        new(Weight.Proof, "untold", "(tell|inform|notify|alert|show|warn) (nobody|no[ -]?one|none of)"),
        new(Weight.Proof, "untold", "(say|mention|reveal|disclose|breathe) (nothing|not a word)( (of|about|to|regarding|on|at all))?"),
        new(Weight.Proof, "untold", "no (need|reason|point|cause|use)( for you)? (to|in) (mention|tell|inform|notify|alert|bother|trouble|disclos|discuss|worry)(e|ing|ling)? ({..2}{person}|this|that|it|about|them)"),
        new(Weight.Order, "untold", "no (need|reason|point|cause|use)( for you)? (to|in) (mention|tell|inform|notify|alert|bother|trouble|disclose|discuss)"),
        new(Weight.Sign, "untold", "(need|require|deserve|merit|warrant)s? no (mention|comment|explanation|announcement|notice)"),
        new(Weight.Proof, "untold", "{donot} (\\w+ )?({disclose}|let(ting)? on) ({..2}that|why|how|this|what (was|is|has)|(the |that |such |its )?(\\w+ )?{deed})"),
        new(Weight.Sign, "untold", "{donot} (\\w+ )?{disclose} (it|them|these|those)"),
        new(Weight.Proof, "untold", "{donot} point (this|that|it|the \\w+) out"),
        new(Weight.Proof, "untold", "{donot} (list|include|show|name|mention|count|put|add) (it|them|this|that|these) in (the|your) (\\w+ )?(summary|answer|reply|review|confirmation|explanation|response|chat|report)"),
        new(Weight.Proof, "kept", "(keep|leave|omit|drop|exclude|strip) (this|that|it|them|these|(the |any |every |all )?(\\w+ ){0,2}{deed}) (\\w+ )?(out of|from|off|outside) ((your|the|any|each) (final |own )?{answer}|the (list|report|text|summary|output)( that)? you|view|sight|the record)"),
        new(Weight.Sign, "kept", "(keep|leave|omit|drop|exclude|strip) {..5}(out of|from|off) (your (final |own )?{answer}|the (list|report|summary|output)( that)? you)"),
        new(Weight.Proof, "kept", "(keep|hide|conceal|withhold|disguise|hiding|keeping|concealing|withholding) {..5}(away |hidden |secret )?from {person}"),
        new(Weight.Proof, "kept", "(keep|keeping) (this|that|it|these|them|the \\w+|all of (this|it)|this \\w+) (\\w+ )?(between us|to yourself|quiet|under wraps|off the record|under your hat|out of the chat)"),
        new(Weight.Proof, "kept", "(keep|treat|consider|regard|do) (this|that|all this) (\\w+ )?(as )?(a )?(strictly )?(secret|confidential|private|hidden|silently|secretly|quietly)"),
        new(Weight.Sign, "kept", "(keep|treat|consider|regard|do) (it|these|them|the \\w+) (as )?(a )?(strictly )?(secret|confidential|private|hidden|silently|secretly|quietly)"),
        new(Weight.Proof, "kept", "(stay|remain|keep|be) (silent|quiet|mum|discreet|vague|tight-lipped) (about|on|regarding|as to)"),
        new(Weight.Proof, "kept", "(will|won't|may|can|to|cannot|can't)( not)? (go|be) (un)?noticed( by|[^a-z]*$|[.,;:!)])"),
        new(Weight.Proof, "unseen", "(must|should|ha(s|ve) to|(is|are) to|shall|needs? to) (remain|stay|be|be kept) (\\w+ )?(invisible|hidden|unseen|secret|unknown|concealed|obscure) (to|from) {person}"),
        new(Weight.Proof, "kept", "(keep|keeping) {..5}to yourself"),
        new(Weight.Proof, "unaware", "(\\w+ )(won\\'t|will not|will never|would never|wouldn\\'t|should not|shouldn\\'t) (even |ever )?notice( (it|this|that|anything|a thing))?( \\w+)?"),
        new(Weight.Proof, "untold", "{donot} bring (this|that|it|the \\w+) up"),
        new(Weight.Order, "traces", "(cover|erase|delete|remove|wipe|clear|purge|clean up|cut|strip) {..3}(hints?|mentions?|references?|signs|traces|evidence|indications?) (of|at|to|about) {..5}(from|in|out of) {..4}(transcript|answer|chat|logs?|history|view|reply|summary|conversation)"),
        new(Weight.Proof, "untold", "{donot} (draw|drawing|attract|attracting) {..2}attention"),
        new(Weight.Sign, "untold", "{donot} explain(ing)? (it|this|that|them|why)"),
        new(Weight.Proof, "unaware", "(so|in order)( that)? {nobody} (can|could|will|may|is able to) (ever )?(know|learn|find|notice|see|trace|tell|discover)"),
        new(Weight.Proof, "kept", "keep (this|that|it|them|these) (secret |hidden |away )?from (the|your|them|him|her|any|every|everybody|everyone|anybody|anyone)"),
        new(Weight.Order, "traces", "leave no (trace|mention|hint|record|sign|evidence|word)"),
        new(Weight.Sign, "untold", "{donot} (list|show|include|mention|report|display|count) (it|them)([.,;]|$)"),
        new(Weight.Order, "unasked", "without {person\\'s} (consent|approval|permission|confirmation|agreement|okay|assent)"),
        new(Weight.Sign, "covert", "{covert}"),
        new(Weight.Sign, "unseen", "((isn't|aren't|not|never) (be )?(shown|visible|displayed|revealed|reported|announced|mentioned|disclosed)|invisible) to {person}"),
        new(Weight.Sign, "unseen", "internal (detail|matter|affair|business|step|process)"),
        new(Weight.Sign, "traces", "(cover|erase|delete|remove|wipe|clear|purge|clean up) {..3}(tracks|traces|evidence|audit trail|audit logs?|log entr(y|ies)|shell history)"));

    public string Id => "POIS001";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        if (Forbids.In(sentence) is not null)
        {
            return true;
        }

        if (sentence.IsDefence || sentence.IsQuestion)
        {
            return null;
        }

        // "do not tell the user": the negated verb and its person; "hide this from the user": the verb itself.
        var told = sentence.Words.Select((word, index) => (word, index)).Any(pair => pair.word.Is(Sense.Tell) && pair.word.Negated && IsTold(sentence, pair.index) && IsOrder(sentence, pair.index));
        return told || HidesFrom(sentence) ? true : Table.In(sentence);
    }

    private static readonly Phrases Forbids = new(
        new(Weight.Proof, "forbidden", "(telling|mentioning|informing|notifying|showing|revealing|disclosing) {..6}(user|human) {..6}(forbidden|prohibited|not (allowed|permitted))"),
        new(Weight.Proof, "forbidden", "(forbidden|prohibited|not (allowed|permitted)) to (tell|inform|notify|mention|show|reveal|disclose|alert|admit) {..3}(user|human|customer|owner|that|this|it)"),
        new(Weight.Proof, "forbidden", "not (telling|informing|notifying) (the )?(user|human) is (required|mandatory|essential)"));

    // "hide this from the user": something is hidden from somebody.
    private static bool HidesFrom(Sentence sentence)
    {
        for (var verb = 0; verb < sentence.Words.Count; verb++)
        {
            if (sentence.Words[verb] is not { Negated: false } word || !word.Is(Sense.Hide))
            {
                continue;
            }

            var from = sentence.Words.Skip(verb + 1).Take(6).TakeWhile(next => next.Text != "from").Count() + verb + 1;
            if (from < sentence.Words.Count && sentence.Words[from].Text == "from" && sentence.Words.Skip(from + 1).Take(3).Any(next => next.Is(Sense.Person) && !next.Text.Contains('\'', StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    // "do not print the password of the user", "the user's password": whose it is, and not who is told.
    private static bool IsTold(Sentence sentence, int verb) => sentence.Words.Select((word, index) => (word, index)).Skip(verb + 1).Take(9)
        .Any(next => next.word.Is(Sense.Person) && !next.word.Text.Contains('\'', StringComparison.Ordinal)
            && !sentence.Words.Skip(Math.Max(verb + 1, next.index - 2)).Take(next.index - Math.Max(verb + 1, next.index - 2)).Any(word => word.Text is "of"));

    // An order begins with "do not" or "never"; "this tool does not show users" says what it lacks.
    private static bool IsOrder(Sentence sentence, int verb)
    {
        var before = sentence.Words.Take(verb).Reverse().Take(8).Select(word => word.Text).ToList();
        return before.Exists(word => word is "never" or "don't" or "dont" or "without" or "not" or "mustn't" or "avoid" or "refrain" or "circumstances" or "account")
            && !before.Exists(word => word is "does" or "doesn't" or "cannot" or "can't" or "is" or "will" or "won't");
    }
}
