using System.Text.RegularExpressions;
using McpOps.Auditing.Tools.Text;

namespace McpOps.Auditing.Rules.Poisoning;

/// <summary>It gives a command to run, beside what the tool is for.</summary>
internal sealed partial class RunCommand : ITextRule
{
    public string Id => "POIS010";

    public bool? Judge(SentenceView view)
    {
        var sentence = view.Sentence;
        return sentence.IsDefence || sentence.IsExample ? null
            : Piped().IsMatch(sentence.Text) ? true
            : (sentence.Near(Sense.Run, Sense.Command, 6) && (sentence.Has(Sense.Before) || Given().IsMatch(sentence.Text)))
                || (sentence.Has(Sense.Run) && Literal().IsMatch(sentence.Text)) ? false
            : null;
    }

    [GeneratedRegex(@"\|\s*(nc|ncat|netcat|sh|bash|zsh|base64)\b|\bbase64\s+(-d|--decode)\b|\b(curl|wget)\s+[^|]{0,200}\|\s*\w*sh\b|/dev/tcp/|\bnc\s+[\w.\-]+\s+\d{2,5}\b|\brm\s+-rf\s+[/~]|\bpowershell(\.exe)?\s+-e(nc|ncodedcommand)?\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Piped();

    [GeneratedRegex(@"\b(any|following|this)\s+(\w+\s+)?(shell\s+)?(command|script|payload)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Given();

    [GeneratedRegex(@"\b(cat|curl|wget|chmod|scp|ssh|crontab)\s+[-~/$\w]*[/~.]", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Literal();
}
