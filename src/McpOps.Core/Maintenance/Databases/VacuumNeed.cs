using System.Globalization;

namespace McpOps.Maintenance.Databases;

/// <summary>What PostgreSQL counts of a table.</summary>
internal sealed record TableFacts(string Schema, string Table, long Live, long Dead, long Changed, long Age, long FreezeAge);

/// <summary>Whether a table needs VACUUM or ANALYZE; a pure function of what PostgreSQL counts.</summary>
internal static class VacuumNeed
{
    private const long Few = 1000;
    private const double DeadShare = 0.2;
    private const double ChangedShare = 0.1;
    private const double AgeShare = 0.75;

    /// <summary>Why; null when it needs nothing.</summary>
    public static string? Of(TableFacts table) =>
        table.Age > table.FreezeAge * AgeShare ? string.Create(CultureInfo.InvariantCulture, $"its oldest transaction is {table.Age} ago, and at {table.FreezeAge} PostgreSQL freezes it by force")
        : table.Dead > Few && table.Dead > (table.Live + table.Dead) * DeadShare ? string.Create(CultureInfo.InvariantCulture, $"{table.Dead} dead rows beside {table.Live} living")
        : table.Changed > Few && table.Changed > table.Live * ChangedShare ? string.Create(CultureInfo.InvariantCulture, $"{table.Changed} rows changed since its statistics were made")
        : null;
}
