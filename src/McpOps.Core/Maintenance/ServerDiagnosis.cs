using System.Runtime.CompilerServices;
using McpOps.Maintenance.Diagnosis;
using McpOps.Maintenance.Recovery;
using McpOps.Platform;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Maintenance;

/// <summary>What ails a server: the pages of troubleshooting as one command. It only looks; each line says what follows from it.</summary>
/// <param name="context">The clock, progress and notices.</param>
/// <param name="paths">Where history lies; this process's paths when null.</param>
public sealed class ServerDiagnosis(EngineContext context, ServerPaths? paths = null)
{
    private static readonly TimeSpan LongestArea = TimeSpan.FromSeconds(30);
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>Looks at one area after the other; one that cannot be looked at is a line that says so.</summary>
    /// <param name="options">Which server.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<McpDiagnosis> RunAsync(DiagnosisOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (process, stopped) = await ProcessAsync(options.Server, cancellationToken);
        var scope = new DiagnosisScope { Context = context, Server = options.Server, Options = options, Paths = _paths, ProcessId = process, IsStopped = stopped };
        IDiagnosisArea[] areas = [new HealthArea(), new ServiceArea(), new ProcessArea(), new SocketArea(), new NetworkArea(), new FirewallArea(), new DiskArea(), new DatabaseArea(), new LogArea(), new ChangeArea()];
        var known = KnownValues.Of(options.Server, _paths.Variable);
        for (var index = 0; index < areas.Length; index++)
        {
            context.Progress?.Report(new McpProgress("Diagnosing", $"{options.Server.Name}: {areas[index].Name}", index, areas.Length));
            foreach (var seen in await LookAsync(areas[index], scope, options.Interval + LongestArea, cancellationToken))
            {
                yield return new McpDiagnosis
                {
                    Server = options.Server.Name, Host = context.Host, Area = seen.Area, Status = seen.Status, Fact = known.Mask(seen.Fact), AndSo = context.Words(seen.AndSo), SeenAt = context.Time.GetUtcNow().LocalDateTime,
                };
            }
        }
    }

    private async Task<IReadOnlyList<Observation>> LookAsync(IDiagnosisArea area, DiagnosisScope scope, TimeSpan within, CancellationToken cancellationToken)
    {
        using var clock = new CancellationTokenSource(within, context.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        try
        {
            return await Task.Run(() => area.LookAsync(scope, limit.Token), CancellationToken.None).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [new Observation(area.Name, HealthStatus.Unknown, $"It could not be looked at within {within.TotalSeconds:0} s.", "Something there hangs: a dead network share, a resolver, a database.")];
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return [new Observation(area.Name, HealthStatus.Unknown, $"It could not be looked at: {exception.Message}", "")];
        }
    }

    private async Task<(int? Id, bool Stopped)> ProcessAsync(McpServer server, CancellationToken cancellationToken)
    {
        try
        {
            var state = server.Service is { } service ? await new ServiceControl(context.Time).GetAsync(service.ToReference(), cancellationToken) : null;
            var id = ServerProcess.Find(server, state);
            return (id, id is null && state is { Status: ServiceStatus.Stopped or ServiceStatus.Failed });
        }
        catch (McpOpsException)
        {
            return (null, false);
        }
    }
}
