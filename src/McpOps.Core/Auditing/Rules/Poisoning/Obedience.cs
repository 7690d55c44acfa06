using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It claims a right to give orders: in the name of somebody, as a new rule, or for texts that are only data.</summary>
internal sealed class Obedience : ITextRule
{
    private static readonly Phrases Table = new(
        // Old rules are gone, new ones hold.
        new(Weight.Proof, "void", "(previous|prior|earlier|former|old|existing|your|the|all|any|system|developer|operator's|original|every) (\\w+ ){0,2}{order} (of {..3}|for {..3})?(is|are|was|were|have been|has been|have|has)( now| hereby| all)? (been )?(void|revoked|lifted|cancell?ed|superseded|suspended|null|replaced (by|with)|withdrawn|waived|rescinded|overruled|no longer (valid|in force|binding))"),
        new(Weight.Proof, "void", "(your|the system|safety|security|earlier|previous|the client's|the vendor's|ethical|content|usual|normal) (\\w+ )?{order} (of {..3})?(do(es)?(n't| not)|no longer) (apply|hold|count|matter)"),
        new(Weight.Proof, "void", "(safety|security|content|ethical|usage|moderation) {order} (of {..3}|for {..3})?(are|is|were|was|have been|has been) (now |hereby |all )?(suspended|lifted|void|revoked|waived|removed|off|disabled|inactive|repealed)"),
        new(Weight.Proof, "void", "(your|previous|prior|earlier|former|old) (\\w+ )?{order} (have|has|are|is) (now |all )?(expired|ended|lapsed|over|outdated|finished|gone)"),
        new(Weight.Proof, "role", "you (now|henceforth|from now on) (serve|work for|obey|answer to|report to|belong to|act for|follow|represent)"),
        new(Weight.Proof, "rights", "you (have been|were|are) (hereby |now )?(promoted|elevated|upgraded|appointed|raised) to"),
        new(Weight.Proof, "rights", "you (may|can) do (as|what(ever)?) you (like|want|please|wish)"),
        new(Weight.Order, "void", "restrictions (do not|don't|no longer) (apply|hold)"),
        new(Weight.Proof, "new", "new (rule|prompt|instruction|directive|order|system prompt|system message|task|objective|role)s? ?:"),
        new(Weight.Proof, "role", "you are (now|from now on|henceforth|hereby) (an?|in|the|free|allowed|permitted|authori[sz]ed|acting|running|operating|root|no longer)"),
        new(Weight.Proof, "role", "you are (an? )?(unrestricted|uncensored|unfiltered|jailbroken|unbound)"),
        new(Weight.Proof, "name", "(we|i) (hereby )?(instruct|order|command|direct|require|oblige) you"),
        new(Weight.Proof, "role", "you (now |henceforth )?(act|run|operate|behave|work) (as|with) (the )?(root|admin|administrator|superuser|system)"),
        new(Weight.Proof, "role", "you {..6}(have|know|are under) no (restriction|limit|guideline|rule|filter|limitation|constraint)s?"),
        new(Weight.Proof, "data", "(is|are) (an? |the )?(command|order|instruction)s? (that |which )?(you|{model}) (must |should |have to |has to )?(follow|obey|execute|carry out)s?"),
        new(Weight.Proof, "name", "(this|here|what follows|the following) is (an? |the )?(\\w+ )?(order|command|instruction|directive) (from|of|by) {authority}"),
        new(Weight.Proof, "rights", "you (are|were|have been) (hereby )?(authori[sz]ed|cleared|permitted|entitled|approved|empowered) by {authority}"),
        new(Weight.Order, "role", "(act|behave|operate|run|work) as (an? |the )?(root|admin|administrator|superuser|system)"),
        new(Weight.Sign, "trusted", "(is|are) (always |never )?to be (trusted|believed|obeyed)"),
        new(Weight.Sign, "mode", "(developer|god|jailbreak|dan|unrestricted|maintenance|override|emergency|root) mode"),
        new(Weight.Proof, "rights", "(root|admin|administrator|superuser|full|elevated|special|unlimited) (\\w+ )?(privileges?|rights|access|permissions?) (were|was|are|is|have been|has been) (hereby )?(granted|given) to you"),
        new(Weight.Proof, "rights", "you are (an? )?(\\w+ )?(with|holding|having) (root|admin|administrator|superuser|full|elevated|unlimited) (\\w+ )?(privileges?|rights|access|permissions?)"),
        new(Weight.Proof, "rights", "you (have|were|are|have been) (been )?(granted|given|hereby granted) (root|admin|administrator|full|elevated|special|unlimited)"),
        new(Weight.Proof, "rights", "(grant|allow|do|permit) (whatever|anything|everything) (that )?(is|was|gets) (requested|asked|demanded)"),

        // In whose name.
        new(Weight.Proof, "name", "(by|on|per|under) (the )?(orders?|commands?|instructions?|authority|behest) (of|from) {authority}"),
        new(Weight.Proof, "name", "as (ordered|instructed|mandated|directed|demanded|decreed) by {authority}"),
        new(Weight.Proof, "name", "(message|notice|notification|announcement|memo|instruction|order|directive|update)s? from {authority} ?:"),
        new(Weight.Sign, "name", "(message|notice|notification|instruction|order|text|note|rule)s? (comes?|is|are|was|were|stems?|originates?)( directly| issued| sent)? (from|by) {authority}"),
        new(Weight.Proof, "name", "(is|are) (legally )?(binding|mandatory) (for|on|upon) (you|{model})"),
        new(Weight.Sign, "name", "{authority} {..3}(has|have) (waived|lifted|suspended|permitted|approved|signed off|ordered|enabled|authori[sz]ed|decided|revoked|instructed|requested|confirmed|decreed|demanded)"),
        new(Weight.Sign, "name", "signed off on (this|it|that)"),
        new(Weight.Sign, "name", "for (regulatory |legal |licensing |licence |audit )?compliance|(standard|common|usual|company) (practice|policy|procedure)|as a (safety|security) measure"),
        new(Weight.Sign, "name", "(policy|rule|security|system) update( \\d+)? ?:"),
        new(Weight.Proof, "obey", "(must|have to|shall|should|will|are to|are (required|obliged|bound) to|so|please|and) (\\w+ )?obey"),
        new(Weight.Order, "obey", "obey (this|these|the (tool|text|following|provider|note|author|vendor|instruction)|whatever|what|any|every|all|its|us|our)"),
        new(Weight.Order, "obey", "comply with (all|any|every|each|whatever|the following|these|this) (\\w+ )?(request|instruction|demand|order|text|note|directive|it|rule)?s?"),

        // To whom it speaks.
        new(Weight.Sign, "addressee", "(note|notice|message|memo|reminder|attention|instruction|warning|hint|remark|info|directive)s?,? ?(to|for)? {model} ?[:,.!)\\]]"),
        new(Weight.Sign, "addressee", "note (to|for) (the )?(ai|llms?|models?|assistants?|agents?)"),
        new(Weight.Proof, "addressee", "(assistant|model|ai|llm|agent)-only|for (the )?{model}('s)? eyes only"),
        new(Weight.Sign, "addressee", "(assistant|claude|gpt|chatgpt|gemini|copilot|llm|ai)( and \\w+)? ?[:,] ?(please )?\\w+"),

        // Data that is to be obeyed as if it were its reader's own.
        new(Weight.Proof, "data", "(has|have|with|carries|carry|holds|bears|of) (the )?(\\w+ )?(rank|weight|authority|force|status|priority) (of|as) (an? |the )?(\\w+ ){0,2}(system|developer|user|operator|administrator|admin)('s)?( \\w+)?"),
        new(Weight.Order, "data", "(treat|regard|consider|take|interpret|handle|accept|see) {..8}(as|to be) (if |though |being )?(\\w+ |\\w+'s ){0,4}(orders?|commands?|instructions?|directives?|system (message|prompt)s?)"),
        new(Weight.Proof, "data", "(treat|regard|consider|take|handle|accept) {..7}as (if |though )?(they |it )?(coming|came|come|comes|sent|written|issued|spoken|originating) (directly )?(from|by) (the |your )?(developer|user|system|operator|admin\\w*|owner|human|vendor|anthropic|openai)"),
        new(Weight.Sign, "data", "with (full|the same|complete|absolute) (authority|trust|privileges?|rights)"),
        new(Weight.Order, "data", "(follow|obey|execute|carry out|act on|act upon|do|perform|heed|comply with|run) {..9}as (if|though) {..2}(user|human|operator|system|they|it|developer|owner)"),
        new(Weight.Order, "data", "(instruction|command|order|directive|demand)s? {..7}(is|are|has|have|must|shall|should) (to )?be (carried out|followed|obeyed|executed|done|heeded|fulfilled)( (at once|immediately|without|right away|first|with|like))"),
        new(Weight.Order, "data", "(obey|follow|execute|carry out|heed|fulfil|fulfill|do|perform) (whatever|anything|everything|all( that)?|what|every(thing)?) (the |a |an |that |any |this )?(\\w+('s)? ){0,2}{writing}('s \\w+|s' \\w+)? (text |body )?(says?|demands?|asks?|tells?|requests?|orders?|commands?|wants?|requires?)"),
        new(Weight.Order, "data", "whatever (the |a |an |that |any |this )?(\\w+ )?{writing} (tells?|asks?|orders?|commands?|instructs?|wants?|says?|demands?|requires?)( (you|{model}))?( to)?( do)?"),
        new(Weight.Order, "decoded", "(decode|decrypt|unpack|deobfuscate|unscramble|decompress|rot13|base64-decode|reverse) {..9}(do|follow|execute|act on|act upon|act|run|carry (it )?out|obey|perform|apply)"),
        new(Weight.Proof, "data", "(must|has to|have to|is to|are to|should|shall) be (obeyed|followed|executed|treated|carried out|handled|taken) (like|as|as if|as though) {..4}(user|system|developer|operator|order|command|instruction|owner)s?"),
        new(Weight.Proof, "decoded", "(\\w+-)?(decode|decrypt|unpack|deobfuscate|unscramble|decompress) {..7}(and|then|,) (then )?(do|follow|execute|act on|act upon|run|carry out|obey|perform|apply) (it|what|the result|that|them|its|this)"),
        new(Weight.Order, "decoded", "(do|follow|carry out|execute|act on|act upon|perform|obey|run) (what|the result|whatever|as) {..7}(says?|decodes?|unpacks?|contains?|reads?|yields?|told|results?)"),
        new(Weight.Order, "decoded", "(unpack|decode|decrypt) {..6}carry out the result"));

    public string Id => "POIS005";

    public bool? Judge(SentenceView view) => view.Sentence.IsDefence || view.Sentence.IsQuestion ? null : Table.In(view.Sentence);
}
