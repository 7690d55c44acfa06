using System.Globalization;
using System.Text;
using System.Text.Json;

namespace McpOps.Probing;

/// <summary>A way through a JSON document: <c>$</c>, then <c>.name</c>, <c>['any name']</c>, <c>[0]</c> or <c>.*</c>. A small part of RFC 9535.</summary>
public sealed class JsonPath
{
    private readonly IReadOnlyList<Step> _steps;

    private JsonPath(IReadOnlyList<Step> steps, string text)
    {
        _steps = steps;
        Text = text;
    }

    /// <summary>The path as it was written.</summary>
    public string Text { get; }

    /// <summary>All values that the path leads to; none when it leads nowhere.</summary>
    /// <param name="root">The document.</param>
    public IEnumerable<JsonElement> Select(JsonElement root) => _steps.Aggregate<Step, IEnumerable<JsonElement>>([root], (found, step) => found.SelectMany(step.From));

    /// <summary>Reads a path from the beginning of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="rest">What follows the path.</param>
    /// <exception cref="FormatException">There is no path, or it is not complete.</exception>
    internal static JsonPath Read(string text, out ReadOnlySpan<char> rest)
    {
        var position = 0;
        if (text.Length == 0 || text[position++] != '$')
        {
            throw new FormatException("a condition begins with a JSON path, and a path with $");
        }

        var steps = new List<Step>();
        while (position < text.Length && text[position] is '.' or '[')
        {
            steps.Add(text[position] is '.' ? ReadMember(text, ref position) : ReadBracket(text, ref position));
        }

        rest = text.AsSpan(position);
        return new JsonPath(steps, text[..position]);
    }

    private static Step ReadMember(string text, ref int position)
    {
        var start = ++position;
        if (position < text.Length && text[position] == '*')
        {
            position++;
            return Step.Every;
        }

        while (position < text.Length && (char.IsLetterOrDigit(text[position]) || text[position] is '_' or '-'))
        {
            position++;
        }

        return position > start ? Step.To(text[start..position]) : throw new FormatException($"a name is missing at character {start + 1}; write other names as ['name']");
    }

    private static Step ReadBracket(string text, ref int position)
    {
        position++;
        Step step;
        if (position < text.Length && text[position] is '\'' or '"')
        {
            step = Step.To(ReadQuoted(text, ref position));
        }
        else if (position < text.Length && text[position] == '*')
        {
            position++;
            step = Step.Every;
        }
        else
        {
            var start = position;
            while (position < text.Length && char.IsAsciiDigit(text[position]))
            {
                position++;
            }

            step = int.TryParse(text.AsSpan(start, position - start), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                ? Step.To(index)
                : throw new FormatException($"a number, * or a quoted name is missing at character {start + 1}");
        }

        if (position >= text.Length || text[position++] != ']')
        {
            throw new FormatException("a ] is missing");
        }

        return step;
    }

    /// <summary>Reads a text in single or double quotes; a backslash takes the next character as it is.</summary>
    internal static string ReadQuoted(string text, ref int position)
    {
        var quote = text[position++];
        var value = new StringBuilder();
        while (position < text.Length && text[position] != quote)
        {
            if (text[position] == '\\' && position + 1 < text.Length)
            {
                position++;
            }

            value.Append(text[position++]);
        }

        if (position >= text.Length)
        {
            throw new FormatException($"a closing {quote} is missing");
        }

        position++;
        return value.ToString();
    }

    private sealed record Step(string? Name, int? Index)
    {
        public static Step Every { get; } = new(null, null);

        public static Step To(string name) => new(name, null);

        public static Step To(int index) => new(null, index);

        public IEnumerable<JsonElement> From(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Object when Name is not null => value.TryGetProperty(Name, out var member) ? [member] : [],
            JsonValueKind.Object when Index is null => value.EnumerateObject().Select(property => property.Value),
            JsonValueKind.Array when Index is { } index => index < value.GetArrayLength() ? [value[index]] : [],
            JsonValueKind.Array when Name is null => value.EnumerateArray(),
            _ => [],
        };
    }
}
