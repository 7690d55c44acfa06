using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace McpOps.Servers;

/// <summary>Reads YAML.</summary>
internal static class YamlConfig
{
    // An alias may repeat a node, and repeat it again within itself: no configuration needs so many, or so deep.
    private const int MostNodes = 200_000;
    private const int MostLevels = 64;

    /// <summary>Reads the first document.</summary>
    /// <exception cref="ConfigSyntaxException">It is not YAML.</exception>
    public static ConfigNode Parse(string text, string source)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException exception)
        {
            throw new ConfigSyntaxException(source, Math.Max(1, (int)exception.Start.Line), "it is not YAML", exception);
        }

        var count = 0;
        return stream.Documents is [var document, ..] ? Node(document.RootNode, source, 0, ref count) : new ConfigNode(ConfigKind.Null, source, 1);
    }

    private static ConfigNode Node(YamlNode node, string source, int level, ref int count)
    {
        var line = (int)node.Start.Line;
        if (++count > MostNodes || level > MostLevels)
        {
            throw new ConfigSyntaxException(source, line, "it is nested too deep, or its aliases repeat too much");
        }

        switch (node)
        {
            case YamlMappingNode mapping:
                var members = new ConfigNode(ConfigKind.Object, source, line);
                foreach (var (key, value) in mapping.Children)
                {
                    members.Members.Add(new ConfigMember((key as YamlScalarNode)?.Value ?? "", Node(value, source, level + 1, ref count), (int)key.Start.Line));
                }

                return members;
            case YamlSequenceNode sequence:
                var list = new ConfigNode(ConfigKind.List, source, line);
                foreach (var item in sequence.Children)
                {
                    list.Items.Add(Node(item, source, level + 1, ref count));
                }

                return list;
            default:
                return Scalar((YamlScalarNode)node, source, line);
        }
    }

    // The core schema of YAML 1.2, as far as a configuration of servers needs it.
    private static ConfigNode Scalar(YamlScalarNode scalar, string source, int line)
    {
        var text = scalar.Value ?? "";
        var kind = scalar.Style is not ScalarStyle.Plain ? ConfigKind.Text : text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => ConfigKind.Null,
            "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ConfigKind.Boolean,
            _ when double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _) => ConfigKind.Number,
            _ => ConfigKind.Text,
        };
        return new ConfigNode(kind, source, line) { Text = kind is ConfigKind.Boolean ? text.ToLowerInvariant() : text };
    }
}
