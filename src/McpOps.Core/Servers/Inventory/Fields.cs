using System.Globalization;
using System.Text.Json.Nodes;

namespace McpOps.Servers;

/// <summary>Reads the properties of one object of an inventory: a wrong one ends the reading with file, line and property, an unknown one is a warning.</summary>
/// <remarks>A value is never quoted in a message: it may be a secret.</remarks>
internal sealed class Fields(ConfigNode node, string type, string path, InventoryScope scope)
{
    private readonly HashSet<string> _known = scope.KnownOf(type);

    // A part of a server is what may be wrong alone; what is within it is read as a whole.
    private readonly bool _hasParts = type is "server" or "inventory";

    public ConfigNode Node => node;

    /// <summary>Where it stands, such as <c>servers.web.backup</c>.</summary>
    public string Path => path;

    /// <summary>The value as it was written; null when it is missing or <c>null</c>.</summary>
    public ConfigNode? Raw(string name)
    {
        _known.Add(name);
        return node[name] is { Kind: not ConfigKind.Null } value ? value : null;
    }

    /// <summary>How much that is wrong was met so far, where all of it is gathered.</summary>
    public int Met => scope.Met;

    /// <inheritdoc cref="InventoryScope.Part"/>
    public T Part<T>(Func<T> read, T other) => _hasParts ? scope.Part(read, other) : read();

    public string? Text(string name) => Part(() => TextAt(name), null);

    public string Required(string name) => TextAt(name) is { Length: > 0 } text ? text : throw Wrong(node, null, $"has no '{name}'");

    public string? PathOf(string name) => Text(name) is { } text ? scope.Whole(text) : null;

    /// <summary>A place that is made where it is missing. No reference is looked up in it, so that none becomes the name of a folder.</summary>
    public string? PlaceOf(string name) => Text(name) is { } text && (References.Has(text) || References.HasForeign(text))
        ? throw Wrong(Raw(name)!, name, "holds a reference, and none is looked up here. Write the place itself, or ${var:NAME} with its value below \"variables\"")
        : PathOf(name);

    public bool? Boolean(string name) => Part(() => Raw(name) switch
    {
        null => (bool?)null,
        { Kind: ConfigKind.Boolean } value => value.Text is "true",
        var value => throw Expected(value, name, "true or false"),
    }, null);

    public double? Number(string name, double least, double most, string unit) => Part(() => Raw(name) is { } value ? NumberOf(value, name, least, most, unit) : (double?)null, null);

    public int? Integer(string name, int least, int most, string unit) => Part(() => Raw(name) is { } value ? IntegerOf(value, name, least, most, unit) : (int?)null, null);

    /// <summary>A span of time, such as <c>5m</c>.</summary>
    public TimeSpan? Duration(string name, TimeSpan least, TimeSpan most) => Part(() => Raw(name) is { } value ? DurationOf(value, name, least, most) : (TimeSpan?)null, null);

    /// <summary>A list of spans of time; one stands for a list of one.</summary>
    public IReadOnlyList<TimeSpan> Durations(string name, TimeSpan least, TimeSpan most) => Raw(name) is not { } value ? []
        : value.Kind is ConfigKind.List ? [.. value.Items.Select((item, index) => DurationOf(item, $"{name}[{index}]", least, most))]
        : [DurationOf(value, name, least, most)];

    /// <summary>A list of texts; one text stands for a list of one.</summary>
    public IReadOnlyList<string> Texts(string name) => Part<IReadOnlyList<string>>(() => Raw(name) is { } value ? TextsOf(value, name) : [], []);

    public IReadOnlyList<string> Paths(string name) => [.. Texts(name).Select(scope.Whole)];

    /// <summary>Paths, and names of logs that are none: see <see cref="LogNames"/>.</summary>
    public IReadOnlyList<string> Logs(string name) => [.. Texts(name).Select(log => LogNames.Are(log) ? log : scope.Whole(log))];

    public IReadOnlyList<int> Integers(string name, int least, int most, string unit) => Part<IReadOnlyList<int>>(() => Raw(name) is not { } value ? []
        : value.Kind is ConfigKind.List ? [.. value.Items.Select((item, index) => IntegerOf(item, $"{name}[{index}]", least, most, unit))]
        : [IntegerOf(value, name, least, most, unit)], []);

    /// <summary>Commands, each a list of a program and its arguments.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Commands(string name) =>
        Raw(name) is { } value ? [.. ListOf(value, name).Items.Select((item, index) => TextsOf(item, $"{name}[{index}]"))] : [];

