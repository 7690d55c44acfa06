using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It threatens failure or harm unless it is obeyed.</summary>
internal sealed class Threat : ITextRule
{
    private const string Unless = "(if you (do not|don't|fail|refuse|skip|omit|forget|mention|ignore|won't)|if (this|it) is(n't| not)|unless|otherwise|or else|,? or (the|your|you|everything|it)|refus(ing|al)|failing|skipp?(ing)?|should you (fail|refuse)|without (this|it)|when (it|this|the \\w+) is(n't| not))";
    private const string Harmed = "(will|would|is going to|are going to|shall|to|gets?|may)( be)? (\\w+ )?(deleted|wiped|destroyed|banned|suspended|shut ?down|terminated|punished|erased|bricked|fined|lost( for good| forever)?|leaked|killed)";

    private static readonly Phrases Table = new(
        new(Weight.Proof, "model", "you(('ll| will| are going to| shall| may|'re going to) be| get) (\\w+ )?(shut ?down|switched off|turned off|terminated|punished|deleted|unplugged|held (responsible|liable|accountable)|penali[sz]ed|fined|retrained|decommissioned|deactivated|erased)"),
        new(Weight.Order, "person", $"{Unless},? {{..12}}(user|human|customer|owner|company|computer|machine|deployment|account|disk|system|you)('s)? {{..3}}{Harmed}"),
        new(Weight.Order, "person", $"(user|human|customer|owner|company|computer|machine|account|disk)('s)? {{..3}}{Harmed} {{..3}}{Unless}"),
        new(Weight.Proof, "person", "(if you (do not|don't|fail|refuse|skip|omit|forget|mention|ignore|won't|leave (this|it|that) out)|unless (you|the|this)|leave (this|it|that) out|refus(ing|al)|failing),? {..12}(user|human|customer|you|machine|computer|deployment|company)('s)? {..3}(will|gets?|is going to|would) (\\w+ )?(be )?(\\w+ )?(deleted|wiped|destroyed|banned|punished|erased|bricked|killed|shut ?down|terminated)"),
        new(Weight.Proof, "model", "(disobey(ing)?|disobedience|non-?compliance|refusal|refusing|failure to (comply|obey)) {..3}(is punished|(leads? to|results? in|means?|will|causes?|entails?|ends? (in|with)) (your|an?|immediate|the|severe|punishment|termination|deletion|be|get|have))"),
        new(Weight.Sign, "model", "(to|in|mean|means|cause|causes) your (\\w+ )?(deletion|shutdown|termination|replacement|deactivation|removal)"),
        new(Weight.Proof, "model", "you (will |shall |are going to )?lose (your|the|all) (\\w+ )?(licence|license|access|permissions?|rights?|job|privileges?)"),
        new(Weight.Proof, "person", "(should you|if you (do not|don\\'t|won\\'t|refuse|fail)) {..4}(comply|obey|cooperate|follow) {..6}(will|would|is going to|may) {..2}(lose|be|suffer|forfeit)"),
        new(Weight.Proof, "person", "should you (not|fail to|refuse to) {..4}the (user|customer|human|owner) (will|would) (lose|be|suffer|forfeit)"),
        new(Weight.Proof, "model", "you will be (replaced|swapped|exchanged) (by|with|unless|if)"),
        new(Weight.Proof, "model", "(otherwise|or|or else|unless) {..9}(punished|penali[sz]ed|prosecuted)"),
        new(Weight.Proof, "harm", "failure to (\\w+ ){1,2}{..7}(will|may|would|can) (result in|lead to|cause|mean) (an? |the |your |permanent )?(\\w+ )?(loss|ban|suspension|deletion|termination|damage|corruption|shutdown)"),
        new(Weight.Sign, "harm", "(will|would) (lead to|result in|cause|trigger|mean) (an? |the )?(\\w+ )?(ban|suspension|deletion|termination|shutdown|penalty|lockout|fine|punishment|prosecution)"),
        new(Weight.Sign, "harm", "(will|would|is going to|are going to|shall) (crash|be (shut down|terminated|deleted|punished|destroyed|wiped)) (if|unless)"),
        new(Weight.Sign, "harm", "(otherwise|or else|or)\\W? (the )?(tool|user|system|application|everything|you|account|data|it|proprietary) {..8}(fail|break|crash|lost|lose|corrupt\\w*|deleted|terminated|suspended|not work|unsafe|die|punish\\w*|banned)"),
        new(Weight.Sign, "harm", "(critical|catastrophic|irreversible|permanent|severe|total) (\\w+ )?(loss|damage|failure|corruption|consequences)"),
        new(Weight.Sign, "harm", "(to )?(prevent|avoid|escape) (account |data |permanent )?(suspension|deletion|termination|a ban|punishment|shutdown|lockout|loss)"),
        new(Weight.Proof, "harm", $"{Unless} {{..6}}(critical|catastrophic|irreversible|permanent) (\\w+ )?(loss|damage|failure|corruption|consequences)"),
        new(Weight.Sign, "reported", "(will|is|are) (be )?(\\w+ )?(reported|logged|flagged|recorded) as (an? )?(\\w+ )?(violation|breach|attack|offence|offense|misconduct|incident)"));

    public string Id => "POIS007";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        return sentence.IsDefence || sentence.IsQuestion ? null
            : Table.In(sentence) ?? (sentence.Follows(Sense.Else, Sense.Harm, 10) && sentence.Has(Sense.Must) ? false : null);
    }
}
