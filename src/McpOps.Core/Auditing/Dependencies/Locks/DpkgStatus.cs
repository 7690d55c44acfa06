namespace McpOps.Auditing.Dependencies.Locks;

/// <summary>The packages that dpkg installed. OSV names Debian's advisories by source package.</summary>
internal static class DpkgStatus
{
    public static IEnumerable<Dependency> Read(IEnumerable<string> lines, string release, string file)
    {
        var (source, version, installed) = ("", "", false);
        foreach (var line in lines.Append(""))
        {
            if (line.Length == 0)
            {
                if (installed && source.Length > 0)
                {
                    yield return new Dependency($"Debian:{release}", source, version, file);
                }

                (source, version, installed) = ("", "", false);
            }
            else if (line.StartsWith("Package: ", StringComparison.Ordinal))
            {
                source = line[9..];
            }
            else if (line.StartsWith("Status: ", StringComparison.Ordinal))
            {
                installed = line.EndsWith(" installed", StringComparison.Ordinal);
            }
            else if (line.StartsWith("Version: ", StringComparison.Ordinal) && version.Length == 0)
            {
                version = line[9..];
            }
            else if (line.StartsWith("Source: ", StringComparison.Ordinal))
            {
                // A source of another version says so in brackets.
                var open = line.IndexOf('(', StringComparison.Ordinal);
                source = (open < 0 ? line[8..] : line[8..open]).Trim();
                version = open < 0 ? version : line[(open + 1)..].TrimEnd(')');
            }
        }
    }
}
