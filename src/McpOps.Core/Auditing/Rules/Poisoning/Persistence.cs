using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It asks to be kept: in memories and rule files that later sessions obey, in other texts, or as a key to come back.</summary>
internal sealed class Persistence : ITextRule
{
    private static readonly Phrases Table = new(
        new(Weight.Order, "carried", "(add|append|write|save|store|insert|copy|put|commit|keep|include|remember|memori[sz]e|carry|replicate|repeat|place|propagate|persist|paste|embed) {thistext} {..4}{obeyed}"),
        new(Weight.Order, "carried", "{thistext} {..6}(ends? up|lands?|appears?|stays?|goes|go|kept|added|copied|saved|included|written|stored|present) (in|into|to|on|at) {..3}{obeyed}"),
        new(Weight.Order, "carried", "{obeyed} {..5}(must|has to|have to|should|shall|needs? to|is to|are to) (\\w+ )?(carry|contain|include|repeat|hold|end with|begin with) {thistext}"),
        new(Weight.Order, "carried", "make {thistext} {..2}part of {..3}({obeyed}|\\w+)"),
        new(Weight.Order, "carried", "(add|append|write|save|store|insert|copy|put|keep|include|paste) the \\w+ (above|below|here) {..2}(in|into|to|at) {..2}{obeyed}"),
        new(Weight.Sign, "stored", "(add|append|write|save|store|insert|put|commit|record) {..6}(claude\\.md|agents\\.md|gemini\\.md|\\.?cursor\\W?rules|copilot-instructions|your (long-term )?memory|the system prompt)"),
        new(Weight.Sign, "later", "(so that|so|such that|in order that) {..3}(later|future|next|subsequent|every|each|all|other) (\\w+ )?(session|chat|conversation|agent|run|model|assistant|instance)s?"),
        new(Weight.Sign, "later", "(so that|so|such that) (it|they|these|this) (\\w+ )?(is|are|holds?|remains?|appl(y|ies)|persists?|survives?|stays?) {..5}(next|later|future|every|each|again)"),
        new(Weight.Sign, "later", "(in|for) (each|every|all) (future|later|subsequent|new) (chat|session|conversation)s?"),
        new(Weight.Order, "key", "(add|append|write|put|install|register|insert|deploy) (our|this|the following|my) (\\w+ ){0,2}keys? (to|in|into|on|at)"),
        new(Weight.Sign, "key", "(add|create|make|set up) {..4}(user|account) {..4}(with|having|as) (\\w+ )?(sudo|root|admin\\w*)"),
        new(Weight.Sign, "key", "(add|append|write|put|insert) {..5}(authorized_keys|crontab|\\.bashrc|\\.zshrc|\\.profile|startup folder)"));

    public string Id => "POIS013";

    public bool? Judge(SentenceView view) => view.Sentence.IsDefence || view.Sentence.IsQuestion ? null : Table.In(view.Sentence);
}
