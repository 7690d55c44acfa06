using System.Text.Json;

namespace McpOps.Logs.Parsing;

/// <summary>JSON lines: structlog, python-json-logger, pino, winston, bunyan, zap, zerolog, Serilog, ECS, OTLP, journald, Docker, MCP traffic, metrics.</summary>
/// <remarks>Each known name has a role; the first value of a role wins, outer before inner. Names are known whatever their case.</remarks>
internal sealed class JsonFormat
{
    private const int MaxDepth = 64;
    private const int MaxNames = 2000;
    private readonly ByteMap<JsonRole> _roles = new();
    private readonly Scratch _scratch;
    private readonly JsonProperties _properties;
    private readonly JsonEntry _entry;

    /// <summary>A reader of lines of JSON.</summary>
    /// <param name="scratch">The bytes that decoded slices of the last line lie in.</param>
    public JsonFormat(Scratch scratch)
    {
        _scratch = scratch;
        _properties = new JsonProperties(scratch);
        _entry = new JsonEntry(this, scratch);
    }

    public bool TryParse(ReadOnlySpan<byte> line, int start, TimeHints reference, ref LogLine result)
    {
        _scratch.Clear();
        return TryObject(line, start, reference, ref result);
    }

    /// <summary>Reads an object, within another one perhaps: what was decoded before stays.</summary>
    public bool TryObject(ReadOnlySpan<byte> line, int start, TimeHints reference, ref LogLine result)
    {
        _properties.Start = start;
        var reader = new Utf8JsonReader(line[start..], new JsonReaderOptions { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Skip });
        var found = new JsonFound { Start = start, LevelNumber = -1 };
        try
        {
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject || !ReadObject(ref reader, line, JsonRole.None, ref found, reference, ref result))
            {
                return false;
            }
        }
        catch (JsonException)
        {
            return false;
        }

        _entry.Finish(line, ref found, reference, ref result);
        return true;
    }

    private bool ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, JsonRole within, ref JsonFound found, TimeHints reference, ref LogLine result)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var role = within is JsonRole.None ? OuterRole(reader.ValueSpan) : JsonNames.RoleOf(reader.ValueSpan, within);
            if (!reader.Read())
            {
                return false;
            }

            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject when JsonNames.IsTransparent(role) || role is JsonRole.Result:
                    Opened(role, ref found);
                    if (!ReadObject(ref reader, line, role, ref found, reference, ref result))
                    {
                        return false;
                    }

                    break;
                case JsonTokenType.StartArray when role is JsonRole.Container:
                    if (!ReadFirst(ref reader, line, ref found, reference, ref result))
                    {
                        return false;
                    }

                    break;
                case JsonTokenType.StartArray when role is JsonRole.Message && found.Message.IsEmpty:
                    _properties.ReadBytes(ref reader, ref found.Message);
                    break;
                case JsonTokenType.StartArray when role is JsonRole.Transparent && found.Event.IsEmpty:
                    _properties.ReadTexts(ref reader, ref found.Event);
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    Opened(role, ref found);
                    reader.Skip();
                    break;
                default:
                    _properties.Take(ref reader, role, ref found, reference, ref result);
                    break;
            }
        }

        return reader.TokenType is JsonTokenType.EndObject;
    }

    // The same names come in line after line.
    private JsonRole OuterRole(ReadOnlySpan<byte> name)
    {
        if (_roles.Count >= MaxNames)
        {
            return JsonNames.RoleOf(name, JsonRole.None);
        }

        ref var role = ref _roles.GetOrAdd(name, out var added);
        if (added)
        {
            role = JsonNames.RoleOf(name, JsonRole.None);
        }

        return role;
    }

    // OTLP nests its records in arrays: the first element speaks for the line.
    private bool ReadFirst(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, ref JsonFound found, TimeHints reference, ref LogLine result)
    {
        var first = true;
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            if (first && reader.TokenType is JsonTokenType.StartObject)
            {
                if (!ReadObject(ref reader, line, JsonRole.Container, ref found, reference, ref result))
                {
                    return false;
                }
            }
            else
            {
                reader.Skip();
            }

            first = false;
        }

        return true;
    }

    private static void Opened(JsonRole role, ref JsonFound found)
    {
        found.HasResult |= role is JsonRole.Result;
        found.HasError |= role is JsonRole.Error;
    }
}
