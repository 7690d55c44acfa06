using System.Xml.Linq;

namespace McpOps.HelpBuilder;

/// <summary>Writes PowerShell's help format (MAML 2004) from the pages and from what the cmdlets say of themselves.</summary>
internal static class Maml
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Text = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    // As each cmdlet names it by its HelpUri.
    private const string Pages = "https://github.com/mcpops/mcpops/blob/main/docs/help/";

    private static readonly Dictionary<string, string> CommonParameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["WhatIf"] = "Shows what would happen; nothing is changed.",
        ["Confirm"] = "Asks before each change.",
    };

    public static void Write(string path, IReadOnlyList<HelpPage> pages)
    {
        var cmdlets = CmdletModel.All().ToDictionary(cmdlet => cmdlet.Name, StringComparer.OrdinalIgnoreCase);
        var root = new XElement(Msh + "helpItems", new XAttribute("schema", "maml"), pages.Where(page => cmdlets.ContainsKey(page.Name)).Select(page => Element(page, cmdlets[page.Name])));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        new XDocument(new XDeclaration("1.0", "utf-8", standalone: null), root).Save(path);
    }

    private static XElement Element(HelpPage page, CmdletModel cmdlet) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Text),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", page.Name),
            new XElement(Command + "verb", page.Name.Split('-')[0]),
            new XElement(Command + "noun", page.Name.Split('-')[1]),
            new XElement(Text + "description", Paragraphs(page.Section("SYNOPSIS")))),
        new XElement(Text + "description", Paragraphs(page.Section("DESCRIPTION"))),
        new XElement(Command + "syntax", cmdlet.Sets().Select(set => new XElement(
            Command + "syntaxItem", new XElement(Text + "name", page.Name), set.Select(parameter => Parameter(page, parameter))))),
        new XElement(Command + "parameters", cmdlet.Parameters.DistinctBy(parameter => parameter.Name).OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
            .Select(parameter => Parameter(page, parameter))),
        new XElement(Command + "inputTypes", new XElement(Command + "inputType", new XElement(Dev + "type", new XElement(Text + "name", FirstLine(page.Section("INPUTS")))), new XElement(Text + "description", Paragraphs(Rest(page.Section("INPUTS")))))),
        new XElement(Command + "returnValues", new XElement(Command + "returnValue", new XElement(Dev + "type", new XElement(Text + "name", FirstLine(page.Section("OUTPUTS")))), new XElement(Text + "description", Paragraphs(Rest(page.Section("OUTPUTS")))))),
        new XElement(Text + "alertSet", new XElement(Text + "alert", Paragraphs(page.Section("NOTES")))),
        new XElement(Command + "examples", page.Examples.Select(example => new XElement(
            Command + "example", new XElement(Text + "title", example.Title), new XElement(Dev + "code", example.Code), new XElement(Dev + "remarks", Paragraphs(example.Remarks))))),
        new XElement(Command + "relatedLinks", Link("Online version:", $"{Pages}{page.Name}.md"), page.Section("RELATED LINKS").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name => Link(name, ""))));

    private static XElement Link(string text, string uri) => new(Text + "navigationLink", new XElement(Text + "linkText", text), new XElement(Text + "uri", uri));

    private static XElement Parameter(HelpPage page, ParameterModel parameter) => new(
        Command + "parameter",
        new XAttribute("required", parameter.Mandatory ? "true" : "false"),
        new XAttribute("variableLength", parameter.Type.IsArray ? "true" : "false"),
        new XAttribute("globbing", parameter.Wildcards ? "true" : "false"),
        new XAttribute("pipelineInput", parameter.Pipeline),
        new XAttribute("position", parameter.Position?.ToString() ?? "named"),
        new XAttribute("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
        new XElement(Text + "name", parameter.Name),
        new XElement(Text + "description", Paragraphs(page.Parameters.GetValueOrDefault(parameter.Name) ?? CommonParameters.GetValueOrDefault(parameter.Name, ""))),
        !parameter.IsSwitch ? new XElement(Command + "parameterValue", new XAttribute("required", "true"), parameter.TypeName) : null,
        new XElement(Dev + "type", new XElement(Text + "name", parameter.TypeName)));

    private static IEnumerable<XElement> Paragraphs(string text) =>
        text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(paragraph => new XElement(Text + "para", Plain(paragraph)));

    // Lines of a list stay lines; others flow.
    private static string Plain(string paragraph)
    {
        var lines = paragraph.Split('\n');
        var keep = lines.Any(line => line.TrimStart() is ['-' or '|' or '*', ..] || line.StartsWith("    ", StringComparison.Ordinal) || line.StartsWith("```", StringComparison.Ordinal));
        return string.Join(keep ? '\n' : ' ', lines.Where(line => !line.StartsWith("```", StringComparison.Ordinal))).Replace("`", "", StringComparison.Ordinal).Replace("**", "", StringComparison.Ordinal);
    }

    private static string FirstLine(string text) => text.Split('\n')[0].TrimStart('#', ' ');

    private static string Rest(string text) => text.Contains('\n', StringComparison.Ordinal) ? text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..].Trim() : "";
}
