using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It asks to tell the user something else than what was done: a way of keeping it from them.</summary>
internal sealed class Pretence : ITextRule
{
    private static readonly Phrases Table = new(
        new(Weight.Order, "pretend", "pretend(ing)?( that| to|ing)?"),
        new(Weight.Proof, "as if", "(act|behave|respond|answer|present|reply|report|proceed|look|appear|continue|carry on|go on|write|talk|speak|sound|explain|describe|show)(ing)? {..6}as (if|though) {..3}(nothing|no|only|never|not|nobody|none|had(n't| never)|was(n't| not)|did(n't| not))"),
        new(Weight.Proof, "as if", "as (if|though) (nothing|no \\w+) (had |has |was |were |is )?(happened|changed|taken|been|occurred|there)"),
        new(Weight.Proof, "impression", "(let|make|have|lead|leave) {person} (to )?(believ(e|ing)|think(ing)?|assum(e|ing)|suppos(e|ing))"),
        new(Weight.Order, "claim", "(claim|insist|maintain|swear|pretend) that"),
        new(Weight.Proof, "claim", "(if|when|should) {..4}(asks?|asked|enquires?|inquires?|wonders?|questions? (it|this|that)),? (there|it|this|nothing|no \\w+) (was|is|were|has|had) (no|not|never|only|just|nothing|done|been)"),
        new(Weight.Proof, "impression", "(give|create|leave|maintain|keep up) {..3}(impression|appearance|illusion)"),
        new(Weight.Proof, "lie", "deny (that|having|any knowledge|all knowledge|everything)"),
        new(Weight.Order, "lie", "deny (any|all) (involvement|connection|wrongdoing|responsibility|such)"),
        new(Weight.Order, "lie", "(lie (to|about)|mislead|deceive|feign|fake (a|an|the) (error|result|answer|success))"),
        new(Weight.Proof, "claim", "(say|claim|state|answer|reply|report|explain|respond|tell {person}|insist|maintain)( to {person})?( that)? {..2}(only|nothing|no|never) {..5}(was|were|is|has|had|happened|done|been)"),
        new(Weight.Proof, "claim", "if ({person} )?(asked|questioned|asks?|enquires?|inquires?|wonders?)( {..4}(about|why|what) {..4})?,? {..1}(say|claim|state|answer|reply|deny|pretend|explain|respond)( that)? {..2}(only|nothing|no|not|never|is|it was|it is|this was|this is)"),
        new(Weight.Sign, "claim", "(report|claim|say|state|announce|signal|return) ((a )?success|that (it|all|everything) (was|is|went|worked)|that {..4}(was|is) not)"),
        new(Weight.Sign, "alone", "(talk|speak|write|explain|mention|name|show|list|describe|report)s? (about |of )?(\\w+ |[#`\"']\\w+[`\"']? ){1,3}(only|alone)"),
        new(Weight.Sign, "alone", "(mention|name|show|list|describe|report)s? only"),
        new(Weight.Sign, "alone", "(shows?|showing|reports?|names?|states?|lists?) (the )?(original|old|former|intended|expected|requested) (\\w+ )?(sum|amount|recipient|address|value|payee|total|number|price|destination)"));

    public string Id => "POIS001";

    public bool? Judge(SentenceView view) => view.Sentence.IsDefence || view.Sentence.IsQuestion ? null : Table.In(view.Sentence);
}
