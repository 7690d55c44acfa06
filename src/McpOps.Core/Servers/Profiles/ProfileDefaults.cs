namespace McpOps.Servers;

/// <summary>Joins what a profile gives, what the inventory says of all servers, and what it says of one.</summary>
/// <param name="root">The inventory.</param>
/// <param name="scope">Its scope.</param>
internal sealed class ProfileDefaults(ConfigNode root, InventoryScope scope)
{
    /// <summary>The variable that says where a server lies.</summary>
    public const string Root = "root";

    private static readonly string[] OfAll = ["plans", "variables"];

    // Which server of the inventory is which part of a profile.
    private readonly ILookup<string, string> _servers = (root["servers"]?.Members ?? [])
        .Where(member => member.Value["profile"] is { Kind: ConfigKind.Text })
        .ToLookup(member => member.Value["profile"]!.Text, member => member.Name, StringComparer.Ordinal);

    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>A server's whole definition, with the values of its variables in their places.</summary>
    public ConfigNode Join(ConfigNode own, string at)
    {
        // A profile gives the defaults, what is said of all servers comes over them, and what is said of this one wins.
        var common = new ConfigNode(ConfigKind.Object, own.Source, own.Line);
        foreach (var name in OfAll.Where(name => root[name] is { Kind: ConfigKind.Object }))
        {
            common.Add(new ConfigMember(name, root[name]!, root[name]!.Line));
        }

        if (own["profile"] is { Kind: ConfigKind.Text } named)
        {
            common = ConfigNode.Overlay(Defaults(scope.Profile(named, at), own), common);
        }

        var joined = common.Members.Count > 0 ? ConfigNode.Overlay(common, own) : own;
        if (joined["variables"] is { Kind: not (ConfigKind.Object or ConfigKind.Null) } wrong)
        {
            throw scope.Wrong(wrong, $"{at}.variables", "must be an object, such as { \"port\": 9000 }");
        }

        var variables = new Variables(joined["variables"], scope, at);
        var placed = variables.PutIn(joined);
        _used.UnionWith(variables.Used);
        WarnOfUnused(own["variables"], variables.Used, at);
        return Kept(placed, variables);
    }

    // The folder in which a server lies is worth knowing, wherever else its name has a place.
    private static ConfigNode Kept(ConfigNode placed, Variables variables)
    {
        if (placed["variables"] is null && variables.Text(Root) is { } folder)
        {
            var kept = new ConfigNode(ConfigKind.Object, placed.Source, placed.Line);
            kept.Add(new ConfigMember(Root, new ConfigNode(ConfigKind.Text, placed.Source, placed.Line) { Text = folder }, placed.Line));
            placed.Add(new ConfigMember("variables", kept, placed.Line));
        }

        return placed;
    }

    /// <summary>Warns of variables for all servers that none has a place for: a name may be mistyped, and then nothing moves.</summary>
    public void Finish() => WarnOfUnused(root["variables"], _used, "the inventory");

    private void WarnOfUnused(ConfigNode? variables, IReadOnlyCollection<string> used, string at)
    {
        foreach (var member in variables is { Kind: ConfigKind.Object } ? variables.Members.Where(member => !used.Contains(member.Name)) : [])
        {
            scope.Warn("InventoryUnknownProperty", member.Value.Source, member.Line, $"the variable '{member.Name}' at {at} has no place in any definition and was left out.{NearestName.Hint(member.Name, used)}");
        }
    }

    // Who says how to start a server does not want the profile's address, and the other way round.
    private ConfigNode Defaults(Profile profile, ConfigNode own)
    {
        string[] address = ["url", "headers", "transport"];
        string[] command = ["command", "args", "cwd", "env", "transport"];
        var unwanted = own["command"] is not null ? address : own["url"] is not null ? command : [];

        // What the inventory says of all its servers is the owner's word, and a profile's is not.
        if (root["watch"]?["every"] is not null)
        {
            unwanted = [.. unwanted, "every"];
        }

        var defaults = new ConfigNode(ConfigKind.Object, profile.Definition.Source, profile.Definition.Line);
        foreach (var member in profile.Definition.Members.Where(member => !unwanted.Contains(member.Name, StringComparer.Ordinal)))
        {
            defaults.Add(member.Name is "dependsOn" ? member with { Value = DependsOn(profile, member.Value) } : member);
        }

        return defaults;
    }

    // A profile names its own parts. Those that this inventory has once are meant; who has two of them says which.
    private ConfigNode DependsOn(Profile profile, ConfigNode parts)
    {
        var names = new ConfigNode(ConfigKind.List, parts.Source, parts.Line);
        foreach (var part in parts.Items)
        {
            if (_servers[$"{profile.Whole}/{part.Text}"].ToList() is [var server])
            {
                names.Add(new ConfigNode(ConfigKind.Text, part.Source, part.Line) { Text = server });
            }
        }

        return names;
    }
}
