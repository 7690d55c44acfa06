using System.Globalization;
using McpOps.Servers;

namespace McpOps.Maintenance.Advice;

/// <summary>Settings in a tree of names: what JSON and YAML have in common.</summary>
internal abstract class TreeFormat : ISettingFormat
{
    public Setting? Find(string text, string key)
    {
        try
        {
            return Parse(text).Find(key.Split('.')) is not { } node ? Absent(text, key)
                : !node.IsScalar ? throw new SettingException($"{key} is no single value there.")
                : Locate(text, key.Split('.')) is { } setting && setting.Value == node.Text ? setting
                : throw new SettingException($"It is not sure where {key} stands.");
        }
        catch (ConfigSyntaxException exception)
        {
            throw new SettingException($"It cannot be read in line {exception.Line}: {exception.Message}.");
        }
    }

    /// <summary>Puts the value there and reads the whole anew: whatever else differs by that, or another kind of value, and it is refused.</summary>
    public string Replace(string text, string key, Setting setting, string value)
    {
        var made = text[..setting.Start] + Written(value, setting) + text[(setting.Start + setting.Length)..];
        try
        {
            var path = key.Replace('.', '\n');
            var (before, after) = (Leaves(Parse(text), "").ToList(), Leaves(Parse(made), "").ToList());
            var differ = before.Count != after.Count ? -1 : before.Zip(after).Count(pair => pair.First != pair.Second);
            var meant = after.Where(leaf => leaf.Path == path).ToList();
            return differ is 0 or 1 && meant is [{ Text: var text2, Kind: var kind }] && text2 == value && before.Exists(leaf => leaf.Path == path && leaf.Kind == kind) ? made
                : throw new SettingException($"'{value}' in the place of '{setting.Value}' would not be read as the same kind of value.");
        }
        catch (ConfigSyntaxException)
        {
            throw new SettingException($"'{value}' cannot stand in the place of '{setting.Value}'.");
        }
    }

    public string Add(string text, string key, string value) => throw new SettingException($"It does not hold {key}, and where it belongs is not sure. Write {key} there by hand.");

    public string Remove(string text, string key, Setting setting) => throw new SettingException($"{key} was not added by advice.");

    private protected abstract ConfigNode Parse(string text);

    /// <summary>Where the value at a path stands.</summary>
    private protected abstract Setting? Locate(string text, string[] path);

    /// <summary>Null where the file surely does not hold it.</summary>
    private protected virtual Setting? Absent(string text, string key) => null;

    private static string Written(string value, Setting setting) => value.Any(char.IsControl) || (setting.Quote is { } quote && value.AsSpan().IndexOfAny(quote, '\\') >= 0)
        ? throw new SettingException($"The value '{value}' would need an escape there.") : value;

    private static IEnumerable<(string Path, ConfigKind Kind, string Text)> Leaves(ConfigNode node, string path)
    {
        yield return (path, node.Kind, node.IsScalar ? node.Text : "");
        foreach (var leaf in node.Members.SelectMany(member => Leaves(member.Value, path.Length == 0 ? member.Name : $"{path}\n{member.Name}"))
            .Concat(node.Items.SelectMany((item, index) => Leaves(item, string.Create(CultureInfo.InvariantCulture, $"{path}\n[{index}]")))))
        {
            yield return leaf;
        }
    }
}
