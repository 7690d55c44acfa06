using Npgsql;

namespace McpOps.Servers;

/// <summary>From an address such as <c>postgresql://user:password@host:5432/name?sslmode=require</c>, or Npgsql's keywords, to a connection.</summary>
/// <remarks>The address has the form of libpq: https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING.</remarks>
internal static class PostgresAddress
{
    // libpq's names for what Npgsql calls otherwise; what else libpq knows has no bearing on a probe.
    private static readonly Dictionary<string, string> Keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["host"] = "Host",
        ["port"] = "Port",
        ["user"] = "Username",
        ["password"] = "Password",
        ["dbname"] = "Database",
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["options"] = "Options",
    };

    /// <summary>Reads an address.</summary>
    /// <exception cref="McpOpsException"><c>InvalidDatabaseAddress</c>; the message does not show the address, which may hold a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string name, string address)
    {
        try
        {
            // Drivers' suffixes, as in postgresql+asyncpg://, are common in Python's settings.
            var scheme = address.IndexOf("://", StringComparison.Ordinal);
            return scheme > 0 && address.StartsWith("postgres", StringComparison.OrdinalIgnoreCase)
                ? FromUri(new Uri($"postgresql://{WithHost(address[(scheme + 3)..])}"))
                : new NpgsqlConnectionStringBuilder(address);
        }
        catch (Exception exception) when (exception is UriFormatException or ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new McpOpsException("InvalidDatabaseAddress", McpErrorCategory.InvalidData,
                $"The connection string of the database '{name}' cannot be read. Write it like postgresql://user:${{env:DB_PASSWORD}}@localhost:5432/name.", name);
        }
    }

    // libpq lets the host be missing, because the query may name a socket's folder; an address of .NET has one.
    private static string WithHost(string rest)
    {
        var end = rest.AsSpan().IndexOfAny('/', '?');
        var authority = end < 0 ? rest : rest[..end];
        var host = authority.LastIndexOf('@') + 1;
        return host == authority.Length || authority[host] == ':' ? rest.Insert(host, "localhost") : rest;
    }

    private static NpgsqlConnectionStringBuilder FromUri(Uri uri)
    {
        var builder = new NpgsqlConnectionStringBuilder();
        var user = uri.UserInfo.Split(':', 2);
        Set(builder, "user", Uri.UnescapeDataString(user[0]));
        Set(builder, "password", user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "");
        Set(builder, "host", Uri.UnescapeDataString(uri.Host));
        Set(builder, "port", uri.Port > 0 ? uri.Port.ToString(System.Globalization.CultureInfo.InvariantCulture) : "");
        Set(builder, "dbname", Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')));
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2)).Where(pair => pair.Length == 2))
        {
            Set(builder, Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair[1]));
        }

        return builder;
    }

    private static void Set(NpgsqlConnectionStringBuilder builder, string keyword, string value)
    {
        if (value.Length > 0 && Keywords.TryGetValue(keyword, out var name))
        {
            builder[name] = name == "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
    }
}