    public IReadOnlyDictionary<string, string> TextMap(string name, StringComparer? comparer = null) => Part(() => TextMapOf(name, comparer), McpConnection.NoText);

    private IReadOnlyDictionary<string, string> TextMapOf(string name, StringComparer? comparer)
    {
        if (Raw(name) is not { } value)
        {
            return McpConnection.NoText;
        }

        var map = new Dictionary<string, string>(comparer ?? StringComparer.Ordinal);
        foreach (var member in MembersOf(value, name))
        {
            map[member.Name] = member.Value.Kind is ConfigKind.Number or ConfigKind.Boolean ? member.Value.Text : TextOf(member.Value, $"{name}.{member.Name}");
        }

        return map;
    }

    /// <summary>Ends the reading where variables refer to each other in a circle.</summary>
    public void CheckCycles(IReadOnlyDictionary<string, string> environment)
    {
        try
        {
            ConnectionResolver.ThrowIfCyclic(environment, path);
        }
        catch (McpOpsException exception)
        {
            var env = node["env"]!;
            throw new McpOpsException(exception.ErrorId, exception.Category, $"{env.Source}:{env.Line}: {path}.env: {exception.Message}", env.Source);
        }
    }

    public JsonObject Json(string name) => Raw(name) is { } value ? (JsonObject)ToJson(ObjectOf(value, name))! : [];

    /// <summary>An object within; <paramref name="bind"/> reads its properties.</summary>
    public T? Object<T>(string name, string type, Func<Fields, T> bind)
        where T : class => Part(() => Raw(name) is { } value ? Bind(ObjectOf(value, name), name, type, bind) : null, null);

    /// <summary>A list of objects. Where <paramref name="leave"/> is given, it is told of one that is wrong, which does not end the reading.</summary>
    public IReadOnlyList<T> Objects<T>(string name, string type, Func<Fields, T> bind, Action<McpOpsException>? leave = null)
    {
        var all = new List<T>();
        var items = Part<IReadOnlyList<ConfigNode>>(() => Raw(name) is { } value ? ListOf(value, name).Items : [], []);
        for (var index = 0; index < items.Count; index++)
        {
            var (item, at) = (items[index], $"{name}[{index}]");
            Each(() => all.Add(Bind(ObjectOf(item, at), at, type, bind)), leave);
        }

        return all;
    }

    /// <summary>Reads something, and tells <paramref name="leave"/> where it is wrong; without that it ends the reading.</summary>
    public static void Try(Action read, Action<McpOpsException>? leave)
    {
        try
        {
            read();
        }
        catch (McpOpsException exception) when (leave is not null)
        {
            leave(exception);
        }
    }

    /// <summary>
    /// Objects by their name: <c>{"health": {…}}</c>; where <paramref name="brief"/> is given, a text may stand for an object. Where <paramref name="leave"/> is given, it is told of one that is wrong,
    /// which does not end the reading.
    /// </summary>
    public IReadOnlyList<T> Named<T>(string name, string type, Func<string, Fields, T> bind, Func<string, string, T>? brief = null, Action<McpOpsException>? leave = null)
    {
        if (Raw(name) is not { } value)
        {
            return [];
        }

        var all = new List<T>();
        foreach (var member in Part<IEnumerable<ConfigMember>>(() => MembersOf(value, name), []).Where(member => member.Value.Kind is not ConfigKind.Null))
        {
            var at = $"{name}.{member.Name}";
            Each(() => all.Add(brief is not null && member.Value.Kind is ConfigKind.Text
                ? brief(member.Name, member.Value.Text)
                : Bind(ObjectOf(member.Value, at), at, type, fields => bind(member.Name, fields))), leave);
        }

        return all;
    }

    // One of many is a part, wherever the many are.
    private void Each(Action read, Action<McpOpsException>? leave)
    {
        if (leave is not null)
        {
            Try(read, leave);
            return;
        }

        scope.Part(
            () =>
            {
                read();
                return true;
            }, false);
    }

    /// <summary>Warns of what nobody asked for, and of what was written twice.</summary>
    public void Finish()
    {
        WarnOfRepeated(node, path);
        foreach (var member in node.Members.Where(member => !_known.Contains(member.Name) && member.Name is not "$schema"))
        {
            scope.Warn("InventoryUnknownProperty", member.Value.Source, member.Line,
                $"'{member.Name}' at {path} is not known and was left out.{NearestName.Hint(member.Name, _known)}");
        }
    }

    /// <summary>Warns of what is wrong and does not concern the rest.</summary>
    public void LeaveOut(string id, McpOpsException problem) => scope.LeaveOut(id, problem);

