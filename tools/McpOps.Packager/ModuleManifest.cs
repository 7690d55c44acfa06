using System.Text;
using System.Text.RegularExpressions;

namespace McpOps.Packager;

/// <summary>What <c>McpOps.psd1</c> says of the module. It is read as text: there may be no PowerShell where the package is made.</summary>
internal sealed partial class ModuleManifest
{
    private readonly string _text;

    private ModuleManifest(string name, string text) => (Name, _text) = (name, text);

    public string Name { get; }

    public string FileName => $"{Name}.psd1";

    public byte[] Content => Encoding.UTF8.GetBytes(_text);

    public string Version => Value("ModuleVersion");

    public IReadOnlyList<string> Cmdlets => List("CmdletsToExport");

    public IReadOnlyList<string> Tags => List("Tags");

    public static ModuleManifest Read(string path) => new(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path));

    /// <summary>The text of <c>key = '…'</c>.</summary>
    public string Value(string key) =>
        Regex.Match(_text, $@"^\s*{key}\s*=\s*'(?<value>[^']*)'", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)) is { Success: true } match
            ? match.Groups["value"].Value
            : throw new InvalidDataException($"The manifest has no {key}.");

    /// <summary>The texts of <c>key = @('…', '…')</c>.</summary>
    public IReadOnlyList<string> List(string key) => [.. Quoted().Matches(Block(key).Value).Select(match => match.Groups["value"].Value)];

    /// <summary>The same manifest, with one text in <c>key = @('…', '…')</c>.</summary>
    public ModuleManifest With(string key, string value) =>
        Block(key) is { Success: true } block ? new(Name, $"{_text[..block.Index]}'{value}'{_text[(block.Index + block.Length)..]}") : throw new InvalidDataException($"The manifest has no {key}.");

    // What stands between the parentheses.
    private Group Block(string key) =>
        Regex.Match(_text, $@"^\s*{key}\s*=\s*@\((?<items>[^)]*)\)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["items"];

    [GeneratedRegex("'(?<value>[^']*)'", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Quoted();
}
