namespace McpOps.Servers;

/// <summary>Puts the values of environment variables in the place of references, at the moment when a connection is made.</summary>
/// <remarks>
/// <c>${env:NAME}</c> means the server's own variable of that name where it has one, else this process's.
/// A variable that refers to its own name means the process's: <c>"PATH": "/opt/bin:${env:PATH}"</c>.
/// </remarks>
internal static class ConnectionResolver
{
    public const string CycleId = "EnvironmentCycle";
    public const string MissingId = "EnvironmentMissing";
    public const string UnresolvedId = "ReferenceUnresolved";

    /// <summary>The connection with all references resolved.</summary>
    /// <param name="server">The server.</param>
    /// <param name="lookup">Gives a variable of this process; null when it is not set.</param>
    /// <exception cref="McpOpsException">EnvironmentMissing, EnvironmentCycle, or ReferenceUnresolved for what only a client knows, such as <c>${input:token}</c>.</exception>
    public static McpConnection Resolve(McpServer server, Func<string, string?> lookup)
    {
        var environment = server.Connection.Environment;

        // A command that its owner wrote down is taken as it is: what a shell makes of its arguments is the shell's business.
        var isOwners = server.Origin is not ServerOrigin.Discovered;
        var (command, arguments) = isOwners ? (server.Connection.Command, server.Connection.Arguments) : (null, []);
        var checkedly = (server.Connection with { Environment = McpConnection.NoText, Command = isOwners ? null : server.Connection.Command, Arguments = isOwners ? [] : server.Connection.Arguments })
            .Map(text => Text(text, server, lookup));
        return checkedly with
        {
            Command = command is null ? checkedly.Command : Lenient(command, server, lookup),
            Arguments = isOwners ? [.. arguments.Select(text => Lenient(text, server, lookup))] : checkedly.Arguments,
            Environment = environment.ToDictionary(pair => pair.Key, pair => Variable(pair.Key, pair.Value, server, lookup), StringComparer.Ordinal),
        };
    }

    /// <summary>Any other text of a server's definition, such as an endpoint's address or a database's, with its references resolved.</summary>
    /// <param name="text">The text.</param>
    /// <param name="server">The server whose definition it is of.</param>
    /// <param name="lookup">Gives a variable of this process; null when it is not set.</param>
    public static string Text(string text, McpServer server, Func<string, string?> lookup)
    {
        ThrowIfForeign(text, server.Name);
        return References.Has(text) ? Expand(text, server.Connection.Environment, lookup, server.Name, []) : text;
    }

    private static string Lenient(string text, McpServer server, Func<string, string?> lookup) =>
        text.Contains("${input:", StringComparison.Ordinal) ? Text(text, server, lookup)
        : References.Has(text) ? Expand(text, server.Connection.Environment, lookup, server.Name, [])
        : text;

    private static void ThrowIfForeign(string text, string server)
    {
        if (References.HasForeign(text))
        {
            throw new McpOpsException(UnresolvedId, McpErrorCategory.InvalidData,
                $"The definition of '{server}' holds a reference that only its client can resolve ({string.Join(", ", References.In([text]).Where(References.HasForeign))}). "
                + "Write the server into mcpops.json with ${env:NAME} instead.", server);
        }
    }

    /// <summary>Finds variables that refer to each other in a circle before anybody connects.</summary>
    /// <exception cref="McpOpsException">EnvironmentCycle.</exception>
    public static void ThrowIfCyclic(IReadOnlyDictionary<string, string> own, string server)
    {
        // A circle has two at least: a variable that names itself means the process's.
        if (own.Values.Count(References.Has) < 2)
        {
            return;
        }

        foreach (var (name, value) in own)
        {
            Expand(value, own, _ => "", server, [name]);
        }
    }

    private static string Variable(string name, string value, McpServer server, Func<string, string?> lookup) =>
        References.Has(value) && !References.HasForeign(value) ? Expand(value, server.Connection.Environment, lookup, server.Name, [name]) : Text(value, server, lookup);

    // The chain holds the variables that are being resolved: the server's own by their names, the process's with a mark before them.
    private static string Expand(string text, IReadOnlyDictionary<string, string> own, Func<string, string?> lookup, string server, IReadOnlyList<string> chain) =>
        !References.Has(text) ? text : References.Reference().Replace(text, match =>
        {
            var name = match.Groups["name"].Value;
            var isOwn = own.ContainsKey(name) && !(chain is [.., var last] && string.Equals(last, name, StringComparison.Ordinal));
            var link = isOwn ? name : "process:" + name;
            if (chain.Contains(link, StringComparer.Ordinal))
            {
                var circle = string.Join(" → ", chain.Append(link).Select(one => one.Replace("process:", "", StringComparison.Ordinal)));
                throw new McpOpsException(CycleId, McpErrorCategory.InvalidData,
                    $"The environment variables of '{server}' refer to each other in a circle: {circle}. Give one of them a value.", server);
            }

            var value = isOwn ? own[name] : lookup(name);
            if (value is null && match.Groups["default"].Success)
            {
                return match.Groups["default"].Value;
            }

            if (isOwn)
            {
                ThrowIfForeign(value!, server);
            }

            return value is null
                ? throw new McpOpsException(MissingId, McpErrorCategory.InvalidData, $"'{server}' needs the environment variable {name}, which is not set. Set it before you run McpOps.", server)
                : Expand(value, own, lookup, server, [.. chain, link]);
        });
}
