using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace McpOps.Monitoring;

/// <summary>Writes YAML as Prometheus, Alertmanager and Grafana read it.</summary>
internal static partial class YamlText
{
    /// <summary>A document.</summary>
    /// <param name="node">What is in it.</param>
    /// <param name="comments">Lines that stand before it.</param>
    public static string Write(JsonObject node, IEnumerable<string> comments)
    {
        // One line end on every system: the bytes are the same.
        using var text = new StringWriter { NewLine = "\n" };
        foreach (var comment in comments)
        {
            text.Write($"# {comment}\n");
        }

        var emitter = new Emitter(text, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024, newLine: "\n"));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(version: null, tags: null, isImplicit: true));
        Write(emitter, node);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Write(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, map.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (name, value) in map)
                {
                    Write(emitter, name);
                    Write(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, list.All(item => item is JsonValue) ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list)
                {
                    Write(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.TryGetValue<string>(out var text):
                Write(emitter, text);
                break;
            default:
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, node?.ToJsonString() ?? "null", ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false));
                break;
        }
    }

    // Plain where nobody could take it for anything else; in single quotes, where nothing but the quote is special, as long as each character can be seen.
    private static void Write(Emitter emitter, string text) => emitter.Emit(new Scalar(
        AnchorName.Empty, TagName.Empty, text, Plain().IsMatch(text) ? ScalarStyle.Plain : Hidden().IsMatch(text) ? ScalarStyle.DoubleQuoted : ScalarStyle.SingleQuoted, isPlainImplicit: true, isQuotedImplicit: true));

    [GeneratedRegex(@"^(?!(true|false|null|yes|no|on|off|y|n|nan|inf)$)([A-Za-z_][A-Za-z0-9_./-]*|[1-9][0-9]*(ms|[smhd]))\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Plain();

    [GeneratedRegex(@"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\p{Cs}\p{Cf}]", RegexOptions.None, 1000)]
    private static partial Regex Hidden();
}
