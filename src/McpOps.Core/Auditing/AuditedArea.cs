using McpOps.Auditing.Records;

namespace McpOps.Auditing;

/// <summary>What the last audit of an area of a server, or of the host, came to.</summary>
internal sealed record AuditedArea(string? Server, string Area, DateTimeOffset At, int Critical, int High, int Others, int NotChecked, string? Worst)
{
    /// <summary>All that a host's folder of records holds.</summary>
    public static IReadOnlyList<AuditedArea> Read(string folder) =>
        [.. new AuditJournal(folder).Read().Select(record => new AuditedArea(record.Server, record.Area, record.At, record.Critical, record.High, record.Medium + record.Low, record.NotChecked, record.Worst))];
}
