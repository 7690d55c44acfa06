using System.Text.RegularExpressions;
using McpOps.Auditing.Configurations;
using McpOps.Servers;

namespace McpOps.Auditing.Rules.Configurations;

/// <summary>A package that is fetched anew at each start, in whatever version is there.</summary>
internal sealed partial class UnpinnedPackage : IServerRule
{
    public string Id => "CONF001";

    public string? Judge(McpServer server, LaunchLine? line) => line?.Package is { } package && !IsPinned(package, line.IsContainer) ? $"{line.Program} runs '{package}'" : null;

    private static bool IsPinned(string package, bool isImage) =>
        isImage ? package.Contains("@sha256:", StringComparison.Ordinal)
            : package.StartsWith('.') || package.StartsWith('/') || package.StartsWith("file:", StringComparison.Ordinal) || Exact().IsMatch(package) || Commit().IsMatch(package);

    // name@1.2.3, name==1.2.3, @scope/name@1.2.3-rc.1; a range or a tag is no version.
    [GeneratedRegex(@"^(@[^/]+/)?[^@=<>~^]+(@|==)v?\d+\.\d+[\w.+\-]*$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Exact();

    [GeneratedRegex(@"^(git\+|https?://|github:).*[@#][0-9a-f]{40}$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Commit();
}
