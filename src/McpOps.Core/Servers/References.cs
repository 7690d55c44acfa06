using System.Text.RegularExpressions;

namespace McpOps.Servers;

/// <summary>Finds references such as <c>${env:NAME}</c> in texts. They are resolved when a connection is made, and never written back.</summary>
internal static partial class References
{
    /// <summary>Whether the text holds one that McpOps resolves.</summary>
    public static bool Has(string text) => text.Contains("${", StringComparison.Ordinal) && Reference().IsMatch(text);

    /// <summary>Whether the text holds one that only somebody else can resolve, such as <c>${input:id}</c> or <c>${{ secrets.NAME }}</c>: it means nothing to a server.</summary>
    public static bool HasForeign(string text) =>
        text.Contains('{', StringComparison.Ordinal) && ForeignReference().IsMatch(Reference().Replace(text, ""));

    /// <summary>All references, each once; of a default only that there is one (<c>${env:NAME:-}</c>), for it may be a secret.</summary>
    public static IReadOnlyList<string> In(IEnumerable<string> texts) =>
        [.. texts
            .Where(text => text.AsSpan().IndexOfAny('$', '{') >= 0)
            .SelectMany(text => AnyReference().Matches(text))
            .Select(match => match.Value.IndexOf(":-", StringComparison.Ordinal) is > 0 and var end ? match.Value[..(end + 2)] + "}" : match.Value)
            .Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// The forms of the clients (<c>${NAME}</c> in any case, a lone <c>$NAME</c>, <c>{env:NAME}</c>) as <c>${env:NAME}</c>, and the folders that they name put in. What
    /// only the client knows, such as <c>${input:id}</c>, stays.
    /// </summary>
    /// <param name="text">A text of a client's file.</param>
    /// <param name="file">The file: the folder of its project, and whether its client takes every <c>$name</c> for a variable.</param>
    /// <param name="paths">The user's home folder, and the environment.</param>
    public static string Canonical(string text, ClientFile file, ServerPaths paths)
    {
        if (text.AsSpan().IndexOfAny('$', '{') < 0)
        {
            return text;
        }

        var placed = Folder().Replace(text, match => match.Groups["name"].Value switch
        {
            "userHome" => paths.Home,
            "pathSeparator" or "/" => Path.DirectorySeparatorChar.ToString(),
            "extensionPath" or "__dirname" => Path.GetDirectoryName(file.Path) ?? match.Value,
            "workspaceFolderBasename" => Path.GetFileName(file.Workspace) ?? match.Value,
            _ => file.Workspace ?? match.Value,
        });
        var canonical = ClientVariable().Replace(placed, Named);
        return file.ExpandsEveryDollar ? DollarVariable().Replace(canonical, match => match.Groups["alone"].Success || paths.Variable(match.Groups["name"].Value) is not null ? Named(match) : match.Value) : canonical;
    }

    private static string Named(Match match) =>
        OfTheEditor().IsMatch(match.Groups["name"].Value) ? match.Value : $"${{env:{match.Groups["name"].Value}{match.Groups["default"].Value}}}";

    /// <summary><c>${env:NAME}</c>, and with a default <c>${env:NAME:-text}</c>.</summary>
    [GeneratedRegex(@"\$\{env:(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<default>[^{}]*))?\}", RegexOptions.ExplicitCapture, 2000)]
    public static partial Regex Reference();

    // Of Windows too, where names hold brackets and dots: ${env:ProgramFiles(x86)} is one that McpOps does not resolve, and is told of.
    [GeneratedRegex(@"\$\{[^{}]*\}|\$\{\{.*?\}\}|\$\{[^}]*\$\{|(?<![$\w])\{(env|file):[^{}]*\}", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 2000)]
    private static partial Regex ForeignReference();

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?<default>:-[^{}]*)?\}|(?<![$\w])\{env:(?<name>[A-Za-z_]\w*)\}|(?<![^\s=])\$(?<name>[A-Z_][A-Z0-9_]*)(?!\S)", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex ClientVariable();

    // Such a client leaves a name as it stands where there is no such variable: a password may hold a dollar.
    [GeneratedRegex(@"(?<alone>(?<![^\s=])\$(?<name>[A-Za-z_]\w*)(?!\S))|\$(?<name>[A-Za-z_]\w*)(?<default>)", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex DollarVariable();

    [GeneratedRegex(@"\$\{(?<name>userHome|pathSeparator|/|extensionPath|__dirname|workspaceFolderBasename|workspaceFolder|workspaceRoot|workspacePath)\}", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Folder();

    // What an editor puts in for its own state: no variable of the environment has such a name.
    [GeneratedRegex("^(userHome|workspace(Folder|FolderBasename|Root|Path)|(relative)?file([A-Z]\\w*)?|cwd|lineNumber|columnNumber|selected(Text|Index)|execPath|defaultBuildTask|extensionPath|__dirname)$", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex OfTheEditor();

    // A bare $NAME counts only where it stands alone: a password may hold a dollar.
    [GeneratedRegex(@"\$\{\{.*?\}\}|\$\{[^{}]*\}|(?<![$\w])\{(env|file):[^{}]*\}|(?<![^\s=])\$[A-Z_][A-Z0-9_]*(?!\S)", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 2000)]
    private static partial Regex AnyReference();
}
