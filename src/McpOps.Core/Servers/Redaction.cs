using System.Text;
using System.Text.RegularExpressions;

namespace McpOps.Servers;

/// <summary>Masks what looks like a secret in addresses, arguments and free text.</summary>
public static partial class Redaction
{
    /// <summary>What stands where a secret was.</summary>
    public const string Mask = "***";

    private const int TimeoutMs = 2000;

    // eyJ and eight more.
    private const int ShortestOfToken = 11;

    /// <summary>Masks the user information and the secret query values of an address.</summary>
    /// <param name="url">The address.</param>
    public static string MaskUrl(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var masked = UserInfo().Replace(url, "$1" + Mask + "@");
        return SecretQuery().Replace(masked, "$1$2=" + Mask);
    }

    /// <summary>Masks an address as <see cref="MaskUrl"/> does, and whatever in it looks random: some hosts put the key into the path.</summary>
    /// <param name="url">The address.</param>
    public static string MaskAddress(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return MayHoldSecretOfAddress(url) ? MaskRandom(KnownToken().Replace(MaskUrl(url), Mask)) : url;
    }

    /// <summary>Masks arguments that are secrets: <c>--token X</c>, <c>--token=X</c>, <c>KEY=X</c>, <c>-e NAME=X</c>, headers, known token shapes, what looks random, addresses.</summary>
    /// <param name="arguments">The arguments.</param>
    public static IEnumerable<string> MaskArguments(IEnumerable<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var option = "";
        foreach (var argument in arguments)
        {
            // A secret may begin with a dash; what follows a secret's option and is longer than a switch is one.
            var isOption = OptionName().IsMatch(argument) && !(IsSecretName(option) && argument.Length > 3 && !argument.StartsWith("--", StringComparison.Ordinal));
            var masked = option switch
            {
                _ when isOption => MaskRandom(MaskText(argument)),
                "-e" or "--env" or "-H" or "--header" => AfterName().Replace(argument, "$1" + Mask),
                _ when IsSecretName(option) || option is "--key" => Mask,
                "-u" or "--user" => UserAndPassword().Replace(argument, "$1" + Mask),
                _ => MaskRandom(MaskText(argument)),
            };
            option = isOption && !argument.Contains('=', StringComparison.Ordinal) ? argument : "";
            yield return masked;
        }
    }

