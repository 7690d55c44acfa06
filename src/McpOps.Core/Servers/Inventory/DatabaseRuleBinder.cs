namespace McpOps.Servers;

/// <summary>Reads what an inventory says of the upkeep of databases.</summary>
internal static class DatabaseRuleBinder
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    public static IReadOnlyList<McpMaintainRule> Bind(Fields fields, IReadOnlyList<McpDatabase> databases) => fields.Named("maintain", "maintain", (name, rule) =>
    {
        var database = databases.FirstOrDefault(known => known.Name == name)
            ?? throw rule.Wrong(rule.Node, null, $"is of no database of this server.{NearestName.Hint(name, databases.Select(known => known.Name)).TrimEnd('.')}");
        var made = new McpMaintainRule(name) { Vacuum = rule.Boolean("vacuum") ?? true, Reindex = rule.Boolean("reindex") ?? false, Retain = rule.Objects("retain", "retain", Retain) };
        return made.Reindex && database.Kind is "sqlite" ? throw rule.Wrong(rule.Raw("reindex")!, "reindex", "is for PostgreSQL")
            : made.Retain.Count > 0 && database.Kind is "sqlite" ? throw rule.Wrong(rule.Raw("retain")!, "retain", "is for PostgreSQL") : made;
    });

    private static McpRetainRule Retain(Fields fields) => new(
        fields.Required("table"),
        fields.Required("column"),
        fields.Duration("keep", TimeSpan.FromHours(1), Longest) ?? throw fields.Wrong(fields.Node, null, "has no 'keep', such as \"30d\": without it nothing says what is old"))
    {
        Batch = fields.Integer("batch", 1, 100_000, "rows") ?? 2000,
        Archive = fields.PlaceOf("archive"),
    };
}
