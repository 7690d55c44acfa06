using System.Globalization;

namespace McpOps.Servers;

/// <summary>Makes a server of its definition in an inventory.</summary>
internal static class ServerBinder
{
    private const int MostPorts = 65535;
    private static readonly IReadOnlyDictionary<string, McpThreshold> NoThresholds = new Dictionary<string, McpThreshold>(StringComparer.OrdinalIgnoreCase);

    public static McpServer Bind(string name, Fields fields)
    {
        var met = fields.Met;
        var databases = fields.Named("databases", "database", Database);

        // Their values are in their places already; here are those of a definition that has no place for any.
        var root = fields.Raw("variables") is { Kind: ConfigKind.Object } variables && variables[ProfileDefaults.Root] is { Kind: ConfigKind.Text } folder ? folder.Text : null;
        var server = new McpServer
        {
            Name = name,
            Origin = ServerOrigin.Inventory,
            Connection = fields.Part(() => Connection(fields), McpConnection.None),
            Enabled = fields.Boolean("enabled") ?? true,
            Profile = fields.Text("profile"),
            Root = root is not null && Path.IsPathRooted(root) ? root : null,
            Tags = fields.Texts("tags"),
            Service = fields.Object("service", "service", Service),
            Ports = fields.Integers("ports", 1, MostPorts, "TCP port"),
            Endpoints = fields.Named("endpoints", "endpoint", Endpoint, (key, url) => new McpEndpoint(key, url)),
            Logs = fields.Logs("logs"),
            LogFormat = fields.Text("logFormat"),
            Certificates = Certificates(fields),
            Databases = databases,
            Backup = fields.Object("backup", "backup", Backup),
            Probe = fields.Object("probe", "probe", Probe),
            Load = fields.Objects("load", "load", Load),
            Thresholds = Thresholds(fields),
            Every = fields.Duration("every", TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)),
            DependsOn = fields.Texts("dependsOn"),
            Metrics = RuleBinder.Metrics(fields),
            Rules = RuleBinder.Rules(fields),
            Targets = TargetBinder.Targets(fields),
            Advice = AdviceBinder.Bind(fields),
            Audit = fields.Object("audit", "audit", Audit),
            Clean = FileRuleBinder.Clean(fields),
            Rotate = FileRuleBinder.Rotate(fields),
            Maintain = DatabaseRuleBinder.Bind(fields, databases),
            Recover = fields.Object("recover", "recover", FileRuleBinder.Recover),
            Plans = PlanBinder.Bind(fields),
            TimeoutSeconds = fields.Number("timeoutSeconds", 0.001, 86400, "seconds"),
            References = References.In(fields.Node.Texts()),
        };
        fields.Finish();