    /// <summary>Masks secrets within free text: assignments, options, sentences that name one, bearer tokens, known token shapes, private keys, signed addresses.</summary>
    /// <param name="text">The text.</param>
    public static string MaskText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return MayHoldSecret(text) ? MaskWhole(text) : text;
    }

    /// <summary>Whether a name (of a variable, header, option or field) says that its value is secret.</summary>
    /// <param name="name">The name.</param>
    public static bool IsSecretName(string name) => SecretName().IsMatch(name);

    /// <summary>What <see cref="MaskText"/> does where a glance does not rule a secret out. Most messages of a log hold none.</summary>
    internal static string MaskWhole(string text)
    {
        var masked = text.Contains("://", StringComparison.Ordinal) ? MaskUrl(text) : text;
        masked = Bearer().Replace(masked, "$1 " + Mask);
        masked = MaskAssignments(masked);
        masked = KnownToken().Replace(masked, Mask);
        masked = PrivateKey().Replace(masked, "$1" + Mask);
        masked = ProgramSecret().Replace(masked, "${head}" + Mask);
        masked = SecretOption().Replace(masked, match => IsSecretName(match.Groups["name"].Value) ? match.Groups["head"].Value + Mask : match.Value);
        return Sentence().Replace(masked, "${head}" + Mask);
    }

    /// <summary>The values in the query of an address that <see cref="MaskUrl"/> hides, by their names.</summary>
    internal static IEnumerable<(string Name, string Value)> SecretQueryValues(string url) =>
        SecretQuery().Matches(url).Select(match => (match.Groups[2].Value, match.Value[(match.Value.IndexOf('=', StringComparison.Ordinal) + 1)..]));

    /// <summary>The words that <see cref="MaskAddress"/> hides because they look random.</summary>
    internal static IEnumerable<string> RandomWords(string text) => LongWord().Matches(text).Select(match => match.Value).Where(LooksRandom);

    // Every mask of MaskAddress needs an @ (a user), a = (a query), or as many letters and digits in a row as the shortest part of a known token. Most addresses have none,
    // and the patterns cost a short run more than its probe.
    private static bool MayHoldSecretOfAddress(string url)
    {
        var row = 0;
        foreach (var letter in url)
        {
            row = char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? row + 1 : 0;
            if (letter is '@' or '=' || row >= ShortestOfToken)
            {
                return true;
            }
        }

        return false;
    }

    // Every mask of MaskWhole needs an @ after ://, or one of these words: a name that tells, a scheme, or the head of a known token.
    private static bool MayHoldSecret(string text) =>
        (text.Contains('@', StringComparison.Ordinal) && text.Contains("://", StringComparison.Ordinal)) || Telling().IsMatch(text);

    private static string MaskAssignments(string text)
    {
        StringBuilder? masked = null;
        var done = 0;
        for (var match = Assignment().Match(text); match.Success;)
        {
            var value = match.Groups["value"];
            var isReference = value.ValueSpan.StartsWith("${", StringComparison.Ordinal);
            var isSecret = !isReference && IsSecretName(match.Groups["name"].Value);
            if (isSecret)
            {
                masked = (masked ?? new StringBuilder()).Append(text, done, value.Index - done).Append(Mask);
                done = value.Index + value.Length;
            }

            // What is no secret may hold another assignment, or be the name of one: "error: token=abc", "failed: password: abc".
            match = Assignment().Match(text, isSecret || isReference ? match.Index + match.Length : Math.Max(value.Index, match.Index + 1));
        }

        return masked is null ? text : masked.Append(text, done, text.Length - done).ToString();
    }

    private static string MaskRandom(string text) => LongWord().Replace(text, match => LooksRandom(match.Value) ? Mask : match.Value);

    // A key mixes letters and digits again and again; a name of words with a version or a date does so once or twice.
    private static bool LooksRandom(string word) =>
        Uuid().IsMatch(word) || word.Split('-', '_').Any(part => part.Length >= 16 && Changes(part) >= 3) || (word.Length >= 32 && Changes(word) >= 6);

    private static int Changes(string text)
    {
        var changes = 0;
        for (var index = 1; index < text.Length; index++)
        {
            changes += char.IsAsciiDigit(text[index]) != char.IsAsciiDigit(text[index - 1]) ? 1 : 0;
        }

        return changes;
    }

    [GeneratedRegex(@"pass|pwd|pw\b|\bpin\b|mysql|mariadb|curl|wget|secret|token|key|credential|auth|code|bearer|basic|sig|cookie|connection[-_]?string|(database|redis|mongo(db)?|postgres(ql)?)[-_]?ur[il]|(?<![a-z])(pat|dsn|jwt)(?![a-z])|sk-|[sr]k_|gh[pousr]_|github_|glpat-|xox|AKIA|AIza|npm_|hf_|eyJ",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeoutMs)]
    private static partial Regex Telling();

    // Long words count wherever they stand (PGPASSWORD, accessToken); short ones only alone (auth, but not author). Tokens, in the plural, are what a model counts.
    [GeneratedRegex(@"passw(or)?d|passphrase|secret|token(?!s([^a-z]|$)|i[sz]|[-_]?(count|limit|usage|type|budget))|api[-_]?key|(access|private|signing|encryption|session|master|subscription|account|shared)[-_]?key|credential|authorization|bearer|signature|cookie|connection[-_]?string|(database|redis|mongo(db)?|postgres(ql)?)[-_]?ur[il]|(?<![a-z])(pass|pwd|pw|auth|sig|pat|dsn|jwt)(?![a-z])|(?-i:[A-Z]_KEY$)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeoutMs)]
    private static partial Regex SecretName();

    // A password may hold an @ or a / that somebody forgot to encode; host:8000/…@… is no password.
    [GeneratedRegex(@"([a-z][a-z0-9+.\-]*://)(?:[^/\s""'<>?#]*|[^/\s""'<>:@]*:(?!\d+(?:[/?#\s]|$))[^\s""'<>]*)@", RegexOptions.IgnoreCase, TimeoutMs)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"([?&;#])((?:[^=&;\s#?]*(?:token|key|secret|password|passwd|pwd|sig|signature|credential|auth|code))[^=&;\s#?]*)=[^&\s#""<>]+", RegexOptions.IgnoreCase, TimeoutMs)]
    private static partial Regex SecretQuery();

    [GeneratedRegex(@"(?<head>(?<name>[A-Za-z][\w\-.]{0,60})\\*[""']?\s*[=:]\s*)((?<quote>\\?[""'])(?<value>.*?)(\k<quote>|$)|(?<scheme>(Bearer|Basic|Token|Digest|ApiKey)\s+)?(?<value>[^\s""',;&]+))", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, TimeoutMs)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"\b(Bearer|Basic)\s+[A-Za-z0-9+/_.=~\-]{8,}", RegexOptions.IgnoreCase, TimeoutMs)]
    private static partial Regex Bearer();

    [GeneratedRegex(@"\b(sk-[A-Za-z0-9_\-]{16,}|[sr]k_(live|test)_[A-Za-z0-9]{8,}|hf_[A-Za-z0-9]{16,}|AGE-SECRET-KEY-[A-Z0-9]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_\-]{16,}|xox[abprs]-[A-Za-z0-9\-]{10,}|AKIA[0-9A-Z]{16}|AIza[A-Za-z0-9_\-]{30,}|npm_[A-Za-z0-9]{30,}|eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]*)", RegexOptions.ExplicitCapture, TimeoutMs)]
    private static partial Regex KnownToken();

    [GeneratedRegex(@"(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(?=-----END|\z)", RegexOptions.Singleline, TimeoutMs)]
    private static partial Regex PrivateKey();

    // --password X, "--token", "X"
    [GeneratedRegex(@"(?<head>(?<![\w\-])--(?<name>[A-Za-z][\w\-]{1,40})(\\?[""'],)?\s+\\?[""']?)[^\s\-""'\\,;\]][^\s""'\\,;\]]*", RegexOptions.ExplicitCapture, TimeoutMs)]
    private static partial Regex SecretOption();

    // the password 'X' is wrong, pwd is X, API key provided: X
    [GeneratedRegex(@"(?<head>\b(password|passwd|pwd|passphrase|secret|token|api[ \-]?key)\s+((is|was)\s+)?[""'`])[^""'`]+(?=[""'`])|(?<head>\b(password|passwd|pwd|passphrase)\s+(is|was)\s+)(?!(not|too|in|un|re|a|the|wrong|missing|empty|weak|expired|required|correct)\w*\b)\S+|(?<head>\b(password|secret|token|api[ \-]?key)\s+(provided|given|used|received):\s*)\S+",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, TimeoutMs)]
    private static partial Regex Sentence();

    // mysql -uroot -pX, curl -u admin:X; the password for root: X; with pin 1234
    [GeneratedRegex(@"(?<head>\b(mysql|mysqldump|mysqladmin|mariadb)\b[^|;&\n]*?\s-p)[^\s""'|;&]+|(?<head>\b(curl|wget)\b[^|;&\n]*?\s(-u|--user)[\s=]*[""']?[^\s:""']+:)[^\s""']+|(?<head>\bpassw(or)?d\s+(for|of)\s+[^:\n]{1,60}:\s*[""']?)[^\s""']+|(?<head>\bpin(\s+is|:)?\s+[""']?)\d{4,}",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, TimeoutMs)]
    private static partial Regex ProgramSecret();

    // Not the numbers of a user and a group, nor an address.
    [GeneratedRegex(@"^(?!\d+:\d+$)([^:/\s]+:)(?!//).+$", RegexOptions.None, TimeoutMs)]
    private static partial Regex UserAndPassword();

    [GeneratedRegex(@"^--?[A-Za-z][A-Za-z0-9\-_.]{0,40}(=|$)", RegexOptions.ExplicitCapture, TimeoutMs)]
    private static partial Regex OptionName();

    [GeneratedRegex(@"^([^=:]*[=:]\s*).*$", RegexOptions.Singleline, TimeoutMs)]
    private static partial Regex AfterName();

    [GeneratedRegex(@"[A-Za-z0-9_\-]{20,}", RegexOptions.None, TimeoutMs)]
    private static partial Regex LongWord();

    [GeneratedRegex("^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", RegexOptions.IgnoreCase, TimeoutMs)]
    private static partial Regex Uuid();
}
