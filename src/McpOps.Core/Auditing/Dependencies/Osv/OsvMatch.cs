using McpOps.Auditing.Dependencies.Versions;

namespace McpOps.Auditing.Dependencies.Osv;

/// <summary>Whether an advisory is about a version. Pure.</summary>
internal static class OsvMatch
{
    /// <summary>Whether it is affected, and the version that mends it; null when it is not.</summary>
    public static (bool IsAffected, string? Fixed)? Of(OsvAffected affected, Dependency dependency)
    {
        if (affected.Package is not { Ecosystem: { } ecosystem, Name: { } name } || !IsSame(ecosystem, dependency.Ecosystem) || Ecosystems.Fold(dependency.Ecosystem, name) != dependency.Name)
        {
            return null;
        }

        var inRange = (affected.Ranges ?? []).Where(range => range.Type is not "GIT").Select(range => In(range.Events ?? [], dependency)).FirstOrDefault(found => found is not null);
        return inRange is { } hit ? (true, hit.Fixed)
            : affected.Versions?.Contains(dependency.Version) == true ? (true, (affected.Ranges ?? []).SelectMany(range => range.Events ?? []).Select(one => one.Fixed).LastOrDefault(version => version is not null))
            : null;
    }

    // Debian's dump may say Debian for all releases.
    private static bool IsSame(string advisory, string dependency) => advisory == dependency || (!advisory.Contains(':', StringComparison.Ordinal) && advisory == Ecosystems.Family(dependency));

    // Events in the order of versions: what was introduced holds until it was fixed.
    private static (bool, string? Fixed)? In(IReadOnlyList<OsvEvent> events, Dependency dependency)
    {
        var affected = false;
        string? mended = null;
        foreach (var one in events.OrderBy(one => one.Introduced ?? one.Fixed ?? one.LastAffected ?? one.Limit ?? "", Comparer<string>.Create((left, right) => left == right ? 0 : left == "0" ? -1 : right == "0" ? 1 : VersionOrder.Compare(dependency.Ecosystem, left, right) ?? 0)))
        {
            if (one.Introduced is { } introduced && (introduced == "0" || VersionOrder.Compare(dependency.Ecosystem, dependency.Version, introduced) >= 0))
            {
                (affected, mended) = (true, null);
            }
            else if (one.Fixed is { } @fixed)
            {
                mended ??= @fixed;
                affected &= VersionOrder.Compare(dependency.Ecosystem, dependency.Version, @fixed) < 0;
            }
            else if (one.LastAffected is { } last)
            {
                affected &= VersionOrder.Compare(dependency.Ecosystem, dependency.Version, last) <= 0;
            }
        }

        return affected ? (true, mended) : null;
    }
}