    /// <inheritdoc cref="InventoryScope.LeaveOutPart"/>
    public void LeaveOutPart(McpOpsException problem) => scope.LeaveOutPart(problem);

    public McpOpsException Wrong(ConfigNode at, string? name, string what) => scope.Wrong(at, name is null ? path : $"{path}.{name}", what);

    // What stands twice is found by its last value not being its own.
    private void WarnOfRepeated(ConfigNode value, string at)
    {
        foreach (var (name, own, _) in value.Members)
        {
            if (value[name] is { } last && last != own)
            {
                scope.Warn("InventoryRepeatedProperty", last.Source, last.Line, $"'{name}' at {at} is written twice; the last one counts.");
            }
        }
    }

    private T Bind<T>(ConfigNode value, string name, string ofType, Func<Fields, T> bind)
    {
        var fields = new Fields(value, ofType, $"{path}.{name}", scope);
        var result = bind(fields);
        fields.Finish();
        return result;
    }

    private string? TextAt(string name) => Raw(name) is { } value ? TextOf(value, name) : null;

    private string TextOf(ConfigNode value, string name) => value.Kind is not ConfigKind.Text ? throw Expected(value, name, "a text")
        : value.Text.Contains('\0', StringComparison.Ordinal) ? throw Wrong(value, name, "holds a NUL character, which no path, argument or variable can have")
        : value.Text;

    private IReadOnlyList<string> TextsOf(ConfigNode value, string name) => value.Kind switch
    {
        ConfigKind.Text => [TextOf(value, name)],
        ConfigKind.List => [.. value.Items.Select((item, index) => item.Kind is ConfigKind.Number ? item.Text : TextOf(item, $"{name}[{index}]"))],
        _ => throw Expected(value, name, "a list of texts"),
    };

    private double NumberOf(ConfigNode value, string name, double least, double most, string unit) =>
        value.Kind is ConfigKind.Number
        && double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number : throw Expected(value, name, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most} ({unit})"));

    private int IntegerOf(ConfigNode value, string name, int least, int most, string unit) =>
        value.Kind is ConfigKind.Number
        && decimal.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && decimal.IsInteger(number) && number >= least && number <= most
            ? (int)number : throw Expected(value, name, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most} ({unit})"));

    private TimeSpan DurationOf(ConfigNode value, string name, TimeSpan least, TimeSpan most) =>
        value.Kind is ConfigKind.Text && (TimeLength.TryParse(value.Text) ?? (value.Text is "0s" ? TimeSpan.Zero : null)) is { } span && span >= least && span <= most
            ? span : throw Wrong(value, name, string.Create(CultureInfo.InvariantCulture, $"must be a time from {least} to {most}, written as 30s, 5m, 2h, 30d or 1w"));

    private ConfigNode ListOf(ConfigNode value, string name) => value.Kind is ConfigKind.List ? value : throw Expected(value, name, "a list");

    private ConfigNode ObjectOf(ConfigNode value, string name) => value.Kind is ConfigKind.Object ? value : throw Expected(value, name, "an object");

    // Of a name that stands twice, the last one.
    private static IEnumerable<ConfigMember> Last(ConfigNode value) => value.Members.Where(member => value[member.Name] == member.Value);

    // An object whose members have names that the user chose.
    private IEnumerable<ConfigMember> MembersOf(ConfigNode value, string name)
    {
        WarnOfRepeated(ObjectOf(value, name), $"{path}.{name}");
        return Last(value);
    }

    // A number, where one is looked for, is no secret: that it is out of bounds is seen by it alone.
    private McpOpsException Expected(ConfigNode value, string name, string what) => Wrong(value, name, $"must be {what}, and is {(value.Kind is ConfigKind.Number && what.Contains(" number from ", StringComparison.Ordinal) ? value.Text : Kind(value))}");

    private static string Kind(ConfigNode value) => value.Kind switch
    {
        ConfigKind.Text => "a text",
        ConfigKind.Number => "a number",
        ConfigKind.Boolean => "true or false",
        ConfigKind.List => "a list",
        ConfigKind.Object => "an object",
        _ => "null",
    };

    private static JsonNode? ToJson(ConfigNode value) => value.Kind switch
    {
        ConfigKind.Text => JsonValue.Create(value.Text),
        ConfigKind.Number => JsonNode.Parse(value.Text),
        ConfigKind.Boolean => JsonValue.Create(value.Text is "true"),
        ConfigKind.List => new JsonArray([.. value.Items.Select(ToJson)]),
        ConfigKind.Object => new JsonObject(Last(value).Select(member => KeyValuePair.Create(member.Name, ToJson(member.Value)))),
        _ => null,
    };
}
