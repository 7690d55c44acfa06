using System.Text;
using System.Text.RegularExpressions;
using McpOps.Files;

namespace McpOps.Maintenance.Files;

/// <summary>The log files that paths with wildcards mean, without archives of them; by handles from the last folder before a wildcard.</summary>
internal static partial class LogFinder
{
    /// <summary>The whole paths.</summary>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        foreach (var target in paths.Where(Path.IsPathFullyQualified).Select(CleanTarget.Parse))
        {
            if (FileSystem.TryOpen(target.Root) is { } root)
            {
                FolderWalk.From(root, Encoding.UTF8.GetBytes(target.Root), "", Look, (_, _) => { }, cancellationToken);
            }

            IReadOnlyList<InnerFolder<string>> Look(IFolder folder, byte[] path, string below)
            {
                var (names, deeper) = (folder.List(), new List<InnerFolder<string>>());
                for (var index = 0; index < names.Count; index++)
                {
                    // What cannot be meant is not touched: it may be a share that hangs.
                    var relative = below.Length == 0 ? Encoding.UTF8.GetString(names[index]) : $"{below}/{Encoding.UTF8.GetString(names[index])}";
                    var isWay = target.Depth is not { } depth || relative.Count(character => character == '/') + 1 < depth;
                    var fits = PathPattern.Match(target.Pattern, relative) && !Archive().IsMatch(relative);
                    if (!(isWay || fits) || folder.Stat(names[index]) is not { } stat)
                    {
                        continue;
                    }

                    if (stat.Kind is FileKind.Folder && isWay)
                    {
                        deeper.Add(new InnerFolder<string>(names[index].ToArray(), stat, relative));
                    }
                    else if (stat.Kind is FileKind.Regular && fits)
                    {
                        found.Add(PathBytes.Text(PathBytes.Join(path, names[index])));
                    }
                }

                return deeper;
            }
        }

        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    // name.1, name.2.gz, name-20261128, name.log.old; and what a rotation has not finished.
    [GeneratedRegex(@"(\.[0-9]{1,5}|-[0-9]{8}([-.0-9]*)?|\.old|\.mcpops-new)(\.(gz|bz2|xz|zst|zip))?$|\.(gz|bz2|xz|zst|zip)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Archive();
}
