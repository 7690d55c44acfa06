namespace McpOps.Probing;

/// <summary>What to do when a measured value is not as it should be.</summary>
internal static class CheckAdvice
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["response"] = "The phases say where the time goes; look at the server's load and at what it depends on.",
        ["endpoints"] = "Look at the server's load and at what it depends on.",
        ["cpu"] = "Look for what keeps the processors busy, as with top or Task Manager.",
        ["memory"] = "Look for what holds it (the checks process and orphans tell), or add memory.",
        ["swap"] = "Memory is or was short: look for what holds it.",
        ["load"] = "More wants to run than there are processors: look for what it is, as with top.",
        ["disk"] = "Remove old logs and backups, or enlarge it.",
        ["inodes"] = "Remove folders with many small files, such as caches.",
        ["certificates"] = "Renew it.",
        ["postgres"] = "Look at the database's load (pg_stat_activity).",
        ["postgres-connections"] = "Close idle ones or pool them, or raise max_connections.",
        ["postgres-queries"] = "See which (pg_stat_activity), and end them if need be (pg_cancel_backend).",
        ["tools"] = "Offer fewer tools, or shorten their descriptions.",
    };

    public static string For(string measurement) => Texts.GetValueOrDefault(measurement, "");
}
