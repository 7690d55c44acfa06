using System.Globalization;
using McpOps.Servers;
using Npgsql;
using NpgsqlTypes;

namespace McpOps.Monitoring;

/// <summary>Connections to the database of a history, and what goes wrong with them in words.</summary>
internal sealed class PostgresDoor : IAsyncDisposable
{
    // Any number does that nobody else takes; this one spells "mcpops".
    public const long LockKey = 0x6D63706F7073;
    public const int LockTimeoutMs = 20_000;

    // Who reads waits for nobody but a session of the database that holds a table.
    private const int ReadLockTimeoutMs = 10_000;

    private readonly NpgsqlDataSource _source;
    private bool _migrated;

    /// <summary>Makes it; it connects when it is asked to.</summary>
    /// <param name="address">A <c>postgresql://</c> address.</param>
    public PostgresDoor(string address)
    {
        var builder = PostgresAddress.Parse("history", address);
        builder.ApplicationName = "mcpops watch";
        builder.MaxPoolSize = 4;
        builder.Timeout = 10;

        // Of hundreds of hosts each speaks for a moment in a minute; what they kept open would be more than a server allows.
        builder.ConnectionIdleLifetime = 2;
        builder.ConnectionPruningInterval = 1;
        Description = $"postgresql://{builder.Host}:{builder.Port.ToString(CultureInfo.InvariantCulture)}/{builder.Database}";
        _source = NpgsqlDataSource.Create(builder.ConnectionString);
    }

    /// <summary>Where it is, secrets left out.</summary>
    public string Description { get; }

    /// <summary>Opens a connection to write; the tables are there then.</summary>
    /// <exception cref="McpOpsException">HistoryNotWritable, HistoryLocked or HistoryNewer.</exception>
    public Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => OpenAsync(isReading: false, cancellationToken);

    /// <summary>Opens a connection to read, asks, and closes it.</summary>
    /// <exception cref="McpOpsException">HistoryNotReadable, HistoryLocked or HistoryNewer.</exception>
    public Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> ask, CancellationToken cancellationToken) => ReadingAsync(async () =>
    {
        await using var connection = await OpenToReadAsync(cancellationToken);
        return await ask(connection);
    });

    /// <summary>Opens a connection to read.</summary>
    /// <exception cref="McpOpsException">HistoryNotReadable, HistoryLocked or HistoryNewer.</exception>
    public Task<NpgsqlConnection> OpenToReadAsync(CancellationToken cancellationToken) => ReadingAsync(async () =>
    {
        var connection = await OpenAsync(isReading: true, cancellationToken);
        await ExecuteAsync(connection, $"set lock_timeout = {ReadLockTimeoutMs}", cancellationToken);
        return connection;
    });

    /// <summary>Waits for an answer to who reads; what goes wrong is told as what it is for them.</summary>
    /// <exception cref="McpOpsException">HistoryNotReadable or HistoryLocked.</exception>
    public async Task<T> ReadingAsync<T>(Func<Task<T>> answer)
    {
        try
        {
            return await answer();
        }
        catch (Exception exception)
        {
            if (Told(exception, isReading: true) is { } told)
            {
                throw told;
            }

            throw;
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(bool isReading, CancellationToken cancellationToken)
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = await _source.OpenConnectionAsync(cancellationToken);
            if (!_migrated)
            {
                await PostgresSchema.MigrateAsync(connection, LockKey, cancellationToken);
                _migrated = true;
            }

            return connection;
        }
        catch (Exception exception)
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }

            if (Told(exception, isReading) is { } told)
            {
                throw told;
            }

            throw;
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>What an exception of the driver means; null where it is none of it.</summary>
    public McpOpsException? Told(Exception exception, bool isReading = false) => exception switch
    {
        PostgresException { SqlState: "55P03" } => new McpOpsException("HistoryLocked", McpErrorCategory.ResourceUnavailable, $"Somebody has held the history in {Description} for {(isReading ? ReadLockTimeoutMs : LockTimeoutMs) / 1000} s: a watch that hangs, or a session of the database that holds a lock on the tables of mcpops (see pg_locks).", Description, exception),
        PostgresException refusal => new McpOpsException(isReading ? "HistoryNotReadable" : "HistoryNotWritable", McpErrorCategory.PermissionDenied,
            $"PostgreSQL refuses the history in {Description}: {Redaction.MaskText(refusal.MessageText)} ({refusal.SqlState}). {Advice(refusal.SqlState)}", Description, exception),
        NpgsqlException or System.Net.Sockets.SocketException or TimeoutException => new McpOpsException(isReading ? "HistoryNotReadable" : "HistoryNotWritable", McpErrorCategory.ConnectionError,
            $"The history in {Description} cannot be reached: {Redaction.MaskText(exception.InnerException?.Message ?? exception.Message).TrimEnd('.')}. Does PostgreSQL run there, and does it listen on that address?", Description, exception),
        _ => null,
    };

    // By the classes of PostgreSQL's appendix A.
    private static string Advice(string state) => state switch
    {
        "28P01" or "28000" => "Correct the account or its password in the address; a variable (${env:NAME}) keeps it out of the inventory.",
        "3D000" => "Make the database with 'createdb', or name another in the address.",
        "42501" => "Let the account make and use the schema mcpops: 'GRANT CREATE ON DATABASE … TO …', or make the schema for it with 'CREATE SCHEMA mcpops AUTHORIZATION …'.",
        "53100" => "Make room on its disk.",
        "53300" => "It has as many connections as it may: end some, or raise max_connections.",
        _ => "Its own log says more.",
    };

    /// <summary>Runs a statement.</summary>
    public static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A value without a type of its own.</summary>
    public static NpgsqlParameter Value(object value) => new() { Value = value };

    /// <summary>A time.</summary>
    public static NpgsqlParameter Time(DateTimeOffset time) => new() { Value = time == DateTimeOffset.MaxValue ? DateTime.MaxValue.ToUniversalTime() : time.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