        // What lacks something may lack it only because that is wrong.
        return fields.Met > met ? server : Checked(server, fields);
    }

    // What a restart would stumble over at night is said when it is written.
    private static McpServer Checked(McpServer server, Fields fields)
    {
        if (server.Recover is { Automatic: true } && server.Service is null)
        {
            throw fields.Wrong(fields.Raw("recover")!, "recover.automatic", "has nothing to restart: give the server a \"service\" too");
        }

        if (server.Recover is { Restore: true } && server.Backup?.Destination is null)
        {
            throw fields.Wrong(fields.Raw("recover")!, "recover.restore", "has nothing to restore from: give the server a \"backup\" with a \"destination\" too");
        }

        return server.Recover?.Clean.FirstOrDefault(name => !server.Clean.Any(rule => rule.Name == name)) is { } unknown
            ? throw fields.Wrong(fields.Raw("recover")!, "recover.clean", $"names '{unknown}', which is no rule below \"clean\" of the server.{NearestName.Hint(unknown, server.Clean.Select(rule => rule.Name)).TrimEnd('.')}")
            : server;
    }

    private static McpConnection Connection(Fields fields)
    {
        var transport = fields.Text("transport");
        var command = fields.Texts("command");
        var url = fields.Text("url");
        var connection = new McpConnection
        {
            Transport = transport ?? (url is null ? McpTransport.Stdio : McpTransport.Http),
            Command = command is [var program, ..] ? program : null,
            Arguments = [.. command.Skip(1), .. fields.Texts("args")],
            WorkingDirectory = fields.PathOf("cwd"),
            Environment = fields.TextMap("env"),
            Url = url,
            Headers = fields.TextMap("headers", StringComparer.OrdinalIgnoreCase),
        };

        if (connection.Transport is not (McpTransport.Stdio or McpTransport.Http or McpTransport.Sse or McpTransport.None))
        {
            throw fields.Wrong(fields.Raw("transport")!, "transport", "must be stdio, http or sse; or none for a part of a system that is no MCP server");
        }

        if (connection.Transport is McpTransport.None)
        {
            return url is null && connection.Command is null ? connection
                : throw fields.Wrong(fields.Raw("transport")!, "transport", "says that it is no MCP server (none), and it has a url or a command. Take one of the two away");
        }

        if (connection.Transport is McpTransport.Stdio && string.IsNullOrWhiteSpace(connection.Command))
        {
            throw fields.Wrong(fields.Node, null, "has neither a command nor a url. Give it \"command\" (a program, with \"args\"), or \"url\" (an http or https address)");
        }

        if (connection.Transport is McpTransport.Stdio && url is not null)
        {
            throw fields.Wrong(fields.Raw("url")!, "url", "does not go with a command (transport stdio). Keep one of the two");
        }

        if (connection.Transport is not McpTransport.Stdio)
        {
            CheckUrl(fields, url);
        }

        if (connection.Environment.Count > 0)
        {
            fields.CheckCycles(connection.Environment);
        }

        return connection;
    }

    private static void CheckUrl(Fields fields, string? url)
    {
        if (string.IsNullOrWhiteSpace(url))
        {
            throw fields.Wrong(fields.Node, null, "has no url, which its transport needs");
        }

        // An address that holds a reference is known only when a connection is made.
        if (!References.Has(url) && (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")))
        {
            throw fields.Wrong(fields.Raw("url")!, "url", "must be a whole http or https address, such as http://127.0.0.1:8000/mcp");
        }
    }

    private static McpService Service(Fields fields)
    {
        var kind = fields.Required("kind");
        return kind is not ("systemd" or "windows" or "docker" or "process")
            ? throw fields.Wrong(fields.Raw("kind")!, "kind", "must be systemd, windows, docker or process")
            : new McpService(kind, fields.Required("name")) { StartCommand = fields.Texts("startCommand"), WorkingDirectory = fields.PathOf("workingDirectory") };
    }

    private static McpAuditExpectation Audit(Fields fields) => new()
    {
        Ports = fields.Integers("ports", 1, MostPorts, "TCP port"),
        Accounts = fields.Texts("accounts"),
        FailedLogins = fields.Integer("failedLogins", 1, 1_000_000, "logins"),
    };

    private static McpEndpoint Endpoint(string name, Fields fields) => new(name, fields.Required("url"))
    {
        Status = fields.Integer("status", 100, 599, "HTTP status") ?? 200,
        Optional = fields.Boolean("optional") ?? false,
        Conditions = fields.Texts("conditions"),
    };

    // A certificate is a file, or an address such as host:443.
    private static IReadOnlyList<string> Certificates(Fields fields) =>
        [.. fields.Texts("certificates").Zip(fields.Paths("certificates"), (text, path) => text.Contains(':', StringComparison.Ordinal) && text.AsSpan().IndexOfAny('/', '\\') < 0 ? text : path)];

    private static McpDatabase Database(string name, Fields fields)
    {
        var kind = fields.Required("kind");
        var url = fields.Text("url");
        (string Key, string? Value)[] parts =
        [
            ("Host", fields.Text("host")),
            ("Port", fields.Integer("port", 1, MostPorts, "TCP port")?.ToString(CultureInfo.InvariantCulture)),
            ("Database", fields.Text("database")),
            ("Username", fields.Text("user")),
            ("Password", fields.Text("password")),
        ];
        var path = fields.PathOf("path");
        return kind switch
        {
            "sqlite" when path is not null => new McpDatabase(kind, name) { Path = path },
            "sqlite" => throw fields.Wrong(fields.Node, null, "has no path, which a sqlite database needs"),
            "postgres" when url is not null => new McpDatabase(kind, name) { ConnectionString = url },
            "postgres" when parts[0].Value is not null => new McpDatabase(kind, name)
            {
                ConnectionString = string.Join(';', parts.Where(part => part.Value is not null).Select(part => $"{part.Key}={Quote(part.Value!)}")),
            },
            "postgres" => throw fields.Wrong(fields.Node, null, "has neither a url, such as \"${env:DATABASE_URL}\", nor a host"),
            _ => throw fields.Wrong(fields.Raw("kind")!, "kind", "must be postgres or sqlite"),
        };
    }

    // The rule of ADO.NET's keyword strings.
    private static string Quote(string value) => value.AsSpan().IndexOfAny(";'\" =") < 0 ? value : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private static McpBackupPlan Backup(Fields fields) => new()
    {
        Destination = Destination(fields),
        Sets = fields.Named("sets", "backupSet", (name, set) => new McpBackupSet(name, set.Paths("paths"))
        {
            Include = set.Texts("include"),
            Exclude = set.Texts("exclude"),
        }),
        Retention = fields.Object("retention", "retention", Retention),
        AfterRestore = fields.Commands("afterRestore"),
    };

    // It is shown wherever a backup is, so it must not be worth hiding.
    private static string? Destination(Fields fields) => fields.PlaceOf("destination") is { } destination && Redaction.MaskUrl(destination) != destination
        ? throw fields.Wrong(fields.Raw("destination")!, "destination", "holds a secret. Leave it out: what opens a store comes from the environment")
        : fields.PlaceOf("destination");

    private static McpRetention Retention(Fields fields) => new()
    {
        KeepLast = fields.Integer("keepLast", 0, int.MaxValue, "backups"),
        KeepDaily = fields.Integer("keepDaily", 0, int.MaxValue, "days"),
        KeepWeekly = fields.Integer("keepWeekly", 0, int.MaxValue, "weeks"),
        KeepMonthly = fields.Integer("keepMonthly", 0, int.MaxValue, "months"),
        KeepYearly = fields.Integer("keepYearly", 0, int.MaxValue, "years"),
        KeepWithin = (fields.Raw("keepWithin") is { Kind: ConfigKind.Number } number ? number.Text : fields.Text("keepWithin")) is { } text
            ? TimeLength.TryParseAge(text) ?? throw fields.Wrong(fields.Raw("keepWithin")!, "keepWithin", $"must be an age: {TimeLength.AgeForm}")
            : null,
    };

    private static McpProbeCall Probe(Fields fields) => new(fields.Required("tool"))
    {
        Arguments = fields.Json("arguments"),
        Expect = fields.Text("expect"),
        AllowWrites = fields.Boolean("allowWrites") ?? false,
    };

    private static McpLoadCall Load(Fields fields) => new(fields.Required("tool"))
    {
        Arguments = fields.Json("arguments"),
        Weight = fields.Number("weight", 0.001, 1e6, "relative") ?? 1,
    };

    // A number stands for a warning level.
    private static IReadOnlyDictionary<string, McpThreshold> Thresholds(Fields fields)
    {
        return fields.Object("thresholds", "thresholds", levels =>
        {
            var all = new Dictionary<string, McpThreshold>(StringComparer.OrdinalIgnoreCase);
            foreach (var check in levels.Node.Members.Select(member => member.Name))
            {
                all[check] = levels.Raw(check)?.Kind is ConfigKind.Number
                    ? new McpThreshold(levels.Number(check, double.MinValue, double.MaxValue, "the check's unit"), null)
                    : levels.Object(check, "threshold", level => new McpThreshold(
                        level.Number("warning", double.MinValue, double.MaxValue, "the check's unit"),
                        level.Number("critical", double.MinValue, double.MaxValue, "the check's unit"))) ?? new McpThreshold(null, null);
            }

            return all;
        }) ?? NoThresholds;
    }
}
