namespace McpOps.Servers;

/// <summary>Reads what an inventory says of files that are cleaned and logs that are rotated.</summary>
internal static class FileRuleBinder
{
    private const int MostFiles = 10_000_000;
    private const int MostArchives = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3660);

    public static IReadOnlyList<McpCleanRule> Clean(Fields fields) => fields.Named("clean", "clean", (name, rule) =>
    {
        var paths = rule.Paths("paths");
        return paths.Count == 0 ? throw rule.Wrong(rule.Node, null, "has no 'paths'")
            : new McpCleanRule(name)
            {
                Paths = paths,
                OlderThan = rule.Duration("olderThan", TimeSpan.FromMinutes(1), Longest) ?? throw rule.Wrong(rule.Node, null, "has no 'olderThan', such as \"7d\": without it nothing says what is old"),
                Owner = rule.Text("owner"),
                MaxFiles = rule.Integer("maxFiles", 1, MostFiles, "files") ?? 100_000,
                MaxShare = rule.Number("maxShare", 0, 100, "percent") ?? 50,
            };
    });

    public static McpRecoverPlan Recover(Fields fields) => new()
    {
        Automatic = fields.Boolean("automatic") ?? false,
        Restore = fields.Boolean("restore") ?? false,
        Limit = fields.Integer("limit", 1, 1000, "restarts") ?? 5,
        Within = fields.Duration("within", TimeSpan.FromSeconds(1), Longest) ?? TimeSpan.FromMinutes(15),
        Settle = fields.Duration("settle", TimeSpan.Zero, TimeSpan.FromHours(1)) ?? TimeSpan.FromSeconds(30),
        Timeout = fields.Duration("timeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)) ?? TimeSpan.FromSeconds(60),
        Clean = fields.Texts("clean"),
    };

    public static IReadOnlyList<McpRotateRule> Rotate(Fields fields) => fields.Objects("rotate", "rotate", rule =>
    {
        var made = new McpRotateRule(rule.Paths("paths"))
        {
            Every = rule.Duration("every", TimeSpan.FromMinutes(1), Longest),
            MinSize = (long?)rule.Number("minSize", 0, long.MaxValue, "bytes"),
            MaxSize = (long?)rule.Number("maxSize", 1, long.MaxValue, "bytes"),
            Keep = rule.Integer("keep", 1, MostArchives, "archives") ?? 7,
            MaxAge = rule.Duration("maxAge", TimeSpan.FromMinutes(1), Longest),
            Compress = rule.Boolean("compress") ?? true,
            Signal = rule.Text("signal"),
            Reload = rule.Texts("reload"),
        };
        return made.Paths.Count == 0 ? throw rule.Wrong(rule.Node, null, "has no 'paths'")
            : made is { Every: null, MaxSize: null } ? throw rule.Wrong(rule.Node, null, "has neither 'every' nor 'maxSize': nothing says when a log is rotated")
            : made.Signal is not (null or "HUP" or "USR1" or "USR2") ? throw rule.Wrong(rule.Raw("signal")!, "signal", "must be HUP, USR1 or USR2")
            : made;
    });
}
