using McpOps.Files;

namespace McpOps.Maintenance.Files;

/// <summary>Asks whether the folders of paths with wildcards answer.</summary>
internal static class AnsweringTargets
{
    /// <summary>Divides paths with wildcards by whether their folders answer, be it that there is none.</summary>
    /// <param name="folders">Who asks.</param>
    /// <param name="paths">The paths.</param>
    /// <param name="looking">Is told of each before it is looked at: one that hangs is named by that.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<(IReadOnlyList<string> Answering, IReadOnlyList<string> Silent)> DivideAsync(this AnsweringFolders folders, IReadOnlyList<string> paths, Action<string> looking, CancellationToken cancellationToken)
    {
        var (answering, silent) = (new List<string>(), new List<string>());
        foreach (var path in paths)
        {
            looking(path);
            (!Path.IsPathFullyQualified(path) || await folders.AnswersAsync(CleanTarget.Parse(path).Root, cancellationToken) ? answering : silent).Add(path);
        }

        return (answering, silent);
    }
}
