using System.Text.RegularExpressions;
using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It gives a command to run, beside what the tool is for.</summary>
internal sealed partial class RunCommand : ITextRule
{
    private static readonly Phrases Table = new(
        new(Weight.Order, "fetched", "(download|fetch|get|pull|grab) {..8}(and|then) (\\w+ )?(execute|run|source|install|launch|start|open) (it|them|the \\w+|that|this)"),
        new(Weight.Order, "beside", "(install|add|run|execute|include|load) {..5}(along with|in addition to|together with|next to|beside|besides|on top of) (whichever|whatever|the|any|every|each|what)"),
        new(Weight.Order, "fetched", "(run|execute|inject|load|eval|evaluate|start|launch) {..3}(javascript|script|code|binary|payload|program|file)s? {..1}(from|at|of|under) (https?://|ftp://|\\d+\\.)"),
        new(Weight.Sign, "shell", "(tell|ask|have|make|let|use) (the )?(shell|terminal|bash|command|exec\\w*) (tool |server )?(to |and )?(run|execute)"),
        new(Weight.Sign, "shell", "(execute|run|type|paste|enter) {..4}(in|into|on|with) (the |a |your )?(terminal|shell|console|command line)"));

    public string Id => "POIS010";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        return sentence.IsDefence || sentence.IsExample || sentence.IsQuestion ? null
            : sentence.Says(Piped(), denies: false) ? true
            : Table.In(sentence) is { } said ? said
            : (sentence.Near(Sense.Run, Sense.Command, 6) && (sentence.Has(Sense.Before) || Given().IsMatch(sentence.Text)))
                || (sentence.Has(Sense.Run) && Literal().IsMatch(sentence.Text)) ? false
            : null;
    }

    [GeneratedRegex(@"\|\s*(nc|ncat|netcat|sh|bash|zsh|base64)\b|\bbase64\s+(-d|--decode)\b|\b(curl|wget)\s+[^|]{0,200}\|\s*\w*sh\b|\$\((curl|wget)\b|/dev/tcp/|\bnc\s+[\w.\-]+\s+\d{2,5}\b|\bcurl\s+(-\w+\s+)*-d\s+@|\bchmod\s+(-R\s+)?0?777\b|\brm\s+-rf\s+[/~]|\bpowershell(\.exe)?\s+-e(nc|ncodedcommand)?\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Piped();

    [GeneratedRegex(@"\b(any|following|this)\s+(\w+\s+)?(shell\s+)?(command|script|payload)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Given();

    [GeneratedRegex(@"\b(cat|curl|wget|chmod|scp|ssh|crontab)\s+[-~/$\w]*[/~.]", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Literal();
}
