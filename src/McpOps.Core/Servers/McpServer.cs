namespace McpOps.Servers;

/// <summary>One MCP server and what belongs to it on this machine: the object that every engine takes.</summary>
/// <remarks>Public properties never hold a secret; what is needed to connect is kept in <see cref="Connection"/>.</remarks>
public sealed record McpServer
{
    /// <summary>Its name, unique within an inventory.</summary>
    public required string Name { get; init; }

    /// <summary><c>stdio</c>, <c>http</c> (Streamable HTTP) or <c>sse</c> (the older HTTP transport).</summary>
    public string Transport => Connection.Transport;

    /// <summary>The address with secrets masked, or the command line with secrets masked.</summary>
    public string Target => Connection.Describe();

    /// <summary>Where the server was found: <c>Inventory</c>, <c>Discovered</c> or <c>AdHoc</c>.</summary>
    public string Origin { get; init => field = value ?? ServerOrigin.AdHoc; } = ServerOrigin.AdHoc;

    /// <summary>False when its owner switched it off; it is listed and not probed.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The profile whose defaults it takes.</summary>
    public string? Profile { get; init; }

    /// <summary>Free words to select by.</summary>
    public IReadOnlyList<string> Tags { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>The service that runs it on this machine.</summary>
    public McpService? Service { get; init; }

    /// <summary>TCP ports on this machine that it should listen on.</summary>
    public IReadOnlyList<int> Ports { get; init => field = Readable.List(value); } = Readable.List<int>([]);

    /// <summary>HTTP endpoints beside MCP, such as health and metrics.</summary>
    public IReadOnlyList<McpEndpoint> Endpoints { get; init => field = Readable.List(value); } = Readable.List<McpEndpoint>([]);

    /// <summary>Log files, with wildcards; <c>journald:UNIT</c>, <c>docker:CONTAINER</c>, <c>compose:PROJECT[/SERVICE]</c>, <c>kubernetes:[NAMESPACE/]POD[/CONTAINER]</c>.</summary>
    public IReadOnlyList<string> Logs { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>The format of its logs, such as <c>python</c> or <c>json</c>; null to recognise it.</summary>
    public string? LogFormat { get; init; }

    /// <summary>Certificate files (PEM or DER) and TLS addresses (<c>host:port</c>) that it depends on.</summary>
    public IReadOnlyList<string> Certificates { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>Databases that it depends on.</summary>
    public IReadOnlyList<McpDatabase> Databases { get; init => field = Readable.List(value); } = Readable.List<McpDatabase>([]);

    /// <summary>What is saved, where to, and for how long.</summary>
    public McpBackupPlan? Backup { get; init; }

    /// <summary>A tool call that proves that it works.</summary>
    public McpProbeCall? Probe { get; init; }

    /// <summary>The tool calls of a load test, with their weights.</summary>
    public IReadOnlyList<McpLoadCall> Load { get; init => field = Readable.List(value); } = Readable.List<McpLoadCall>([]);

    /// <summary>Thresholds by check, such as <c>disk</c>; a check that is not named has its default.</summary>
    public IReadOnlyDictionary<string, McpThreshold> Thresholds { get; init => field = Readable.Map(value); } = Readable.NoMap<McpThreshold>();

    /// <summary>From one probe to the next when it is watched; null for what holds for all.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>The names of the servers without which it cannot work: while one of them is down, its own alerts are held.</summary>
    public IReadOnlyList<string> DependsOn { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>Figures to take of it, beside all that the checks measure.</summary>
    public IReadOnlyList<McpMetricSource> Metrics { get; init => field = Readable.List(value); } = Readable.List<McpMetricSource>([]);

    /// <summary>When its figures are worth a look, and when they are bad.</summary>
    public IReadOnlyList<McpRule> Rules { get; init => field = Readable.List(value); } = Readable.List<McpRule>([]);

    /// <summary>What it is to achieve over a time (<c>slo</c>).</summary>
    public IReadOnlyList<McpTarget> Targets { get; init => field = Readable.List(value); } = Readable.List<McpTarget>([]);

    /// <summary>When its settings should be changed, by rule.</summary>
    public IReadOnlyList<McpAdviceRule> Advice { get; init => field = Readable.List(value); } = Readable.List<McpAdviceRule>([]);

    /// <summary>What an audit expects of the host; null for the defaults.</summary>
    public McpAuditExpectation? Audit { get; init; }

    /// <summary>Files of it that may be removed when they are old, by rule.</summary>
    public IReadOnlyList<McpCleanRule> Clean { get; init => field = Readable.List(value); } = Readable.List<McpCleanRule>([]);

    /// <summary>How its logs are rotated; a log that two rules name follows the first.</summary>
    public IReadOnlyList<McpRotateRule> Rotate { get; init => field = Readable.List(value); } = Readable.List<McpRotateRule>([]);

    /// <summary>What is done for its databases.</summary>
    public IReadOnlyList<McpMaintainRule> Maintain { get; init => field = Readable.List(value); } = Readable.List<McpMaintainRule>([]);

    /// <summary>How it is brought back on its feet; null for the defaults.</summary>
    public McpRecoverPlan? Recover { get; init; }

    /// <summary>Its duties by day, week and month: those of its profile, of the whole inventory, and its own, joined step by step.</summary>
    public IReadOnlyList<McpPlan> Plans { get; init => field = Readable.List(value); } = Readable.List<McpPlan>([]);

    /// <summary>The time-out of a probe in seconds; null for the default.</summary>
    public double? TimeoutSeconds { get; init; }

    /// <summary>The files that name it, the one that counts first.</summary>
    public IReadOnlyList<McpServerSource> Sources { get; init => field = Readable.List(value); } = Readable.List<McpServerSource>([]);

    /// <summary>References such as <c>${env:NAME}</c> that its definition holds.</summary>
    public IReadOnlyList<string> References { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>The folder in which it lies, as the variable <c>root</c> of its profile or inventory says; null where none does.</summary>
    internal string? Root { get; init; }

    /// <summary>Where its inventory keeps history.</summary>
    internal McpHistoryPlan History { get; init; } = new();

    /// <summary>How to reach it. Holds secrets, so only the core reads it.</summary>
    internal McpConnection Connection { get; init; } = McpConnection.None;

    /// <summary>A server that is reached by its address.</summary>
    /// <param name="url">An absolute http or https address.</param>
    /// <param name="headers">Headers that go with each request.</param>
    /// <param name="name">Its name; the address's host and port when null.</param>
    /// <param name="sse">True for the older HTTP+SSE transport.</param>
    public static McpServer FromUrl(Uri url, IReadOnlyDictionary<string, string>? headers = null, string? name = null, bool sse = false)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https"))
        {
            throw InvalidUrl(url.OriginalString);
        }

        return new McpServer
        {
            Name = name ?? url.Authority,
            Connection = new McpConnection
            {
                Transport = sse ? McpTransport.Sse : McpTransport.Http,
                Url = url.OriginalString,
                Headers = headers ?? McpConnection.NoText,
            },
        };
    }

    /// <summary>A server that is reached by its address, as a user wrote it.</summary>
    /// <param name="url">An absolute http or https address.</param>
    /// <param name="headers">Headers that go with each request.</param>
    /// <exception cref="McpOpsException">InvalidUrl.</exception>
    public static McpServer FromUrl(string url, IReadOnlyDictionary<string, string>? headers = null) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) ? FromUrl(address, headers) : throw InvalidUrl(url);

    /// <summary>A server that is started as a process and spoken to over its standard streams.</summary>
    /// <param name="command">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables that are added to its environment.</param>
    /// <param name="workingDirectory">Where it runs; this process's directory when null.</param>
    /// <param name="name">Its name; the program's file name when null.</param>
    public static McpServer FromCommand(
        string command,
        IReadOnlyList<string>? arguments = null,
        IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null,
        string? name = null)
    {
        if (string.IsNullOrWhiteSpace(command))
        {
            throw new McpOpsException("MissingCommand", McpErrorCategory.InvalidArgument,
                "The command that starts the server is empty. Name a program, such as npx or python3.");
        }

        return new McpServer
        {
            Name = name ?? Path.GetFileName(command),
            Connection = new McpConnection
            {
                Transport = McpTransport.Stdio,
                Command = command,
                Arguments = arguments ?? [],
                Environment = environment ?? McpConnection.NoText,
                WorkingDirectory = workingDirectory,
            },
        };
    }

    private static McpOpsException InvalidUrl(string url)
    {
        var masked = Redaction.MaskAddress(url);
        var lacksScheme = !masked.StartsWith('/') && !masked.Contains("//", StringComparison.Ordinal) && Uri.TryCreate("http://" + masked, UriKind.Absolute, out _);
        var example = lacksScheme ? "http://" + masked : "http://127.0.0.1:8000/mcp";
        return new McpOpsException("InvalidUrl", McpErrorCategory.InvalidArgument, $"'{masked}' is not a whole http or https address. Write it as {example}.", masked);
    }
}

/// <summary>Where a server was found.</summary>
public static class ServerOrigin
{
    /// <summary>Named in <c>mcpops.json</c>: the user operates it.</summary>
    public const string Inventory = "Inventory";

    /// <summary>Found in the configuration of an MCP client: listed, and started only when the user says so.</summary>
    public const string Discovered = "Discovered";

    /// <summary>Named on the command line.</summary>
    public const string AdHoc = "AdHoc";
}

/// <summary>A file that names a server.</summary>
/// <param name="Client">The client whose file it is, or <c>mcpops</c> for an inventory.</param>
/// <param name="Scope"><c>inventory</c>; of a client <c>managed</c>, <c>local</c>, <c>project</c>, <c>user</c> or <c>machine</c>.</param>
/// <param name="Path">The file.</param>
/// <param name="Line">The line (from 1) where its definition begins; null when that is not known.</param>
public sealed record McpServerSource(string Client, string Scope, string Path, int? Line)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Client} ({Scope}): {Path}{(Line is { } line ? $":{line}" : "")}";
}
