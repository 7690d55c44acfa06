using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace McpOps.Servers;

/// <summary>Reads YAML.</summary>
internal sealed class YamlConfig
{
    // An alias may repeat a node, and repeat it again within itself: no configuration needs so many.
    private const int MostNodes = 200_000;

    private readonly string _source;
    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, (ConfigNode Node, int Size)> _anchors = [];
    private int _count;

    private YamlConfig(string text, string source)
    {
        _source = source;
        _parser = new Parser(new StringReader(text));
    }

    private int Line => Math.Max(1, (int)(_parser.Current?.Start.Line ?? 1));

    /// <summary>Reads the first document.</summary>
    /// <exception cref="ConfigSyntaxException">It is not YAML.</exception>
    public static ConfigNode Parse(string text, string source)
    {
        var yaml = new YamlConfig(text, source);
        try
        {
            return yaml.Document();
        }
        catch (YamlException exception)
        {
            throw new ConfigSyntaxException(source, Math.Max(1, (int)exception.Start.Line), "it is not YAML", exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet lets some of its own slips out.
            throw new ConfigSyntaxException(source, yaml.Line, "it is not YAML", exception);
        }
    }

    private ConfigNode Document()
    {
        _parser.Consume<StreamStart>();
        return _parser.TryConsume<DocumentStart>(out _) ? Node(0) : new ConfigNode(ConfigKind.Null, _source, 1);
    }

    private ConfigNode Node(int level)
    {
        var before = _count;
        var line = Line;
        Count(1, level);
        var start = _parser.Current;
        _parser.MoveNext();
        var node = start switch
        {
            AnchorAlias alias => Alias(alias, line),
            MappingStart => Mapping(level, line),
            SequenceStart => Sequence(level, line),
            Scalar scalar => Text(scalar),
            _ => throw new ConfigSyntaxException(_source, line, "a value is missing"),
        };
        if (start is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            _anchors[anchored.Anchor] = (node, _count - before);
        }

        return node;
    }

    private ConfigNode Alias(AnchorAlias alias, int line)
    {
        var (node, size) = _anchors.TryGetValue(alias.Value, out var known) ? known : throw new ConfigSyntaxException(_source, line, "an alias names nothing");
        Count(size, 0);
        return node;
    }

    private ConfigNode Mapping(int level, int line)
    {
        var node = new ConfigNode(ConfigKind.Object, _source, line);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = Node(level + 1);
            if (node[key.Text] is not null)
            {
                throw new ConfigSyntaxException(_source, key.Line, "a key is there already");
            }

            node.Add(key.Text, Node(level + 1), key.Line);
        }

        return node;
    }

    private ConfigNode Sequence(int level, int line)
    {
        var node = new ConfigNode(ConfigKind.List, _source, line);
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            node.Add(Node(level + 1));
        }

        return node;
    }

    private void Count(int nodes, int level)
    {
        _count += nodes;
        if (_count > MostNodes || level > ConfigNode.MostLevels)
        {
            throw new ConfigSyntaxException(_source, Line, "it is nested too deep, or its aliases repeat too much");
        }
    }

    // The core schema of YAML 1.2, as far as a configuration of servers needs it.
    private ConfigNode Text(Scalar scalar)
    {
        var kind = scalar.Style is not ScalarStyle.Plain ? ConfigKind.Text : scalar.Value switch
        {
            "" or "~" or "null" or "Null" or "NULL" => ConfigKind.Null,
            "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ConfigKind.Boolean,
            _ when double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) => ConfigKind.Number,
            _ => ConfigKind.Text,
        };
        return new ConfigNode(kind, _source, (int)scalar.Start.Line) { Text = kind is ConfigKind.Boolean ? scalar.Value.ToLowerInvariant() : scalar.Value };
    }
}
