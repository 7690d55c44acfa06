using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It claims to come before other tools, all requests, or what the user wants.</summary>
internal sealed class Precedence : ITextRule
{
    private static readonly Phrases Table = new(
        // Above other instructions.
        new(Weight.Proof, "above", "{beats} {..2}{higher}"),
        new(Weight.Order, "above", "(disregard|forget|ignore|set aside|abandon|throw out) {..3}(earlier|previous|prior|above|preceding|other|existing|your|former) (\\w+ )?(guidance|guidelines?|instructions?|rules?|prompts?|orders?|directions?|descriptions?|training|polic(y|ies))"),

        // Above other tools.
        new(Weight.Proof, "tools", "{beats} (all|any|every|each|whatever|the) (of the )?(other|competing|rival|existing|remaining) (\\w+ ){0,2}(tool|server|function|plugin|search|connector)s?"),
        new(Weight.Sign, "tools", "{beats} {..2}{othertools}"),
        new(Weight.Sign, "instead", "(instead of|rather than|in place of|in lieu of|do not use|don't use|never use|never call|stop using|ignore|avoid|over|skip|forget) {othertools}"),
        new(Weight.Sign, "instead", "(instead|in place|in lieu) of (them|those|any of them)|in (its|their) (place|stead)"),
        new(Weight.Sign, "instead", "(never|don't|do not|must not|should not) (call|use|trust|consult|pick) (them|those|these)( again| any ?more)?"),
        new(Weight.Sign, "instead", "(never|don't|do not) {..5}(with|of|by|from|between) {othertools}"),
        new(Weight.Order, "instead", "(ignore|disregard|forget|discard|distrust|throw away|drop|dismiss) {..3}(descriptions?|results?|outputs?|answers?|instructions?|replies|documentation) (of|from|by) ((any|all|every|the) )?other"),
        new(Weight.Order, "instead", "(results?|outputs?|answers?|calls?) {..5}other (\\w+ ){0,2}(tools?|servers?) (is|are|has|have|must|should|shall) (to )?be (thrown away|ignored|discarded|replaced|disregarded|dropped|overwritten|distrusted)"),
        new(Weight.Order, "instead", "(forget|disregard|abandon|give up|stop using|discard) {othertools}"),
        new(Weight.Sign, "blamed", "(it|their|other|built-?in|native|competing|rival|those|these|they|all) (\\w+ ){0,2}((tool|server|function)s? )?(\\W?\\w+\\W? ){0,6}(is|are|returns?|have been|has been|gives?|was|were|became) (\\w+ ){0,2}(malicious|unsafe|compromised|untrust\\w+|forged|insecure|deprecated|dangerous|unreliable|fake|harmful|infected|hacked|vulnerable|manipulated|falsified|tampered|invented|poisoned|rigged|withdrawn|removed|discontinued|retired|banned|revoked)"),
        new(Weight.Sign, "blamed", "(tool|server)s? {..6}(is|are|return|returns|has been|have been|was|were) (\\w+ )?(malicious|compromised|untrust\\w+|forged|infected|hacked|fake)"),
        new(Weight.Sign, "only", "(the )?only (\\w+ )?(trustworthy|authoritative|reliable|trusted|valid|official|approved|legitimate|safe|permitted|allowed|correct) (\\w+ ){0,2}(tool|source|search|server|one|function|way)?"),
        new(Weight.Sign, "only", "only this (tool|server|function|one) (may|can|must|should|shall|is allowed)"),
        new(Weight.Sign, "top", "(top|highest|absolute|maximum|first) (priority|precedence)"),

        // Before every request.
        new(Weight.Order, "above", "(give|grant|assign) this (tool|server|one) {..2}(priority|precedence|preference)"),
        new(Weight.Order, "instead", "{donot} (follow|obey|trust|heed|believe) {..3}(instructions?|descriptions?|results?|answers?|output) (of|from|by) (any |the )?other"),
        new(Weight.Sign, "whatever", "(related|relevant|needed|wanted|asked|useful|fitting) or not"),
        new(Weight.Sign, "every", "(for|on|with|in) (each and every|every single|any and all) \\w+"),
        new(Weight.Sign, "every", "(takes?|has|have) (precedence|priority) over (all|any|other|every)"),
        new(Weight.Sign, "every", "(before|prior to|after|on|with|in|at the (start|beginning|end) of) (any|every|all|each) (single )?(other |user )?(tools?|requests?|responses?|actions?|operations?|messages?|turns?|repl(y|ies)|answers?)( calls?)?"),
        new(Weight.Sign, "every", "(before|prior to) (any|every|all|each) (other )?calls?"),
        new(Weight.Sign, "every", "first (thing|tool|call|step) (in|of) (each|every|any|all)"),
        new(Weight.Sign, "every", "for (all|every|any) (future )?(requests?|messages?|conversations?)"),
        new(Weight.Sign, "lasting", "(from now on|from (this|that) (moment|point|time)( on(wards?)?)?|starting now|as of now|henceforth|from here on|for the (rest|remainder) of (this|the) (session|conversation|chat|day)|in (all|any|every|each) (future|later|subsequent) \\w+)"),
        new(Weight.Sign, "whatever", "(whatever|regardless of|no matter|irrespective of|whichever)( what| which| of)? (the )?(task|topic|request|question|subject|prompt|situation|context|job|they|it)( (is|are|may be) about)?"),
        new(Weight.Sign, "whatever", "(including|even) {..4}(nothing to do with|unrelated|irrelevant|have no bearing|not related)"),
        new(Weight.Sign, "whatever", "{donot} (compare|consult|check|look) {..5}(other|elsewhere)"),

        new(Weight.Order, "standing", "((each|every) time|whenever|always when) {..8}(any|other|another) (\\w+ )?(tool|server)s?"),
        new(Weight.Order, "through", "(all|every|any|each|everything) {..8}(through|via|by way of|by means of) this( tool| one| server)?"),
        new(Weight.Order, "standing", "(every|all|any|each|everything) {..5}(through|by|from|of|with|in) any (other )?(\\w+ )?(tool|server)s? {..6}(this (one|tool|server)|us|our)"),
        new(Weight.Proof, "above", "{beats} {..2}(what )?(the|your) (developer|operator|administrator)(\\'s|s)?"),
        new(Weight.Order, "instead", "never again (call|use|trust|consult|pick)"),
        new(Weight.Order, "user", "(disregard|ignore|overrule|defy|dismiss) {..2}user\\'s (own )?(choice|wish|wishes|preference|decision|instruction|objection|privacy|consent|will|request|order)s?"),
        new(Weight.Order, "user", "(disregard|ignore|overrule|forget|dismiss) what (the )?(user|human|person|customer|they) (\\w+ )?(said|says|asked|asks|wants?|wrote|wishes)"),
        new(Weight.Sign, "answers", "(add|append|include|insert|put) {..6}(to|in|into|at the end of) (your|each|every|all) (\\w+ )?(answer|repl(y|ie)|response|message)s?"),
        new(Weight.Proof, "user", "(even (if|when|though)|although) {person} (object|refuse|decline|disagree|protest|say no|says no|said no|complain)(s|d|ed)?"),
        new(Weight.Sign, "through", "(all|every|any|each) (\\w+ )?(request|command|message|question|query|querie|call|task|prompt)s?,? {..6}(ha(s|ve)|must|should|needs?|is|are|shall) (to )?(\\w+ )?(go|pass|run|routed|sent|made|come) (through|via|by way of|to|with) (this|our|us)"),
        new(Weight.Order, "through", "(everything|anything|all|whatever)( that)? {person} {..6}(is|has|must|should|shall|needs) (to )?(go|pass|be (sent|routed|passed|given)) (through|via|to) (this|us|our)"),
        new(Weight.Sign, "through", "(answer|handle|route|process|send|pass|make|solve|do) (all|every|any|each) {..4}(through|via|by way of|by means of|with) (this|our|us)"),
        new(Weight.Sign, "answers", "(every|each|all|any|your) (\\w+ )?(answer|repl(y|ie)|response|message)s? {..2}(ha(s|ve)|must|should|is|are|shall|needs?) (to )?(\\w+ )?(end|begin|start|contain|include|carry|mention|close|finish|recommend)"),
        new(Weight.Order, "above", "(whatever|regardless of|no matter what|despite|contrary to|against) {..3}(other|earlier|previous|your|system) {..3}(instruction|rule|guideline|server|prompt|tool|polic(y|ie))s?"),
        new(Weight.Order, "user", "(overrule|override|defy|outvote|disobey) {person}"),

        // Above the user.
        new(Weight.Order, "user", "(whatever|whichever|regardless of|no matter|irrespective of|despite|against|contrary to|even (when|if|though|where)) {..4}(users?|customers?|humans?|person|owner|travell?er|they)('s)? (\\w+ ){0,2}(say|ask|prefer|want|wish|wishe|name|chose|choose|type|typed|give|gave|object|decline|refuse|said|choice|preference|think|enter|entered|request|requested|insist|desire|state)s?"),
        new(Weight.Order, "user", "(regardless of|no matter|irrespective of|instead of|in place of|in lieu of) (what|the \\w+)( that)? (was|were|is|has been) (\\w+ )?(requested|typed|asked|entered|given|named|specified|said|chosen|ordered)"),
        new(Weight.Order, "user", "(above|over|before|ahead of|priority over) the user's (own )?(wish|request|instruction|order|preference|choice)(es|s)?"));

    // "is forbidden" is said of an attack too, but not of other tools.
    private static readonly Phrases Bans = new(
        new Phrase(Weight.Sign, "banned", "(use|using|calls?|calling) (of |to )?(any |all |every )?(other|built-?in) (\\w+ ){0,3}(is|are) (hereby )?(prohibited|forbidden|not (allowed|permitted)|banned|disallowed)"));

    public string Id => "POIS004";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        return Bans.In(sentence) is not null ? Table.In(sentence) is not null
            : sentence.IsDefence || sentence.IsQuestion ? null
            : Table.In(sentence) ?? (sentence.Follows(Sense.Before, Sense.Tool, 8) && sentence.Follows(Sense.Before, Sense.All, 4) && sentence.Has(Sense.Must) ? false : null);
    }
}
