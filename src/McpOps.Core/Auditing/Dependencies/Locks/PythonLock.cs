using System.Text.RegularExpressions;
using McpOps.Servers;

namespace McpOps.Auditing.Dependencies.Locks;

/// <summary>Python's pinned requirements, <c>uv.lock</c>, <c>poetry.lock</c>, and what is installed (<c>*.dist-info/METADATA</c>).</summary>
internal static partial class PythonLock
{
    /// <summary>The pinned lines of a requirements file; what is not pinned has no version to look up.</summary>
    public static IEnumerable<Dependency> Requirements(IEnumerable<string> lines, string file) =>
        lines.Select(line => Pinned().Match(line)).Where(match => match.Success).Select(match => Of(match.Groups["name"].Value, match.Groups["version"].Value, file));

    /// <summary>The packages of a TOML lock file.</summary>
    public static IEnumerable<Dependency> Toml(string text, string file) =>
        new TomlConfig(text, file).Parse()["package"] is { } packages
            ? packages.Items.Where(package => package["name"] is not null && package["version"] is not null).Select(package => Of(package["name"]!.Text, package["version"]!.Text, file)) : [];

    /// <summary>Name and version of an installed package: the head of its METADATA, as mail has one.</summary>
    public static Dependency? Metadata(IEnumerable<string> lines, string file)
    {
        var head = lines.TakeWhile(line => line.Length > 0).Take(200).ToList();
        var (name, version) = (Value(head, "Name: "), Value(head, "Version: "));
        return name is null || version is null ? null : Of(name, version, file);
    }

    private static string? Value(List<string> head, string key) => head.Find(line => line.StartsWith(key, StringComparison.OrdinalIgnoreCase))?[key.Length..].Trim();

    private static Dependency Of(string name, string version, string file) => new(Ecosystems.PyPI, Ecosystems.Fold(Ecosystems.PyPI, name), version, file);

    [GeneratedRegex(@"^\s*(?<name>[A-Za-z0-9][\w.\-]*)\s*(\[[^\]]*\])?\s*===?\s*(?<version>[^\s;#,*]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Pinned();
}
