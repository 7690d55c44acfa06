using System.Text.RegularExpressions;

namespace McpOps.Servers;

/// <summary>Puts references in the place of secrets, so that a definition can be written down. What is not plainly harmless counts as a secret.</summary>
/// <remarks>Two servers that keep different secrets under one name get different variables.</remarks>
internal sealed partial class SecretReferences
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>The variables that the references need, in the order in which they came.</summary>
    public List<string> Variables { get; } = [];

    /// <summary>Keeps the names that definitions refer to already: they mean what they mean today.</summary>
    public void Reserve(McpConnection connection)
    {
        string?[] single = [connection.Command, connection.WorkingDirectory, connection.Url];
        string[] texts = [.. single.OfType<string>(), .. connection.Arguments, .. connection.Environment.Values, .. connection.Headers.Values];
        foreach (var name in texts.SelectMany(text => References.Reference().Matches(text)).Select(match => match.Groups["name"].Value))
        {
            if (_values.TryAdd(name, $"${{env:{name}}}"))
            {
                Variables.Add(name);
            }
        }
    }

    /// <summary>The connection with a reference for each secret.</summary>
    public McpConnection Replace(string server, McpConnection connection)
    {
        var named = connection.Map(text => InputReference().Replace(text, match => For(VariableName(match.Groups["id"].Value), server, match.Value)));
        return named with
        {
            Arguments = Arguments(server, named.Arguments),
            Environment = named.Environment.ToDictionary(pair => pair.Key, pair => Value(pair.Key, pair.Value, server), StringComparer.Ordinal),
            Url = named.Url is { } url ? Masked(url, Redaction.MaskAddress(url), "url", server) : null,
            Headers = named.Headers.ToDictionary(pair => pair.Key, pair => Header(pair.Key, pair.Value, server), StringComparer.OrdinalIgnoreCase),
        };
    }

    private List<string> Arguments(string server, IReadOnlyList<string> arguments) =>
    [
        .. arguments.Zip(Redaction.MaskArguments(arguments)).Select((pair, index) =>
            Masked(pair.First, pair.Second, index > 0 && arguments[index - 1].StartsWith('-') ? arguments[index - 1] : $"argument {index + 1}", server)),
    ];

    // What the mask leaves is what may be shown, so it may be written; only what it hides becomes a reference.
    private string Masked(string text, string masked, string what, string server)
    {
        if (text == masked || IsOnlyReferences(text))
        {
            return text;
        }

        var shown = masked.Split(Redaction.Mask);
        var match = Regex.Match(text, $"^{string.Join("(.+?)", shown.Select(Regex.Escape))}$", RegexOptions.Singleline, TimeSpan.FromSeconds(2));
        if (!match.Success)
        {
            return For(VariableName($"{server}_{what}"), server, text);
        }

        var rest = match.Groups.Values.Skip(1).Select((secret, index) =>
        {
            var name = NameBefore().Match(shown[index]) is { Success: true } before ? before.Value : what;
            // A variable keeps its name: -e GITHUB_TOKEN=… is most often set under that name already.
            var variable = IsVariable().IsMatch(name) ? name : VariableName($"{server}_{name}");
            return For(variable, server, secret.Value) + shown[index + 1];
        });
        return shown[0] + string.Concat(rest);
    }

    private string Header(string name, string value, string server)
    {
        var scheme = Scheme().Match(value).Value;
        var secret = value[scheme.Length..];
        return name.ToLowerInvariant() is "accept" or "content-type" or "user-agent" or "accept-language" || IsOnlyReferences(secret)
            ? value : scheme + For(VariableName($"{server}_{name}"), server, secret);
    }

    private string Value(string name, string value, string server) =>
        IsOnlyReferences(value) || (!Redaction.IsSecretName(name) && HarmlessValue.Is(value)) ? value : For(VariableName(name), server, value);

    private string For(string variable, string server, string secret)
    {
        var own = VariableName($"{server}_{variable}");
        var candidates = Enumerable.Range(2, int.MaxValue - 2).Select(count => $"{own}_{count}").Prepend(own).Prepend(variable);
        var name = candidates.First(candidate => !_values.TryGetValue(candidate, out var known) || known == secret);
        if (_values.TryAdd(name, secret))
        {
            Variables.Add(name);
        }

        return $"${{env:{name}}}";
    }

    private static bool IsOnlyReferences(string text) =>
        References.Has(text) && References.Reference().Replace(text, "").Trim().Length == 0 && !text.Contains(":-", StringComparison.Ordinal);

    private static string VariableName(string text)
    {
        var name = NotInName().Replace(text, "_").Trim('_').ToUpperInvariant();
        return name.Length == 0 || char.IsAsciiDigit(name[0]) ? "MCP_" + name : name;
    }

    [GeneratedRegex(@"^(Bearer|Basic|Token|Digest|ApiKey)\s+", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 2000)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\$\{input:(?<id>[^}]+)\}|\$\{\{\s*(\w+\.)?(?<id>[^{}]+?)\s*\}\}", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex InputReference();

    [GeneratedRegex(@"[\w.\-]+(?=[=:]\s*$)", RegexOptions.None, 2000)]
    private static partial Regex NameBefore();

    [GeneratedRegex("^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex IsVariable();

    [GeneratedRegex("[^A-Za-z0-9]+", RegexOptions.None, 2000)]
    private static partial Regex NotInName();
}
