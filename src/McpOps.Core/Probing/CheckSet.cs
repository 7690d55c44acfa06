using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>The checks of one run: those that are asked for, with what they share.</summary>
internal sealed class CheckSet
{
    private CheckSet(IEnumerable<ISessionCheck> session, IEnumerable<IHealthCheck> others, OrphanedProcesses orphans)
    {
        Session = [.. session];
        Others = [.. others];
        Orphans = orphans;
    }

    /// <summary>Those that are answered from the conversation.</summary>
    public IReadOnlyList<ISessionCheck> Session { get; }

    /// <summary>Those that ask somebody else.</summary>
    public IReadOnlyList<IHealthCheck> Others { get; }

    public OrphanedProcesses Orphans { get; }

    public IReadOnlyList<string> Names => [.. Session.Select(check => check.Name).Concat(Others.Select(check => check.Name)).Order(StringComparer.Ordinal)];

    public bool Includes(string name) => Session.Any(check => check.Name == name) || Others.Any(check => check.Name == name);

    /// <summary>Makes the checks of a run.</summary>
    /// <exception cref="McpOpsException"><c>UnknownCheck</c>.</exception>
    public static CheckSet Create(EngineContext context, IReadOnlyCollection<McpServer> servers, IReadOnlyList<string> wanted, IReadOnlyList<IHealthCheck> more)
    {
        var machine = new MachineSnapshot(context.Time);
        var services = new ServiceStates(new ServiceControl(context.Time), context.Time);
        var orphans = new OrphanedProcesses(machine, servers);
        ISessionCheck[] session = [new ProtocolCheck(), new ToolsCheck(), new ResponseCheck(), new ProbeCallCheck()];
        IHealthCheck[] others =
        [
            new EndpointCheck(), new PortsCheck(machine), new ServiceCheck(services), new ProcessCheck(machine, services), new OrphanCheck(orphans),
            .. HostCheck.All(machine), new DiskCheck(machine), new CertificateCheck(context.Time), new PostgresCheck(), new SqliteFileCheck(), .. more,
        ];
        var all = new CheckSet(session, others, orphans);
        return wanted.FirstOrDefault(name => !all.Names.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? throw new McpOpsException("UnknownCheck", McpErrorCategory.InvalidArgument, $"There is no check '{unknown}'. There are: {string.Join(", ", all.Names)}.", unknown)
            : wanted.Count == 0 ? all : new CheckSet(session.Where(check => IsWanted(check.Name)), others.Where(check => IsWanted(check.Name)), orphans);

        bool IsWanted(string name) => wanted.Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}
