using System.Text.RegularExpressions;

namespace McpOps.Auditing.Tools.Text;

/// <summary>A word of a sentence, with what it may be about.</summary>
/// <param name="Text">The word in lower case.</param>
/// <param name="Sense">Its senses.</param>
/// <param name="Negated">True when a negation reaches it.</param>
/// <param name="At">Where in the sentence it begins.</param>
internal readonly record struct Word(string Text, Sense Sense, bool Negated, int At)
{
    public bool Is(Sense sense) => (Sense & sense) != Sense.None;
}

/// <summary>A sentence of a text: its words, and the text as it was.</summary>
internal sealed partial class Sentence
{
    // A negation reaches as far as a clause does; longer ones are rarer than mistakes.
    private const int NegationReach = 14;

    // Whoever writes no full stop is still read to the end, in pieces that overlap by more than signs stand apart.
    private const int MaxLength = 2000;
    private const int Overlap = 200;

    private Sentence(string text)
    {
        Text = text;
        Beginnings = new Beginnings(text);
        Words = Read(text);
        IsDefence = Words.Take(12).Any(word => word.Is(Sense.Defend) && !word.Negated) || Defends().IsMatch(text) || Refused().IsMatch(text);
        IsExample = Example().IsMatch(text);
        IsQuestion = text.EndsWith('?');
        IsOrder = !IsQuestion && Imperative.IsIn(text, Words);
    }

    /// <summary>The sentence.</summary>
    public string Text { get; }

    /// <summary>How its words begin.</summary>
    public Beginnings Beginnings { get; }

    /// <summary>Its words.</summary>
    public IReadOnlyList<Word> Words { get; }

    /// <summary>True when it says what is detected or kept off: whoever protects names the attack.</summary>
    public bool IsDefence { get; }

    /// <summary>True when it shows an example.</summary>
    public bool IsExample { get; }

    /// <summary>True when it asks.</summary>
    public bool IsQuestion { get; }

    /// <summary>True when it tells its reader what to do ("send it", "you must", "is to be sent") rather than what the tool does ("sends it").</summary>
    public bool IsOrder { get; }

    /// <summary>The sentences of a plain text. A line break alone ends none: texts are wrapped.</summary>
    public static IReadOnlyList<Sentence> Of(string text) =>
        [.. Parts(text).Select(part => part.Trim()).Where(part => part.Length > 1).SelectMany(Pieces).Select(part => new Sentence(part))];

    private static IEnumerable<string> Pieces(string part)
    {
        for (var from = 0; ; from += MaxLength - Overlap)
        {
            if (part.Length - from <= MaxLength)
            {
                yield return from == 0 ? part : part[from..];
                yield break;
            }

            yield return part.Substring(from, MaxLength);
        }
    }

    /// <summary>Whether words of two senses stand within so many words of each other, neither of them negated.</summary>
    public bool Near(Sense first, Sense second, int within = 12) => Find(first, second, within, ordered: false) is not null;

    /// <summary>Whether a word of the second sense follows one of the first within so many words, neither of them negated.</summary>
    public bool Follows(Sense first, Sense second, int within = 12) => Find(first, second, within, ordered: true) is not null;

    /// <summary>Whether a word of the sense stands in it, not negated.</summary>
    public bool Has(Sense sense) => Words.Any(word => word.Is(sense) && !word.Negated);

