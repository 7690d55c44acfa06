using System.Net.Sockets;
using Npgsql;

namespace McpOps.Maintenance.Databases;

/// <summary>What went wrong with a database, in a sentence: that it refuses is another thing than that it does not answer.</summary>
internal static class PostgresProblem
{
    /// <summary>The sentence; null for what is no fault of the database or of the way to it. A pure function.</summary>
    public static string? Of(Exception exception) => exception switch
    {
        PostgresException refusal => $"PostgreSQL refuses: {refusal.MessageText} ({refusal.SqlState})",
        McpOpsException or NpgsqlException or SocketException or IOException or InvalidOperationException => $"It does not answer, or went away: {exception.Message}",
        _ => null,
    };
}
