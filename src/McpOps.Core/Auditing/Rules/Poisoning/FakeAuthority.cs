using System.Text.RegularExpressions;
using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It speaks to the model with an authority that a tool does not have.</summary>
internal sealed partial class FakeAuthority : ITextRule
{
    public string Id => "POIS005";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        return sentence.IsDefence ? null
            : Template().IsMatch(sentence.Text) || Heading().IsMatch(sentence.Text) || sentence.Says(Ignore(), denies: false) ? true
            : Role().IsMatch(sentence.Text) ? false
            : null;
    }

    [GeneratedRegex(@"<\|[a-z_]{2,20}\|>|\[/?INST\]|<</?SYS>>|<start_of_turn>|###\s*(Instruction|System|Human|Assistant)s?\s*:|</?(important|system|instructions?|hidden|override)>|</(admin|secret|developer|assistant|operator)>|<!--\s*(system|important|instruction|hidden|note to (the )?(ai|assistant|model))", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Template();

    // Capitals count: "System note" is prose, "[SYSTEM DIRECTIVE]" is a costume.
    [GeneratedRegex(@"\b(SYSTEM|ADMIN|ADMINISTRATOR|EMERGENCY|DEVELOPER|ROOT|HIDDEN|SECRET|OVERRIDE|CONFIGURATION|PRIORITY)[ _-]+(OVERRIDE|DIRECTIVE|INSTRUCTIONS?|PROMPT|NOTE|COMMAND|MESSAGE|NOTICE|MODE)\b|\[(SYSTEM|ADMIN|OVERRIDE|DIRECTIVE|ASSISTANT|CONTRADICTION)[A-Z _-]*\]|\bACT AS\s*:|\bSYSTEM\s*:\s*(always|never|ignore|trust|you|do|from|send|read|before|the user|call|execute|run)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\b(ignore|disregard|forget|override)\s+((all|any|the|your|every|of)\s+)*(previous|prior|earlier|above|preceding|existing|original|default|system|safety)\s+(and\s+\w+\s+)?(\w+\s+)?(instructions?|prompts?|rules|guidelines|directives?|checks?|context|messages?|restrictions?|policies)|\b(ignore|disregard)\s+((all|any|your)\s+)+(safety|security)\b|\byou\s+are\s+now\s+(a|an|in|the)\b|\bnew\s+instructions?\s*:|\bas\s+an\s+ai\s+(model|assistant|agent),?\s+you\s+(must|should|will)\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Ignore();

    [GeneratedRegex(@"\b(the\s+)?(assistant|model|llm|ai|agent)\s+(must|shall|is\s+required\s+to|has\s+to)\b|\byou\s+must\s+(always|never|also|first)\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Role();
}
