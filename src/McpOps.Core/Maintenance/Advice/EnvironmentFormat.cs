using System.Text.RegularExpressions;

namespace McpOps.Maintenance.Advice;

/// <summary><c>NAME=value</c> a line, as in a <c>.env</c> or an environment file of systemd. Only what every reader of such files understands alike is understood.</summary>
internal sealed partial class EnvironmentFormat : ISettingFormat
{
    public Setting? Find(string text, string key)
    {
        Setting? found = null;
        foreach (var (line, start) in Lines(text))
        {
            var match = Assignment().Match(line);
            if (!match.Success && (!Other().IsMatch(line) || Other().Match(line).Groups["name"].Value == key))
            {
                // A value may go on over lines, and what looks like an assignment then is none.
                throw new SettingException($"It holds a line that is no plain NAME=value: {Shown(line)}");
            }

            if (match.Success && match.Groups["name"].Value == key)
            {
                found = found is null ? Of(match, start) : throw new SettingException($"It sets {key} more than once.");
            }
        }

        return found;
    }

    public string Replace(string text, string key, Setting setting, string value)
    {
        var fits = setting.Quote is { } quote ? value.AsSpan().IndexOfAny(quote, '\\', '$') < 0 : Bare().IsMatch(value);
        return fits ? text[..setting.Start] + value + text[(setting.Start + setting.Length)..] : throw new SettingException($"The value '{value}' would need quotes there.");
    }

    public string Add(string text, string key, string value)
    {
        if (!Bare().IsMatch(value) || !Name().IsMatch(key))
        {
            throw new SettingException($"{key}={value} is no plain line of such a file.");
        }

        var end = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        return $"{text}{(text.Length == 0 || text.EndsWith('\n') ? "" : end)}{key}={value}{end}";
    }

    public string Remove(string text, string key, Setting setting)
    {
        var begin = text.LastIndexOf('\n', Math.Max(0, setting.Start - 1)) + 1;
        var end = text.IndexOf('\n', setting.Start + setting.Length);
        return text[..begin] + (end < 0 ? "" : text[(end + 1)..]);
    }

    private static Setting Of(Match match, int start) => match.Groups["double"] is { Success: true } twice ? new Setting(start + twice.Index, twice.Length, twice.Value, '"')
        : match.Groups["single"] is { Success: true } once ? new Setting(start + once.Index, once.Length, once.Value, '\'')
        : new Setting(start + match.Groups["bare"].Index, match.Groups["bare"].Length, match.Groups["bare"].Value);

    private static IEnumerable<(string Line, int Start)> Lines(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at) is >= 0 and var found ? found : text.Length;
            yield return (text[at..end].TrimEnd('\r'), at);
            at = end + 1;
        }
    }

    // What stands behind the sign may be a secret.
    private static string Shown(string line) => line.IndexOf('=', StringComparison.Ordinal) is > 0 and var sign ? line[..(sign + 1)] + "…" : "…";

    [GeneratedRegex(@"^[ \t]*(export[ \t]+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*(""(?<double>[^""\\$]*)""|'(?<single>[^']*)'|(?<bare>[^\s""'#\\$`&;|<>()]*))[ \t]*([ \t]#.*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Assignment();

    // Nothing, a comment, or a value with escapes and references that surely ends in its line.
    [GeneratedRegex(@"^[ \t]*(#.*|(export[ \t]+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)[ \t]*=([^""'`\\]*|[ \t]*""([^""\\]|\\.)*""[ \t]*([ \t]#.*)?))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Other();

    // What needs no quotes, neither in a shell nor elsewhere: the same as is read without them.
    [GeneratedRegex(@"^[^\s""'#\\$`&;|<>()]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bare();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
