namespace McpOps.Cli.Output;

/// <summary>Breaks a text into lines: between words where there are any, and nothing of it is lost but the spaces there.</summary>
internal static class TextWrap
{
    /// <summary>The lines of a text, each of at most so many characters.</summary>
    public static IReadOnlyList<string> Lines(string text, int width)
    {
        var lines = new List<string>();
        var rest = text;
        while (rest.Length > width)
        {
            var space = rest.LastIndexOf(' ', width);
            var end = space > 0 ? space : char.IsHighSurrogate(rest[width - 1]) && width > 1 ? width - 1 : width;
            lines.Add(rest[..end].TrimEnd());
            rest = rest[end..].TrimStart();
        }

        return [.. lines, rest];
    }
}
