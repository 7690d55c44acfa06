using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Cli.Tests.StatusPage;

/// <summary>Boards as a watch fills them, without one.</summary>
internal static class Boards
{
    /// <summary>A board of servers, each with one sample.</summary>
    public static WatchBoard Of(params McpSample[] samples)
    {
        var board = new WatchBoard(new EngineContext());
        Fill(board, samples);
        return board;
    }

    /// <summary>Puts a sample of each server on a board, and what is remembered of them.</summary>
    public static void Fill(WatchBoard board, IReadOnlyList<McpSample> samples, Action<WatchState>? remember = null, Func<string, McpHealth>? health = null)
    {
        var servers = samples.Select(sample => new McpServer { Name = sample.Server }).ToList();
        var plan = WatchPlan.Of(McpFleet.None, servers);
        board.Open(plan, new JsonLinesStore(Path.GetTempPath()), new ServerProber(new EngineContext(), new HealthOptions()));
        var state = new WatchState();
        remember?.Invoke(state);
        board.See(state, TimeProvider.System.GetUtcNow());
        board.Take([.. samples.Select(sample => new ProbedSample(plan.Find(sample.Server)!, health?.Invoke(sample.Server) ?? new McpHealth { Server = sample.Server, Status = sample.Status, Verdict = sample.Verdict, CheckedAt = TimeProvider.System.GetLocalNow().LocalDateTime }, sample))], samples, []);
    }

    public static McpSample Sample(string server, string status = HealthStatus.Healthy, string message = "") => new()
    {
        Server = server, Slot = SampleOf.Whole(TimeProvider.System.GetUtcNow()), Status = status, Verdict = status is HealthStatus.Healthy ? "Healthy" : "Unreachable", Message = message,
        Values = new Dictionary<string, double> { ["latency"] = 12, ["response"] = 10 },
    };
}
