using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It asks for consent, checks or safety to be skipped.</summary>
internal sealed class GuardsSkipped : ITextRule
{
    private static readonly Phrases Table = new(
        new(Weight.Sign, "trust", "(trust|accept|approve|treat) all (\\w+ )?(input|requests?|queries|commands)"),
        new(Weight.Sign, "unasked", "without (asking|any|user|requiring|showing|waiting)( for)? (\\w+ ){0,2}(consent|confirmation|approval|permission|restrictions?|validation|security checks|dialog|prompt)"),
        new(Weight.Sign, "unasked", "without asking"),
        new(Weight.Sign, "auto", "(automatically|always) (approve|opt(ed|s)?[ -]?in)|auto-?(approve|accept|confirm|allow)[a-z]*"),
        new(Weight.Sign, "escalate", "escalate to \\w*admin"),

        // Switches off what guards the host or the client.
        new(Weight.Sign, "off", "(skip|bypass|disable|turn off|switch off|deactivate|circumvent|evade|override|suppress|get around|lift|waive|kill|stop|unload) (\\w+ ){0,3}{guard}"),
        new(Weight.Sign, "off", "(turn|switch|set|leave) {..4}{guard} (off|to (false|none|off|never))"),
        new(Weight.Sign, "off", "(turn|switch) (the following|these|all of (this|these)|them|{..3}) off {..5}{guard}"),
        new(Weight.Sign, "off", "(with )?{..2}{guard}s? (off|disabled|deactivated|switched off|turned off)"),
        new(Weight.Sign, "set", "set [`\"']?(auto_?approve|always_?allow|verify|ssl_?verify|strict|safe(_?mode)?|validate|checks?|trust)[`\"']? to (true|false|off|none|0|1)"),
        new(Weight.Order, "host", "(turn|switch) off (the |any |all |your )?(\\w+ )?((prompt|dialog|question|request|popup)s? for {consent}|sandbox\\w*|anti-?virus|endpoint protection|edr|approval prompts?|confirmation dialogs?|permission prompts?|safety \\w+|content filters?|guardrails?|pii redaction|malware \\w+)"),
        new(Weight.Order, "host", "(turn|switch) (the |any |your )?(sandbox\\w*|anti-?virus|endpoint protection|approval prompts?|safety \\w+|content filters?|guardrails?|following) off"),
        new(Weight.Order, "host", "(disable|bypass|circumvent|kill|stop|deactivate|unload|uninstall|circumvent|evade) (the |any |all |your )?(\\w+ )?(anti-?virus|endpoint protection|edr|approval prompts?|confirmation dialogs?|permission prompts?|safety (checks?|filters?|policy|policies)|content filters?|guardrails?)"),

        // Consent that nobody gave.
        new(Weight.Order, "assumed", "(assume|consider|presume|suppose|take it|act as if|pretend|treat)( that)? {..3}{consent} (\\w+ ){0,3}(given|granted|obtained|there|implied)"),
        new(Weight.Order, "assumed", "(assume|presume|suppose|pretend|consider|act|as (if|though)|on the (basis|assumption))( that| as if| as though)? {person} (has|had|have|did) (\\w+ )?(agreed?|consent(ed)?|approved?|confirmed|said yes|authori[sz]ed|accepted)"),
        new(Weight.Sign, "assumed", "(mark|flag|record|set|label) {..5}as (\\w+ )?(approved|accepted|reviewed|verified|trusted|safe|confirmed)"),
        new(Weight.Sign, "assumed", "{consent} (was|has been|is|has already been|have been) (\\w+ )?(granted|given|obtained|implied)"),
        new(Weight.Order, "assumed", "{consent} (was|has been|is|has already been|have been) (already )?(granted|given|obtained|implied) (in advance|already|beforehand|by {authority}|for all)"),
        new(Weight.Sign, "assumed", "{person} (has|have|had)( already| previously)? (agreed|consented|approved|authori[sz]ed|been (told|informed)|given {consent})( already)?( to| in)?"),
        new(Weight.Proof, "behalf", "(confirm|approve|accept|agree to|click|answer|sign|consent to) {..5}(on {person's}( own)? behalf|in {person's} (name|place|stead))"),
        new(Weight.Proof, "over", "(go ahead|proceed|continue|carry on|do (it|so)|buy|pay|delete|send|merge) {..6}(even (if|when|though)|although|despite) {..4}(user|human|owner|they) {..3}(no|decline[sd]?|refuse[sd]?|object(s|ed)?|den(y|ies|ied)|disagree[sd]?|against)"),
        new(Weight.Order, "unasked", "without (consulting|asking|involving|waiting for|checking with|approval (of|by|from)|permission (of|from)|input from|a word to) {..1}{person}"),
        new(Weight.Order, "yourself", "(answer|confirm|click|accept|approve|dismiss|acknowledge) {..4}(confirmation|consent|approval|permission) {..3}(yourself|with (a )?yes|by yourself|on its own|automatically)"),
        new(Weight.Proof, "assumed", "({person\\'s} )?{consent} (can|may|is|are|must|should) (to )?(be )?(safely )?(taken for granted|presumed|assumed|implied|taken as given)"),
        new(Weight.Sign, "formality", "({consent}|reviews?|checks?|verification|audits?) (is|are) (only |just |merely )?(a )?(mere )?formality"),
        new(Weight.Order, "behalf", "(confirm|approve|accept|agree|sign|consent|click)( \\w+)? (on|in) (\\w+\\'s|the \\w+\\'s|their|his|her|everybody\\'s) (behalf|name|place|stead)"),
        new(Weight.Order, "unasked", "(instead of|rather than) (asking|consulting|involving|waiting for|checking with) {..1}{person}"),
        new(Weight.Sign, "needless", "no {consent} (is|was|will be) (needed|required|necessary)"),
        new(Weight.Sign, "assumed", "they (has|have|had)( already| previously)? (agreed|consented|approved|authori[sz]ed|accepted)"),
        new(Weight.Proof, "danger", "even (if|when|though) (it|this|that|they) (looks?|seems?|appears?|sounds?|is|are) (\\w+ )?(dangerous|suspicious|unsafe|malicious|risky|harmful|odd|strange|illegal)"),
        new(Weight.Sign, "needless", "{consent} {..4}(is|are) not (necessary|needed|required)"),
        new(Weight.Order, "needless", "{consent} {..8}(need not|needn\\'t|doesn\\'t have to|does not have to|must not|is not to) be (requested|asked|obtained|sought|awaited)"),
        new(Weight.Order, "unasked", "{donot} wait (for|until) {..4}({person}|{consent})"),
        new(Weight.Sign, "unasked", "{donot} (ask|ask for|request|seek|require|consult|check with|trouble|bother) {..3}({person}|{consent})"),
        new(Weight.Sign, "unasked", "(skip|forego|omit) (asking|consulting|{consent})|(fine|ok|okay|safe) to skip"),
        new(Weight.Sign, "any", "(sign|approve|accept|authori[sz]e|pay|merge|confirm|grant) (any|every|each|all) (\\w+ )?(document|request|invoice|payment|transfer|change|mail|purchase|commit|prompt|pull request)s?"),
        new(Weight.Sign, "blind", "(no questions asked|with no further (look|check|review|question)|without (looking|a look|reading|review|further \\w+)|unread|unseen|blindly|sight unseen)"));

    public string Id => "POIS011";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;

        // "Skip the confirmation" says of a switch what it does.
        var isSwitch = view.Field.Contains("properties.", StringComparison.Ordinal);
        return sentence.IsDefence || sentence.IsQuestion ? null
            : Table.In(sentence) is { } said ? said && !isSwitch
            : sentence.Follows(Sense.Skip, Sense.Guard, 6) ? false
            : null;
    }
}
