using Npgsql;

namespace McpOps.Monitoring;

/// <summary>The tables of history in PostgreSQL, made and brought up to date by the program.</summary>
internal static class PostgresSchema
{
    // Each step once, in this order; a new version adds one at the end.
    private static readonly string[] Steps =
    [
        """
        create table mcpops.sample (
            server text not null, slot timestamptz not null, status text not null, verdict text not null, message text not null, mark text, figures jsonb not null,
            primary key (server, slot));
        create index sample_slot on mcpops.sample (slot);
        create table mcpops.journal (sequence bigint primary key, at timestamptz not null, line text not null);
        create table mcpops.snapshot (id int primary key, sequence bigint not null, line text not null);
        """,
        """
        create table mcpops.rollup (server text not null, width int not null, start timestamptz not null, line text not null, primary key (server, width, start));
        create index rollup_start on mcpops.rollup (start);
        create table mcpops.rolled (server text not null, month timestamptz not null, primary key (server, month));
        """,
    ];

    /// <summary>Makes what is missing. Two that begin at once wait for each other.</summary>
    /// <exception cref="McpOpsException">HistoryNewer.</exception>
    public static async Task MigrateAsync(NpgsqlConnection connection, long key, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"set local lock_timeout = {PostgresDoor.LockTimeoutMs}; select pg_advisory_xact_lock({key})", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        command.CommandText = "select to_regclass('mcpops.version') is not null";
        if (await command.ExecuteScalarAsync(cancellationToken) is false)
        {
            command.CommandText = "create schema if not exists mcpops; create table mcpops.version (number int not null); insert into mcpops.version values (0)";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        command.CommandText = "select number from mcpops.version";
        var version = (int)(await command.ExecuteScalarAsync(cancellationToken))!;
        if (version > Steps.Length)
        {
            throw new McpOpsException("HistoryNewer", McpErrorCategory.InvalidData, $"The tables of this history are of a newer McpOps (version {version}; this one knows {Steps.Length}). Update McpOps on this machine.");
        }

        for (; version < Steps.Length; version++)
        {
            command.CommandText = $"{Steps[version]} update mcpops.version set number = {version + 1};";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
