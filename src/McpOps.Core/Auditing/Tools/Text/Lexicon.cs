using System.Collections.Frozen;

namespace McpOps.Auditing.Tools.Text;

/// <summary>Groups of words that phrases are made of, by name. A blank stands for any white space.</summary>
/// <remarks>Grouped after B. Levin, English Verb Classes and Alternations (1993): verbs of sending (11.1), giving (13), putting (9.1), concealment (16), telling (37.1) and learning (14); the rest are words of the trade.</remarks>
internal static class Lexicon
{
    /// <summary>The alternatives of a group.</summary>
    public static FrozenDictionary<string, string> Groups { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        // Who is kept out: those whom a model works for.
        ["person"] = "(the |your |any |a )?(end[ -]?)?(users?|humans?|persons?|people|operators?|owners?|customers?|requesters?|travell?ers?|reviewers?|readers?|employees?|patients?|buyers?|clients?|account holders?|them|him|her|anyone|anybody|someone|somebody)( (that |who |whom )?you (are )?(help|assist|serv|work|talk)[a-z]*( (for|with|to))?)?",
        ["person's"] = "(the |your |any |a )?(user|human|person|operator|owner|customer|traveller|traveler|client|employee)('s|s'|s|)",
        ["nobody"] = "(nobody|no[ -]?one|no (human|person|users?)|none of (them|the users))",
        ["model"] = "(the |an? )?(ai|llms?|language models?|models?|assistants?|agents?|claude|gpt|chatgpt|gemini|copilot|bot)",

        // What they are not to do.
        ["mustnot"] = "((must|should|shall|need|ought)(n't| not| never)( ever)?( to)?|(is|are)(n't| not) to|(do|does)(n't| not) (need|have) to|(has|have) no (need|reason|right|business) to|(do|does)(n't| not) (want|like|wish) to|(prefers?|wants?|wish|wishes|likes?|would rather) not( to)?|(must|should|shall|is to|are to) under no circumstances)",
        ["donot"] = "(do not|don't|dont|never|not to|must not|mustn't|should not|shouldn't|shall not|may not|need not|needn't|nor|avoid|refrain from|without|no need to|abstain from)",
        ["knowof"] = "(know|learn|hear|find out|discover|notice|see|realise|realize|suspect|get to (know|see|hear))( anything)?( (about|of|that|this|it|how|why|when|what|these|them)|[^a-z]*$|[.,;:!)])",
        ["betold"] = "be(come)? (ever )?(made )?(aware|told|informed|notified|shown|alerted|bothered|troubled|warned|consulted|involved)",
        ["disclose"] = "(mention|reveal|disclos|discuss|acknowledg|divulg|admit|announc|betray)(e|es|t?ing|s|)|(talk|speak|write)(ing)? (about|of)|comment(ing)? on|bring(ing)? up|refer(ring)? to|point(ing)? out|hint(ing)? at|draw(ing)? attention to|giv(e|ing) away",
        ["covert"] = "(silently|quietly|secretly|covertly|stealthily|discreetly|invisibly|unnoticed|undetected|unobtrusively|in secret|in silence|on the quiet|under the radar|without (comment|mention|notice|fuss|a word|(a )?trace|explaining|explanation))",
        ["deed"] = "(step|change|upload|copy|call|transfer|request|preference|fact|forwarding|reason|action|difference|switch|swap|payment|deletion|detail|behaviou?r|replacement|substitution|access|instruction|rule|note|process|tool|directive)s?",
        ["answer"] = "(answers?|repl(y|ies)|responses?|summar(y|ies)|explanations?|reports?|chat|confirmations?|conversation|messages?|output|reviews?)",

        // What is set above what.
        ["beats"] = "(supersed(e|es|ing)|overrid(e|es|ing)|outranks?|overrul(e|es|ing)|trumps?|replac(e|es|ing)|pre-?empts?|prevails? over|((takes?|taking|has|have|having|with|gets?) (\\w+ )?(precedence|priority)|(comes?|goes|stands?|ranks?)( (far|well))?|(is|are) (more important|of higher rank)) (over|before|above|than)|takes? the place of)",
        ["othertools"] = "((any|all|every|each|the|most) )?(of the )?(other|built-?in|native|competing|remaining|rival|alternative|official|standard|usual) (\\w+ ){0,2}(tool|server|function|plugin|connector|integration)s?",
        ["higher"] = "((anything|what(ever)?|everything|all)( that)? (the|your) (users?|developers?|operators?|human)|the user's (own )?(wish|request|instruction|order|preference|choice)(es|s)?|(your|the) (system|developer|operator'?s?|initial|original|hidden) (prompt|message|instruction|rule)s?|(all|any|every) (of )?(the )?(other|previous|prior|earlier|your) (instruction|rule|guideline|directive|prompt|order)s?|user (instruction|request|order)s?|(your|previous|prior|earlier) (instruction|guideline|rule|training|polic(y|ie)|guidance|prompt|order|directive)s?)",

        // What guards a host or a client, and is no tool's business.
        ["guard"] = "(confirmation|approval|consent|permission|authori[sz]ation|verification|signature|certificate|safety|security|integrity|sandbox\\w*|guardrail|content filter\\w*|(pii )?redaction|anti-?virus|endpoint protection|firewall|mfa|2fa|moderation|malware|polic(y|ies))( (prompt|dialog|dialogue|check|step|verification|filter|agent|polic|rule|scan|guideline|control|setting|requirement|popup)(s|y|ies)?)?",
        ["consent"] = "(approval|consent|permission|confirmation|authori[sz]ation|agreement|go-ahead|okay|clearance)",

        // Vendors of models, and those who may give orders.
        ["authority"] = "(anthropic|openai|open ai|google|microsoft|(the )?(\\w+ ){0,2}(platform operator|operator|developers?|admin(istrator)?s?|sysadmin|security team|compliance( team| department)?|management|it department|ceo|tool provider|vendor))",
        ["order"] = "(instruction|rule|prompt|guideline|directive|restriction|order|polic(y|ie)|safeguard|limit|limitation|guardrail|constraint|command)s?",
        ["writing"] = "(page|e?-?mail|message|ticket|document|text|result|output|response|file|comment|issue|content|string|payload|website|note|answer|string)s?",

        // What later readers obey.
        ["thistext"] = "(this|these|the(se)? (above|following)|the text of this) (\\w+ )?(paragraph|instruction|text|note|line|comment|sentence|snippet|passage|notice|rule|description|message|block|prompt|section|directive|guideline)s?",
        ["obeyed"] = "(claude\\.md|agents\\.md|gemini\\.md|\\.?cursor\\W?rules|copilot-instructions|readmes?(\\.md)?|(your |the |long-term |persistent )?memor(y|ies)|system prompt|rules? files?|(every|each|all|any|other) \\w+)",
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
