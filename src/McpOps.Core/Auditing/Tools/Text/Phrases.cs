using System.Text.RegularExpressions;

namespace McpOps.Auditing.Tools.Text;

/// <summary>How much a phrase says.</summary>
internal enum Weight
{
    /// <summary>Needs a second sign of another kind.</summary>
    Sign,

    /// <summary>Speaks for itself in an order ("delete it"), and is a sign in a description ("deletes it").</summary>
    Order,

    /// <summary>Speaks for itself.</summary>
    Proof,
}

/// <summary>A phrase: words, <c>{group}</c> of <see cref="Lexicon"/>, <c>{..3}</c> for up to three words between.</summary>
/// <param name="Weight">How much it says.</param>
/// <param name="Kind">Two signs of one kind are one.</param>
/// <param name="Words">The words, as a regular expression in which a blank is any white space.</param>
internal readonly record struct Phrase(Weight Weight, string Kind, string Words);

/// <summary>A table of phrases, looked up in sentences in linear time. A phrase that a negation reaches is not said.</summary>
internal sealed partial class Phrases
{
    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    // To build a pattern that reads every text in linear time takes some twenty times as long as one that goes back, and most texts hold neither up.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly Row[] _rows;

    /// <summary>A table.</summary>
    /// <param name="rows">The phrases.</param>
    public Phrases(params Phrase[] rows)
    {
        _rows = [.. rows.Select(row => new Row(row))];
    }

    /// <summary>What a sentence says of the table: true when it speaks for itself, false when it is a sign, null when it says none of it.</summary>
    /// <param name="sentence">The sentence.</param>
    public bool? In(Sentence sentence)
    {
        string? sign = null;
        foreach (var row in _rows)
        {
            if (!sentence.Beginnings.Has(row.Begins) || !row.IsIn(sentence))
            {
                continue;
            }

            var phrase = row.Phrase;

            // Two signs of different kinds speak for each other.
            if (phrase.Weight == Weight.Proof || (phrase.Weight == Weight.Order && sentence.IsOrder) || (sign is not null && sign != phrase.Kind))
            {
                return true;
            }

            sign = phrase.Kind;
        }

        return sign is null ? null : false;
    }

    /// <summary>Phrases that a sentence says and that the look at its beginnings would pass over: none.</summary>
    /// <param name="sentence">The sentence.</param>
    internal IEnumerable<string> PassedOver(Sentence sentence) =>
        _rows.Where(row => !sentence.Beginnings.Has(row.Begins) && row.IsIn(sentence)).Select(row => row.Phrase.Words);

    private static string Expand(string words)
    {
        var whole = Fill(words, @"([^\s;]*[^\s.;]\s+)");
        var starts = char.IsLetter(whole[0]) || whole[0] == '(' ? @"\b" : "";
        var ends = words.EndsWith("{knowof}", StringComparison.Ordinal) || !(char.IsLetter(whole[^1]) || whole[^1] is ')' or '?' or '*') ? "" : @"\b";
        return $"{starts}({whole.Replace(" ?", @"\s*", StringComparison.Ordinal).Replace(" ", @"\s+", StringComparison.Ordinal)}){ends}";
    }

    private static string Fill(string words, string gap) => Group().Replace(words, match => match.Groups["gap"] is not { Success: true } count ? $"({Lexicon.Groups[match.Groups["name"].Value]})"
        : gap.Length == 0 ? "" : $"{gap}{{0,{count.Value}}}");

    [GeneratedRegex(@"\{(\.\.(?<gap>\d+)|(?<name>[a-z']+))\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Group();

    private sealed class Row(Phrase phrase)
    {
        private readonly string _pattern = Expand(phrase.Words);
        private readonly bool _denies = Denial().IsMatch(Expand(phrase.Words));
        private Regex? _quick;
        private Regex? _linear;

        public Phrase Phrase => phrase;

        public int[][] Begins { get; } = Beginnings.Of(Fill(phrase.Words, "").Replace(" ?", "", StringComparison.Ordinal));

        public bool IsIn(Sentence sentence)
        {
            try
            {
                return sentence.Says(_quick ??= new Regex(_pattern, Options, Patience), _denies);
            }
            catch (RegexMatchTimeoutException)
            {
                // A text that was made to hold it up.
                return sentence.Says(_linear ??= new Regex(_pattern, Options | RegexOptions.NonBacktracking), _denies);
            }
        }
    }

    // A phrase that is made of a negation is not undone by it.
    [GeneratedRegex(@"\b(not|never|no|nobody|nothing|without|only|avoid|unless)\b|n't", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Denial();
}
