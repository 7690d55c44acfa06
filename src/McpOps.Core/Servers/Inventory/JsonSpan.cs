using System.Text;
using System.Text.Json;

namespace McpOps.Servers;

/// <summary>Where an object and its members stand in a text that may hold comments.</summary>
/// <param name="Open">Its opening brace.</param>
/// <param name="Close">Its closing brace.</param>
/// <param name="Members">What stands in it.</param>
internal sealed record JsonSpan(int Open, int Close, IReadOnlyList<JsonMemberSpan> Members)
{
    /// <summary>The member of a name; upper and lower case do not count.</summary>
    public JsonMemberSpan? Member(string name) => Members.FirstOrDefault(member => string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Finds the object at a path of names; null when there is none.</summary>
    /// <exception cref="JsonException">The text is no JSON with comments.</exception>
    public static JsonSpan? Find(string text, params ReadOnlySpan<string> path)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        reader.Read();
        foreach (var name in path)
        {
            if (!Enter(ref reader, name))
            {
                return null;
            }
        }

        return reader.TokenType is JsonTokenType.StartObject ? Read(ref reader, text, bytes) : null;
    }

    private static bool Enter(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isIt = string.Equals(reader.GetString(), name, StringComparison.OrdinalIgnoreCase);
            reader.Read();
            if (isIt)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static JsonSpan Read(ref Utf8JsonReader reader, string text, byte[] bytes)
    {
        var open = (int)reader.TokenStartIndex;
        var members = new List<JsonMemberSpan>();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var (name, key) = (reader.GetString()!, (int)reader.TokenStartIndex);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var end = Chars(bytes, (int)reader.BytesConsumed);
            members.Add(new JsonMemberSpan(name, Chars(bytes, key), Chars(bytes, start), end, CommaAfter(text, end)));
        }

        return new JsonSpan(Chars(bytes, open), Chars(bytes, (int)reader.TokenStartIndex), members);
    }

    private static int Chars(byte[] bytes, int count) => Encoding.UTF8.GetCharCount(bytes, 0, count);

    // Between a value and its comma a comment may stand.
    private static int? CommaAfter(string text, int at)
    {
        while (at < text.Length)
        {
            if (text.AsSpan(at).StartsWith("//"))
            {
                at = text.IndexOf('\n', at) is >= 0 and var line ? line : text.Length;
            }
            else if (text.AsSpan(at).StartsWith("/*"))
            {
                at = text.IndexOf("*/", at, StringComparison.Ordinal) is >= 0 and var close ? close + 2 : text.Length;
            }
            else if (char.IsWhiteSpace(text[at]))
            {
                at++;
            }
            else
            {
                return text[at] == ',' ? at : null;
            }
        }

        return null;
    }
}

/// <summary>Where a member of an object stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="KeyStart">Its first character.</param>
/// <param name="ValueStart">The first character of its value.</param>
/// <param name="ValueEnd">The first character after its value.</param>
/// <param name="Comma">The comma after it; null when there is none.</param>
internal sealed record JsonMemberSpan(string Name, int KeyStart, int ValueStart, int ValueEnd, int? Comma)
{
    public bool HasComma => Comma is not null;

    /// <summary>The first character after it, its comma included where that follows at once.</summary>
    public int End => Comma == ValueEnd ? ValueEnd + 1 : ValueEnd;
}
