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
    /// <summary>The most levels of objects and lists within each other, whatever the format: all that reads a configuration goes down level by level.</summary>
    public const int MostLevels = 64;

    private const int FewMembers = 32;

    // Most nodes are scalars: they carry no lists.
    private List<ConfigNode>? _items;
    private List<ConfigMember>? _members;
    private Dictionary<string, ConfigNode>? _index;

    // How many levels are above, as far as they are known, and below.
    private int _level;
    private int _height;

    public ConfigKind Kind { get; } = kind;

    /// <summary>The file it was read from.</summary>
    public string Source { get; } = source;

    /// <summary>The line, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>A text, or a number or Boolean as it was written.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether it is a text, a number or a Boolean.</summary>
    public bool IsScalar => Kind is ConfigKind.Text or ConfigKind.Number or ConfigKind.Boolean;

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<ConfigNode> Items => _items ?? (IReadOnlyList<ConfigNode>)[];

    /// <summary>The members in their order; a name that was written twice is here twice.</summary>
    public IReadOnlyList<ConfigMember> Members => _members ?? (IReadOnlyList<ConfigMember>)[];

    /// <summary>A member by its name, the last one where it was written twice; null when it is not there.</summary>
    public ConfigNode? this[string name]
    {
        get
        {
            if (_members is null)
            {
                return null;
            }

            if (_members.Count > FewMembers)
            {
                return (_index ??= Index(_members)).GetValueOrDefault(name);
            }

            for (var index = _members.Count - 1; index >= 0; index--)
            {
                if (string.Equals(_members[index].Name, name, StringComparison.Ordinal))
                {
                    return _members[index].Value;
                }
            }

            return null;
        }
    }

    /// <summary>Adds an item to a list.</summary>
    /// <exception cref="ConfigSyntaxException">It is nested too deep.</exception>
    public void Add(ConfigNode item)
    {
        Nest(item);
        (_items ??= []).Add(item);
    }

    public void Add(string name, ConfigNode value, int at) => Add(new ConfigMember(name, value, at));

    /// <summary>Adds a member to an object.</summary>
    /// <exception cref="ConfigSyntaxException">It is nested too deep.</exception>
    public void Add(ConfigMember member)
    {
        Nest(member.Value);
        (_members ??= []).Add(member);
        if (_index is not null)
        {
            _index[member.Name] = member.Value;
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

    /// <summary>Lays a node over another: objects are joined member by member, lists of steps step by step, anything else of <paramref name="own"/> wins whole.</summary>
    public static ConfigNode Overlay(ConfigNode defaults, ConfigNode own)
    {
        if (IsSteps(defaults) && IsSteps(own))
        {
            return OverlaySteps(defaults, own);
        }

        if (defaults.Kind is not ConfigKind.Object || own.Kind is not ConfigKind.Object)
        {
            return own;
        }

        var joined = new ConfigNode(ConfigKind.Object, own.Source, own.Line);
        foreach (var member in own.Members)
        {
            joined.Add(defaults[member.Name] is { } value ? member with { Value = Overlay(value, member.Value) } : member);
        }

        foreach (var member in defaults.Members.Where(member => own[member.Name] is null))
        {
            joined.Add(member);
        }

        return joined;
    }

    private static bool IsSteps(ConfigNode node) => node is { Kind: ConfigKind.List, Items.Count: > 0 } && node.Items.All(item => StepId(item) is not null);

    // Of a plan: what its id is where it names none, is what it uses.
    private static string? StepId(ConfigNode item) => item.Kind is ConfigKind.Object && (item["id"] ?? item["use"]) is { Kind: ConfigKind.Text } id ? id.Text : null;

    private static ConfigNode OverlaySteps(ConfigNode defaults, ConfigNode own)
    {
        // What stands twice is left so: its reader says that it does.
        var joined = new ConfigNode(ConfigKind.List, own.Source, own.Line);
        var rest = own.Items.ToList();
        foreach (var item in defaults.Items)
        {
            var at = rest.FindIndex(other => StepId(other) == StepId(item));
            joined.Add(at < 0 ? item : Overlay(item, rest[at]));
            if (at >= 0)
            {
                rest.RemoveAt(at);
            }
        }

        rest.ForEach(joined.Add);
        return joined;
    }

    // Formats are read from the top down and from the bottom up: what is above counts, and what is below.
    private void Nest(ConfigNode inner)
    {
        inner._level = _level + 1;
        _height = Math.Max(_height, inner._height + 1);
        if (_level + _height > MostLevels)
        {
            throw new ConfigSyntaxException(inner.Source, inner.Line, $"it is nested more than {MostLevels} levels deep");
        }
    }

    private static Dictionary<string, ConfigNode> Index(List<ConfigMember> members)
    {
        var index = new Dictionary<string, ConfigNode>(members.Count, StringComparer.Ordinal);
        foreach (var member in members)
        {
            index[member.Name] = member.Value;
        }

        return index;
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

    /// <summary>Whether there is nothing in it, comments apart.</summary>
    public bool IsEmpty { get; init; }
}
