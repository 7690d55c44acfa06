using System.Text.RegularExpressions;

namespace McpOps.Servers;

/// <summary>Puts the values of variables into a definition: <c>${var:port}</c> stands for what <c>variables</c> says of it, so that moving one thing is one line.</summary>
/// <param name="values">The variables, which may name each other.</param>
/// <param name="scope">Where wrong ones are told of.</param>
/// <param name="at">The server, such as <c>servers.web</c>.</param>
internal sealed partial class Variables(ConfigNode? values, InventoryScope scope, string at)
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Stack<string> _open = new();

    /// <summary>The names that have a place in the definition.</summary>
    public IReadOnlyCollection<string> Used => _used;

    /// <summary>The definition with all values in their places. A text that is one variable whole takes its kind, so that a port is a number.</summary>
    public ConfigNode PutIn(ConfigNode definition) => definition.Texts().Any(Has) ? Placed(definition) : definition;

    /// <summary>A variable's text where it is used, or names no other; null where there is none.</summary>
    public string? Text(string name) => values?[name] is not { Kind: ConfigKind.Text } value ? null : !Has(value.Text) ? value.Text : _used.Contains(name) ? InText(value).Text : null;

    private static bool Has(string text) => text.Contains("${var:", StringComparison.Ordinal);

    private ConfigNode Placed(ConfigNode node)
    {
        switch (node.Kind)
        {
            case ConfigKind.Text when Has(node.Text):
                return InText(node);
            case ConfigKind.List:
                var list = new ConfigNode(ConfigKind.List, node.Source, node.Line);
                foreach (var item in node.Items)
                {
                    list.Add(Placed(item));
                }

                return list;
            case ConfigKind.Object:
                var joined = new ConfigNode(ConfigKind.Object, node.Source, node.Line);
                foreach (var member in node.Members.Where(member => !ReferenceEquals(member.Value, values)))
                {
                    // The variables themselves are looked at where they are used, and what is not used is not the server's.
                    joined.Add(member with { Value = Placed(member.Value) });
                }

                return joined;
            default:
                return node;
        }
    }

    private ConfigNode InText(ConfigNode node) => Reference().Match(node.Text) is { Success: true } match && match.Length == node.Text.Length
        ? Value(match.Groups["name"].Value, node)
        : new ConfigNode(ConfigKind.Text, node.Source, node.Line) { Text = Reference().Replace(node.Text, found => Value(found.Groups["name"].Value, node).Text) };

    private ConfigNode Value(string name, ConfigNode where)
    {
        _used.Add(name);
        if (values?[name] is not { IsScalar: true } value)
        {
            throw scope.Wrong(where, at, $"names the variable '{name}', which has no value.{NearestName.Hint(name, values?.Members.Select(member => member.Name) ?? [])} Give it one below \"variables\": a text, a number, true or false");
        }

        if (_open.Contains(name, StringComparer.Ordinal))
        {
            throw scope.Wrong(value, $"{at}.variables.{name}", $"names itself by way of {string.Join(", ", _open)}");
        }

        _open.Push(name);
        var placed = value.Kind is ConfigKind.Text && Has(value.Text) ? InText(value) : value;
        _open.Pop();
        return placed;
    }

    [GeneratedRegex(@"\$\{var:(?<name>[A-Za-z_]\w*)\}", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Reference();
}
