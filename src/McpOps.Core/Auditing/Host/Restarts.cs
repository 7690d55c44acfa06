namespace McpOps.Auditing.Host;

/// <summary>What runs and is older than what is installed. Pure: it is handed what needrestart, or the kernel, says.</summary>
internal static class Restarts
{
    private const int Shown = 10;

    /// <summary>What <c>needrestart -b</c> says is due; empty when nothing is, null when it is no answer of needrestart.</summary>
    /// <param name="said">Its lines (<c>NEEDRESTART-SVC:</c> a unit; <c>KSTA</c> 2 or 3 a newer kernel; <c>UCSTA</c> 2 newer microcode).</param>
    public static IReadOnlyList<string>? OfNeedrestart(string said)
    {
        var values = said.Split('\n').Select(line => line.Trim().Split(':', 2)).Where(pair => pair.Length == 2 && pair[0].StartsWith("NEEDRESTART-", StringComparison.Ordinal)).Select(pair => (Key: pair[0]["NEEDRESTART-".Length..], Value: pair[1].Trim())).ToList();
        if (!values.Exists(pair => pair.Key is "VER"))
        {
            return null;
        }

        var units = values.Where(pair => pair.Key is "SVC" or "CONT" or "SESS" && pair.Value.Length > 0).Select(pair => pair.Value).Distinct().ToList();
        string Of(string key) => values.Find(pair => pair.Key == key).Value ?? "";
        return
        [
            .. units.Count > 0 ? [$"{units.Count} run what was replaced: {string.Join(", ", units.Take(Shown))}{(units.Count > Shown ? ", …" : "")}"] : Array.Empty<string>(),
            .. Of("KSTA") is "2" or "3" ? [$"Linux {Of("KEXP")} is installed, and {Of("KCUR")} runs"] : Array.Empty<string>(),
            .. Of("UCSTA") is "2" ? [$"microcode {Of("UCEXP")} is installed, and {Of("UCCUR")} runs"] : Array.Empty<string>(),
        ];
    }

    /// <summary>A library that a process runs and that was replaced or removed since; null when there is none.</summary>
    /// <param name="maps">The lines of its <c>/proc/PID/maps</c> (proc(5)).</param>
    public static string? Replaced(IEnumerable<string> maps) =>
        maps.Where(line => line.EndsWith(" (deleted)", StringComparison.Ordinal)).Select(line => (At: line.IndexOf('/', StringComparison.Ordinal), Line: line)).Where(one => one.At > 0)
            .Select(one => one.Line[one.At..^" (deleted)".Length])
            .FirstOrDefault(path => (path.StartsWith("/usr/", StringComparison.Ordinal) || path.StartsWith("/lib", StringComparison.Ordinal) || path.StartsWith("/opt/", StringComparison.Ordinal)) && Path.GetFileName(path).Contains(".so", StringComparison.Ordinal));
}
