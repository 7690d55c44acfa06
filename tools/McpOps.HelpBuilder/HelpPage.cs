namespace McpOps.HelpBuilder;

/// <summary>One cmdlet's help as it stands in <c>docs/help</c>.</summary>
internal sealed record HelpPage(string Name, IReadOnlyDictionary<string, string> Sections, IReadOnlyDictionary<string, string> Parameters, IReadOnlyList<HelpExample> Examples)
{
    public string Section(string title) => Sections.GetValueOrDefault(title, "");

    /// <summary>Reads a page: <c># Name</c>, <c>## SECTION</c>, and <c>### -Parameter</c> or <c>### Example</c> within their sections.</summary>
    public static HelpPage Read(string path)
    {
        var text = File.ReadAllText(path).ReplaceLineEndings("\n");
        var sections = Split(text, "## ");
        return new HelpPage(
            Path.GetFileNameWithoutExtension(path),
            sections.ToDictionary(section => section.Title, section => section.Body, StringComparer.OrdinalIgnoreCase),
            Split(Body(sections, "PARAMETERS"), "### ").Where(part => part.Title.StartsWith('-'))
                .ToDictionary(part => part.Title[1..].Split(' ')[0], part => part.Body, StringComparer.OrdinalIgnoreCase),
            [.. Split(Body(sections, "EXAMPLES"), "### ").Select(part => HelpExample.Read(part.Title, part.Body))]);
    }

    private static string Body(IEnumerable<(string Title, string Body)> sections, string title) =>
        sections.FirstOrDefault(section => section.Title.Equals(title, StringComparison.OrdinalIgnoreCase)).Body ?? "";

    // A heading inside a code block is code.
    private static List<(string Title, string Body)> Split(string text, string mark)
    {
        var parts = new List<(string Title, List<string> Lines)>();
        var inCode = false;
        foreach (var line in text.Split('\n'))
        {
            inCode ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!inCode && line.StartsWith(mark, StringComparison.Ordinal))
            {
                parts.Add((line[mark.Length..].Trim(), []));
            }
            else if (parts.Count > 0)
            {
                parts[^1].Lines.Add(line);
            }
        }

        return [.. parts.Select(part => (part.Title, string.Join('\n', part.Lines).Trim()))];
    }
}

/// <summary>One example: its code, and what is said about it.</summary>
internal sealed record HelpExample(string Title, string Code, string Remarks)
{
    public static HelpExample Read(string title, string body)
    {
        var code = new List<string>();
        var remarks = new List<string>();
        var fence = "";
        foreach (var line in body.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                fence = fence.Length == 0 ? line : "";
            }
            else if (fence.StartsWith("```powershell", StringComparison.OrdinalIgnoreCase))
            {
                code.Add(line);
            }
            else
            {
                remarks.Add(line);
            }
        }

        return new HelpExample(title, string.Join('\n', code).Trim(), string.Join('\n', remarks).Trim());
    }
}
