namespace McpOps.Servers;

/// <summary>What a node of a configuration file is.</summary>
internal enum ConfigKind
{
    Null,
    Boolean,
    Number,
    Text,
    List,
    Object,
}

/// <summary>A value of a configuration file, whatever its format, that knows its file and line.</summary>
internal sealed class ConfigNode(ConfigKind kind, string source, int line)
{
    public ConfigKind Kind { get; } = kind;

    /// <summary>The file it was read from.</summary>
    public string Source { get; } = source;

    /// <summary>The line, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>A text, or a number or Boolean as it was written.</summary>
    public string Text { get; init; } = "";

    public List<ConfigNode> Items { get; } = [];

    /// <summary>The members in their order; a name that was written twice is here twice.</summary>
    public List<ConfigMember> Members { get; } = [];

    /// <summary>A member by its name, the last one where it was written twice; null when it is not there.</summary>
    public ConfigNode? this[string name]
    {
        get
        {
            for (var index = Members.Count - 1; index >= 0; index--)
            {
                if (string.Equals(Members[index].Name, name, StringComparison.Ordinal))
                {
                    return Members[index].Value;
                }
            }

            return null;
        }
    }

    /// <summary>Follows several names; null where one is missing.</summary>
    public ConfigNode? Find(params ReadOnlySpan<string> names)
    {
        var node = this;
        foreach (var name in names)
        {
            node = node?[name];
        }

        return node;
    }

    /// <summary>All texts of this node and below.</summary>
    public IEnumerable<string> Texts() => Kind switch
    {
        ConfigKind.Text => [Text],
        ConfigKind.List => Items.SelectMany(item => item.Texts()),
        ConfigKind.Object => Members.SelectMany(member => member.Value.Texts()),
        _ => [],
    };

    /// <summary>Lays a node over another: objects are joined member by member, anything else of <paramref name="own"/> wins whole.</summary>
    public static ConfigNode Overlay(ConfigNode defaults, ConfigNode own)
    {
        if (defaults.Kind is not ConfigKind.Object || own.Kind is not ConfigKind.Object)
        {
            return own;
        }

        var joined = new ConfigNode(ConfigKind.Object, own.Source, own.Line);
        joined.Members.AddRange(own.Members.Select(member => defaults[member.Name] is { } value ? member with { Value = Overlay(value, member.Value) } : member));
        joined.Members.AddRange(defaults.Members.Where(member => own[member.Name] is null));
        return joined;
    }
}

/// <summary>A named value.</summary>
internal readonly record struct ConfigMember(string Name, ConfigNode Value, int Line);

/// <summary>A file that does not follow the rules of its format.</summary>
internal sealed class ConfigSyntaxException(string source, int line, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The file.</summary>
    public string File { get; } = source;

    /// <summary>The line, from 1.</summary>
    public int Line { get; } = line;
}
