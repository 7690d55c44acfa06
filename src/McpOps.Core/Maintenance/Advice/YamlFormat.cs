using McpOps.Servers;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace McpOps.Maintenance.Advice;

/// <summary>YAML of one document. A value with an anchor or a tag, over several lines, or that comes by an alias is refused.</summary>
internal sealed class YamlFormat : TreeFormat
{
    private protected override ConfigNode Parse(string text) => YamlConfig.Parse(text, "");

    // What a merge brings is not in the tree.
    private protected override Setting? Absent(string text, string key) => text.Contains("<<", StringComparison.Ordinal)
        ? throw new SettingException($"It joins parts of itself (<<), and {key} may come from there.") : null;

    private protected override Setting? Locate(string text, string[] path)
    {
        var parser = new Parser(new StringReader(text));
        parser.Consume<StreamStart>();
        parser.Consume<DocumentStart>();
        var found = Enter(parser, path, 0);
        while (parser.MoveNext() && parser.Current is not (DocumentStart or StreamEnd))
        {
        }

        return parser.Current is DocumentStart ? throw new SettingException("It holds several documents.")
            : found is { Style: ScalarStyle.Plain or ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted, Anchor.IsEmpty: true, Tag.IsEmpty: true } ? Of(text, found) : null;
    }

    private static Scalar? Enter(Parser parser, string[] path, int depth)
    {
        if (depth == path.Length)
        {
            return parser.Current as Scalar;
        }

        if (!parser.TryConsume<MappingStart>(out _))
        {
            return null;
        }

        while (parser.TryConsume<Scalar>(out var key))
        {
            if (key.Value == path[depth])
            {
                return Enter(parser, path, depth + 1);
            }

            parser.SkipThisAndNestedEvents();
        }

        return null;
    }

    private static Setting? Of(string text, Scalar scalar)
    {
        var (start, end) = ((int)scalar.Start.Index, (int)scalar.End.Index);
        if (start < 0 || end > text.Length || start >= end)
        {
            return null;
        }

        var raw = text[start..end];
        return scalar.Style is ScalarStyle.Plain ? (raw == scalar.Value ? new Setting(start, raw.Length, raw.ToLowerInvariant() is "true" or "false" ? raw.ToLowerInvariant() : raw) : null)
            : raw.Length >= 2 && raw[0] == raw[^1] && raw[1..^1] == scalar.Value ? new Setting(start + 1, raw.Length - 2, scalar.Value, raw[0]) : null;
    }
}
