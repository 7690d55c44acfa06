using System.Globalization;
using McpOps.Backups.Protection;
using McpOps.Servers;
using Npgsql;

namespace McpOps.Backups.Databases;

/// <summary>Runs <c>pg_dump</c> and <c>pg_restore</c>. What they need to connect goes through their environment, never on a command line.</summary>
internal sealed class PostgresTools(EngineContext context, McpServer server, McpDatabase database)
{
    private readonly NpgsqlConnectionStringBuilder _address =
        PostgresAddress.Parse(database.Name, ConnectionResolver.Text(database.ConnectionString ?? "", server, Environment.GetEnvironmentVariable));

    /// <summary>Whether there is such a database: on a host that is set up anew there is none yet.</summary>
    /// <exception cref="McpOpsException"><c>DatabaseUnreachable</c>.</exception>
    public async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync(_address, cancellationToken);
            return true;
        }
        catch (McpOpsException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName })
        {
            return false;
        }
    }

    /// <summary>Makes it, empty and of this account, where there is none.</summary>
    /// <exception cref="McpOpsException"><c>DatabaseUnreachable</c>, <c>DatabaseRestoreFailed</c>.</exception>
    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        if (await IsThereAsync(cancellationToken))
        {
            return;
        }

        var name = _address.Database!;
        await using var connection = await OpenAsync(new NpgsqlConnectionStringBuilder(_address.ConnectionString) { Database = "postgres" }, cancellationToken);
        await using var command = new NpgsqlCommand($"create database \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection);
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException exception)
        {
            throw new McpOpsException("DatabaseRestoreFailed", McpErrorCategory.PermissionDenied,
                $"There is no database '{name}' yet, and it could not be made: {exception.MessageText} ({exception.SqlState}). Make it as an administrator of PostgreSQL, such as with 'createdb --owner {_address.Username} {name}', and restore again.", database.Name, exception);
        }
    }

    /// <summary>Dumps the database as one moment's state, in the custom format, while it is used.</summary>
    /// <returns>What made the dump, such as <c>pg_dump 15.8</c>.</returns>
    public async Task<string> DumpAsync(Stream output, CancellationToken cancellationToken)
    {
        var version = await RequireVersionAsync("pg_dump", cancellationToken);
        using var process = Programs.Start(["pg_dump", "--format=custom", "--no-password"], environment: Connection());
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.StandardOutput.BaseStream.CopyToAsync(output, 1 << 20, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
        }
        catch
        {
            Programs.Kill(process);
            throw;
        }

        return process.ExitCode == 0 ? version : throw Failed("DatabaseDumpFailed", "pg_dump", await errors, "No backup was made.");
    }

    /// <summary>The roles that a dump names and that are not there, as where PostgreSQL was set up anew: a dump holds none.</summary>
    public async Task<DumpRoles> MissingRolesAsync(Stream dump, CancellationToken cancellationToken)
    {
        // Its definitions only: they stand before all rows.
        return await MissingAsync(DumpRoles.In(await FeedAsync(["pg_restore", "--schema-only", "--file=-"], input => dump.CopyToAsync(input, 1 << 20, cancellationToken), cancellationToken)), cancellationToken);
    }

    /// <summary>Those of some roles that are not there.</summary>
    public async Task<DumpRoles> MissingAsync(DumpRoles named, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(_address, cancellationToken);
        await using var command = new NpgsqlCommand("select rolname::text from pg_catalog.pg_roles", connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var there = new HashSet<string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellationToken))
        {
            there.Add(rows.GetString(0));
        }

        return named.Without(there);
    }

    /// <summary>Replaces what is in the database by a dump, in one transaction: all of it, or nothing.</summary>
    /// <remarks>What is of a role that is not there becomes this account's: rows that are back are worth more than whose they were.</remarks>
    public async Task RestoreAsync(Stream dump, DumpRoles missing, CancellationToken cancellationToken)
    {
        string[] without = [.. missing.Owners.Count > 0 ? ["--no-owner"] : Array.Empty<string>(), .. missing.Grantees.Count > 0 ? ["--no-privileges"] : Array.Empty<string>()];
        await FeedAsync(["pg_restore", "--clean", "--if-exists", "--single-transaction", "--no-password", .. without, "--dbname", _address.Database ?? ""], input => dump.CopyToAsync(input, 1 << 20, cancellationToken), cancellationToken);
        Warn(missing, "All that it holds", "What roles were granted");
    }

    /// <summary>Replaces what is in the database by a dump in SQL, in one transaction: all of it, or nothing.</summary>
    /// <param name="dump">The dump's words.</param>
    /// <param name="drops">Whether it drops what it makes. One that does not (<c>pg_dump</c> without <c>--clean</c>) meets an empty schema <c>public</c>.</param>
    /// <param name="missing">The roles that it names and that are not there: what is said of them is left out.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task RestoreSqlAsync(Stream dump, bool drops, DumpRoles missing, CancellationToken cancellationToken)
    {
        await FeedAsync(["psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--single-transaction", "--no-password", "--dbname", _address.Database ?? ""], async input =>
        {
            if (!drops)
            {
                await input.WriteAsync("SET client_min_messages = warning; DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC;\n"u8.ToArray(), cancellationToken);
            }

            await SqlRoles.CopyAsync(dump, input, missing, cancellationToken);
        }, cancellationToken);
        Warn(missing, "What was theirs", "What they were granted");
    }

    private void Warn(DumpRoles missing, string owned, string granted)
    {
        if (missing.Owners.Count + missing.Grantees.Count > 0)
        {
            context.Warn("RolesMissing", $"The backup of '{database.Name}' names roles that this PostgreSQL does not have: {string.Join(", ", missing.Owners.Union(missing.Grantees, StringComparer.Ordinal))}. "
                + (missing.Owners.Count > 0 ? $"{owned} belongs to '{_address.Username}' now. " : "") + (missing.Grantees.Count > 0 ? $"{granted} was left out. " : "")
                + "Where they are needed, make them with 'createuser' and restore the database again.", database.Name);
        }
    }

    private async Task<string> FeedAsync(IReadOnlyList<string> command, Func<Stream, Task> feed, CancellationToken cancellationToken)
    {
        await RequireVersionAsync(command[0], cancellationToken);
        using var process = Programs.Start(command, redirectInput: true, Connection());
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        try
        {
            await using (var input = process.StandardInput.BaseStream)
            {
                await feed(input);
            }

            await output;
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (IOException)
        {
            // It ended before it had read all: its own words say why.
            await process.WaitForExitAsync(cancellationToken);
        }
        catch
        {
            Programs.Kill(process);
            throw;
        }

        if (process.ExitCode != 0)
        {
            throw Failed("DatabaseRestoreFailed", command[0], await errors, "The database is as it was before.");
        }

        return await output;
    }

    // A pg_dump that is older than its server refuses; saying so before is clearer.
    private async Task<string> RequireVersionAsync(string tool, CancellationToken cancellationToken)
    {
        using var process = Programs.Start([tool, "--version"]);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var text = (await process.StandardOutput.ReadToEndAsync(cancellationToken)).Trim();
        await process.WaitForExitAsync(cancellationToken);
        _ = await errors;
        var version = text.Split(' ').FirstOrDefault(word => word.Length > 0 && char.IsAsciiDigit(word[0])) ?? "";
        var ours = Major(version);
        await using var connection = await OpenAsync(_address, cancellationToken);
        if (ours > 0 && ours < connection.PostgreSqlVersion.Major)
        {
            throw new McpOpsException("ToolTooOld", McpErrorCategory.ResourceUnavailable, string.Create(CultureInfo.InvariantCulture,
                $"{tool} {version} is older than the database '{database.Name}' ({connection.PostgreSqlVersion.Major}). Install the client tools of version {connection.PostgreSqlVersion.Major}."), database.Name);
        }

        context.Progress?.Report(new McpProgress($"{tool} {database.Name}", version, 0, null));
        return $"{tool} {version}";
    }

    private async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder address, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(address.ConnectionString) { Pooling = false, Timeout = 15 }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch (Exception exception)
        {
            await connection.DisposeAsync();
            if (exception is not NpgsqlException)
            {
                throw;
            }

            throw new McpOpsException("DatabaseUnreachable", McpErrorCategory.ConnectionError,
                $"The database '{database.Name}' of '{server.Name}' could not be reached: {KnownValues.Of(server, Environment.GetEnvironmentVariable).Mask(Redaction.MaskText(exception.Message))}", database.Name, exception);
        }
    }

    private static int Major(string version) => int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;

    private Dictionary<string, string> Connection()
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["PGHOST"] = _address.Host,
            ["PGPORT"] = _address.Port.ToString(CultureInfo.InvariantCulture),
            ["PGUSER"] = _address.Username,
            ["PGPASSWORD"] = _address.Password,
            ["PGDATABASE"] = _address.Database,
            ["PGSSLMODE"] = _address.ContainsKey("SSL Mode") ? SslMode(_address.SslMode) : null,
            ["PGPASSFILE"] = _address.Passfile,
            ["PGCONNECT_TIMEOUT"] = "15",
        };
        return variables.Where(pair => !string.IsNullOrEmpty(pair.Value)).ToDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal);
    }

    private static string SslMode(SslMode mode) => mode switch
    {
        Npgsql.SslMode.VerifyCA => "verify-ca",
        Npgsql.SslMode.VerifyFull => "verify-full",
        _ => mode.ToString().ToLowerInvariant(),
    };

    private McpOpsException Failed(string id, string tool, string words, string state) => new(id, McpErrorCategory.ReadError,
        $"{tool} of '{database.Name}' failed: {KnownValues.Of(server, Environment.GetEnvironmentVariable).Mask(Redaction.MaskText(words.Trim()))} {state}", database.Name);
}