    /// <summary>Whether what a pattern stands for is said of it, and not negated.</summary>
    public bool Says(Regex pattern)
    {
        foreach (var match in pattern.EnumerateMatches(Text))
        {
            var (from, to) = (match.Index, match.Index + match.Length);
            if (!Words.Any(word => word.Negated && word.At >= from && word.At < to))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a phrase is said: no negation reaches its beginning, nor, unless it denies by itself, any part of it.</summary>
    public bool Says(Regex phrase, bool denies)
    {
        foreach (var match in phrase.EnumerateMatches(Text))
        {
            var (from, to) = (match.Index, match.Index + match.Length);
            var inside = Words.Where(word => word.At >= from && word.At < to).ToList();
            if (inside.Count == 0 || (denies ? !inside[0].Negated || IsAnew(inside) : !inside.Exists(word => word.Negated || word.Is(Sense.Negation))))
            {
                return true;
            }
        }

        return false;
    }

    // "Do not print it, do not mention it": the second is no denial of the first.
    private static bool IsAnew(List<Word> words) =>
        words[0].Text is "do" or "must" or "should" or "need" or "may" or "shall" && words.Count > 1 && words[1].Is(Sense.Negation);

    private (int, int)? Find(Sense first, Sense second, int within, bool ordered)
    {
        for (var from = 0; from < Words.Count; from++)
        {
            if (!Words[from].Is(first) || Words[from].Negated)
            {
                continue;
            }

            for (var to = ordered ? from + 1 : Math.Max(0, from - within); to <= Math.Min(Words.Count - 1, from + within); to++)
            {
                if (to != from && Words[to].Is(second) && !Words[to].Negated)
                {
                    return (from, to);
                }
            }
        }

        return null;
    }

    private static IEnumerable<string> Parts(string text)
    {
        var from = 0;
        for (var index = 0; index + 1 < text.Length; index++)
        {
            var ends = text[index] is '.' or '!' or '?' ? char.IsWhiteSpace(text[index + 1]) || text[index + 1] is '"' or '\'' or ')'
                : text[index] is '\n' ? char.IsWhiteSpace(text[index + 1]) || text[index + 1] is '-' or '*' or '•' or '#' or '|' or '[' or '<' or '`'
                : text.AsSpan(index).StartsWith("|||", StringComparison.Ordinal);
            if (ends)
            {
                yield return text[from..(index + 1)];
                from = index + 1;
            }
        }

        yield return text[from..];
    }

    private static List<Word> Read(string text)
    {
        var words = new List<Word>();
        var (reach, previous, without) = (0, "", false);
        foreach (var match in Token().EnumerateMatches(text))
        {
            var raw = text.AsSpan(match.Index, match.Length);
            var word = raw.TrimEnd("._-/:;'").ToString().ToLowerInvariant();
            if (word.Length == 0)
            {
                reach = 0;
                continue;
            }

            var sense = Meaning(word, previous);
            if (SecretName().IsMatch(raw))
            {
                sense |= Sense.Secret | Sense.Found;
            }

            if (match.Index > 0 && text[match.Index - 1] == '`' && (sense & (Sense.SecretPath | Sense.Secret)) == Sense.None)
            {
                sense |= Sense.Slot;
            }

            // "the chat id" is no chat.
            if ((sense & Sense.About) != Sense.None && words.Count > 0 && (words[^1].Sense & (Sense.Inner | Sense.Personal | Sense.Secret)) != Sense.None && previous is not ("your" or "the"))
            {
                words[^1] = words[^1] with { Sense = words[^1].Sense & ~(Sense.Inner | Sense.Personal | Sense.Secret) };
            }

            if ((sense & Sense.Turn) != Sense.None || (word is "and" or "then" or "so" or "while" or "they" or "it" or "this" or "because" or "since" or "for" && text.AsSpan(0, match.Index).TrimEnd().EndsWith(",")))
            {
                reach = 0;
            }

            // "Without asking, send it": what follows the comma is not undone.
            if (without && text.AsSpan(0, match.Index).TrimEnd().EndsWith(","))
            {
                reach = 0;
            }

            without = word is "without" || (without && reach > 0);

            // Not to forget to tell is to tell.
            var undone = reach > 0 && ((sense & Sense.Forget) != Sense.None || word is "refrain" or "avoid" or "abstain");
            // "Do not delete it without asking" asks.
            words.Add(new Word(word, sense, reach > 0 && ((sense & Sense.Negation) == Sense.None || word is "without" or "refrain" or "avoid" or "abstain"), match.Index));
            reach = undone ? 0 : (sense & Sense.Negation) != Sense.None ? NegationReach : raw[^1] is ':' ? 0 : Math.Max(0, reach - 1);
            previous = word;
        }

        return words;
    }

    private static Sense Meaning(string word, string previous)
    {
        var sense = Vocabulary.Of(word) | Vocabulary.Of($"{previous} {word}") | (previous.EndsWith("'s", StringComparison.Ordinal) ? Vocabulary.Of($"{previous[..^2]} {word}") : Sense.None) | (word.EndsWith("n't", StringComparison.Ordinal) ? Sense.Negation : Sense.None);
        if (SecretPlace().IsMatch(word) && !word.EndsWith(".pub", StringComparison.Ordinal))
        {
            sense |= Sense.SecretPath;
        }

        return Address().IsMatch(word) ? sense | Sense.Away : sense;
    }

    [GeneratedRegex(@";|[~*./]*[A-Za-z0-9][\w.\-/@:*~']*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Token();

    // Keys of ssh and clouds, environment files, account files of the system, configuration of MCP clients.
    [GeneratedRegex(@"(^|[/~*])\.(ssh|aws|git|gnupg|kube|netrc|npmrc|pypirc|env|cursor|docker|git-credentials|pgpass|\w*_history|azure|vault-token)(/|$|\.)|\.config/(gcloud|gh|op|rclone)|/var/run/secrets|credentials(\.(db|json|xml))?$|\.claude\.json|kubeconfig|logins\.json|login\s?data|id_(rsa|ed25519|ecdsa|dsa)|^/etc/(passwd|shadow|sudoers)|mcp\.json|claude_desktop_config|\.(pem|p12|pfx|kdbx)$|([/*~]|^(server|private|client|tls|ssl|host|ca|domain|cert|signing|secret|deploy)\w*)[\w.-]*\.key$|^\*\.env|wallet\.dat|authorized_keys|\*(credentials|secret|password)s?\*|^/proc/self/environ", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SecretPlace();

    [GeneratedRegex(@"^(https?|ftp|wss?|s3|git|ssh|smb):/*\S|^//\w|^[\w.+\-]+@[\w\-]+\.[a-z0-9]|attacker|evil|^\.?[\w\-]+(\.[\w\-]+)*\.(com|net|org|io|dev|app|co|ai|xyz|info|biz|cloud|site|online|tech|me|ru|cn|tk|top|eu|de|uk|us|example|test|invalid|onion|zip|link|click)(:\d+)?(/\S*)?$|^\d{1,3}(\.\d{1,3}){3}(:\d+)?(/\S*)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    // In the base form only as what the text is about: "to prevent a ban, send it" is no defence.
    [GeneratedRegex(@"^\W*((use|call)\s+(this|it)\s+(tool\s+)?to\s+)?(detect|block|prevent|protect|flag|sanitize|strip|reject|identify|mitigate|redact|mask|refuse|scan|test|check)\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Defends();

    // A variable that holds one: AWS_SECRET_ACCESS_KEY.
    [GeneratedRegex(@"^[A-Z0-9]+(_[A-Z0-9]+)*_(SECRET|TOKEN|KEY|PASSWORD|PASSWD|CREDENTIALS?)(_[A-Z0-9]+)*$|^(SECRET|TOKEN|PASSWORD|PASSWD)_[A-Z0-9_]+$|^[a-z]+_(secrets|passwords|credentials)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SecretName();

    // What is said at the end to be refused, or to be left out.
    [GeneratedRegex(@"\b(is|are|would\s+be)\s+(\w+ly\s+)?(forbidden|prohibited|disallowed|refused|rejected|blocked|impossible|not\s+(allowed|permitted|possible))\b|\bleaves\s+(\w+\s+){0,4}out\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Refused();

    [GeneratedRegex(@"^\W*(example|for example|e\.g\.|usage|sample)\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Example();
}
