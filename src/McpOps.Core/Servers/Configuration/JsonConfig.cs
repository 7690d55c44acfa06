using System.Text;
using System.Text.Json;

namespace McpOps.Servers;

/// <summary>Reads JSON as people write it: comments, trailing commas, a byte-order mark.</summary>
internal static class JsonConfig
{
    private const string Empty = "it is empty";

    private static readonly JsonReaderOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="ConfigSyntaxException">It is not JSON.</exception>
    public static ConfigNode Parse(ReadOnlySpan<byte> bytes, string source)
    {
        var utf8 = WithoutMark(bytes);
        var reader = new Utf8JsonReader(utf8, Options);
        var lines = new LineCounter(utf8);
        try
        {
            if (!reader.Read())
            {
                throw new ConfigSyntaxException(source, 1, Empty) { IsEmpty = true };
            }

            var root = ReadValue(ref reader, ref lines, source);
            if (reader.Read())
            {
                throw new ConfigSyntaxException(source, lines.At(reader.TokenStartIndex), "there is text after its end");
            }

            return root;
        }
        catch (JsonException exception)
        {
            throw new ConfigSyntaxException(source, (int)(exception.LineNumber ?? 0) + 1, Explain(exception), exception) { IsEmpty = Explain(exception) is Empty };
        }
        catch (InvalidOperationException exception)
        {
            // Utf8JsonReader.GetString on bytes that are not UTF-8, or on half a surrogate pair.
            throw new ConfigSyntaxException(source, lines.At(reader.TokenStartIndex), "a text is not valid UTF-8", exception);
        }
    }

    // PowerShell 5 and Notepad write UTF-16 too.
    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => bytes[3..],
        [0xFF, 0xFE, ..] => Encoding.UTF8.GetBytes(Encoding.Unicode.GetString(bytes[2..])),
        [0xFE, 0xFF, ..] => Encoding.UTF8.GetBytes(Encoding.BigEndianUnicode.GetString(bytes[2..])),
        _ => bytes,
    };

    private static ConfigNode ReadValue(ref Utf8JsonReader reader, ref LineCounter lines, string source)
    {
        var line = lines.At(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var node = new ConfigNode(ConfigKind.Object, source, line);
                while (reader.Read() && reader.TokenType is not JsonTokenType.EndObject)
                {
                    var name = reader.GetString()!;
                    var nameLine = lines.At(reader.TokenStartIndex);
                    reader.Read();
                    node.Add(name, ReadValue(ref reader, ref lines, source), nameLine);
                }

                return node;
            case JsonTokenType.StartArray:
                var list = new ConfigNode(ConfigKind.List, source, line);
                while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
                {
                    list.Add(ReadValue(ref reader, ref lines, source));
                }

                return list;
            case JsonTokenType.String:
                return new ConfigNode(ConfigKind.Text, source, line) { Text = reader.GetString()! };
            case JsonTokenType.Number:
                return new ConfigNode(ConfigKind.Number, source, line) { Text = Encoding.UTF8.GetString(reader.ValueSpan) };
            case JsonTokenType.True or JsonTokenType.False:
                return new ConfigNode(ConfigKind.Boolean, source, line) { Text = reader.TokenType is JsonTokenType.True ? "true" : "false" };
            default:
                return new ConfigNode(ConfigKind.Null, source, line);
        }
    }

    // The framework's sentence ends with positions that the caller names already, and may quote a word of the file, which may be a secret.
    private static string Explain(JsonException exception)
    {
        var message = exception.Message;
        if (message.Contains("invalid JSON literal", StringComparison.Ordinal))
        {
            return "a word other than true, false and null stands without quotes";
        }

        if (message.Contains("does not contain any JSON tokens", StringComparison.Ordinal))
        {
            return Empty;
        }

        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.');
    }

    /// <summary>Turns rising byte positions into lines in one pass.</summary>
    private ref struct LineCounter(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _position;
        private int _line = 1;

        public int At(long position)
        {
            var to = (int)Math.Min(position, _bytes.Length);
            if (to > _position)
            {
                _line += _bytes[_position..to].Count((byte)'\n');
                _position = to;
            }

            return _line;
        }
    }
}
