using System.Globalization;
using McpOps.Platform;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Maintenance.Diagnosis;

/// <summary>What do its process and the busiest others use, by what changed over the interval; and how near is it to its limits?</summary>
internal sealed class ProcessArea : IDiagnosisArea
{
    private const int Listed = 5;
    private const double NearLimit = 0.8;
    private const double MegaByte = 1024 * 1024;

    public string Name => "processes";

    public async Task<IReadOnlyList<Observation>> LookAsync(DiagnosisScope scope, CancellationToken cancellationToken)
    {
        var host = new HostSampler(scope.Context.Time);
        host.Sample();
        var before = ProcessTable.All().ToDictionary(process => process.Id);
        var started = scope.Context.Time.GetTimestamp();
        await Task.Delay(scope.Options.Interval, scope.Context.Time, cancellationToken);
        var after = ProcessTable.All();
        var seconds = scope.Context.Time.GetElapsedTime(started).TotalSeconds;
        var sample = host.Sample();
        var seen = new List<Observation> { Machine(sample) };
        var busy = after.Where(process => before.TryGetValue(process.Id, out var old) && old.StartedAt == process.StartedAt)
            .Select(process => (Process: process, Cpu: (process.CpuMs - before[process.Id].CpuMs) / seconds / 10 ?? 0, Grown: process.RssBytes - before[process.Id].RssBytes)).ToList();
        var top = busy.Where(one => one.Cpu >= 1).OrderByDescending(one => one.Cpu).Take(Listed).ToList();
        seen.Add(new Observation(Name, HealthStatus.Healthy, top.Count == 0 ? "No process uses more than 1 % of a processor." : $"Most processor: {string.Join(", ", top.Select(one => Text($"{one.Process.Name} ({one.Process.Id}) {one.Cpu:0} %")))}.",
            top.Count > 0 && top[0].Process.Id != scope.ProcessId && top[0].Cpu > 80 ? "Another program than the server keeps the machine busy." : ""));
        var big = busy.OrderByDescending(one => one.Process.RssBytes).Take(Listed);
        seen.Add(new Observation(Name, HealthStatus.Healthy, $"Most memory: {string.Join(", ", big.Select(one => Text($"{one.Process.Name} ({one.Process.Id}) {one.Process.RssBytes / MegaByte:0} MB") + Growth(one.Grown, seconds)))}.", ""));
        if (scope.ProcessId is { } id && ProcessTable.Get(id) is { } own)
        {
            var cpu = busy.Find(one => one.Process.Id == id).Cpu;
            if (own.IsStopped)
            {
                seen.Add(new Observation(Name, HealthStatus.Unhealthy, Text($"Its process {id} is stopped, by a signal or a debugger: it lives, and does nothing."), Text($"Let it go on with 'kill -CONT {id}', or restart it with 'mcpops restart {scope.Server.Name}' (Restart-McpServer {scope.Server.Name}).")));
            }

            seen.Add(new Observation(Name, HealthStatus.Healthy, Text($"Its process {id}: {cpu:0} % of a processor, {own.RssBytes / MegaByte:0} MB, {own.Threads} threads, {own.Handles} handles, since {own.StartedAt:yyyy-MM-dd HH:mm:ss} UTC."),
                cpu > 95 ? "It keeps a whole processor busy: a loop, or more work than one thread can do." : ""));
            seen.AddRange(MemoryBounds(scope.Server, own.RssBytes));
            seen.AddRange(Limits(id, own.Handles));
            seen.AddRange(Group(id));
        }

        return seen;
    }

    private static string Growth(long bytes, double seconds) => Math.Abs(bytes) > MegaByte ? Text($" ({(bytes > 0 ? "+" : "")}{bytes / MegaByte:0} MB in {seconds:0.#} s)") : "";

    private Observation Machine(HostSample sample) => new(Name, sample.CpuPercent > 90 || sample.MemoryPercent > 95 ? HealthStatus.Degraded : HealthStatus.Healthy,
        Text($"The machine: processors {sample.CpuPercent:0} % busy, memory {sample.MemoryPercent:0} % taken, swap {sample.SwapPercent:0} %, load {sample.Load1:0.0} on {sample.CpuCount} processors."),
        sample.MemoryPercent > 95 ? "It is short of memory: whatever asks for more is killed or swaps." : sample.CpuPercent > 90 ? "Its processors are busy: everything on it answers late." : "");

    // What the inventory calls too much holds here too: a diagnosis that calls it well would contradict the alert.
    private IEnumerable<Observation> MemoryBounds(McpServer server, long bytes)
    {
        const string figure = "process-memory";
        var bounds = server.Rules.Where(rule => rule.Metric == figure && rule.Above is not null).Select(rule => (Bound: rule.Above!, Advice: rule.Advice ?? ""));
        if (server.Thresholds.TryGetValue(figure, out var threshold))
        {
            bounds = bounds.Append((threshold, ""));
        }

        return bounds.Where(one => bytes > (one.Bound.Warning ?? one.Bound.Critical)).Take(1).Select(one => new Observation(Name, bytes > one.Bound.Critical ? HealthStatus.Unhealthy : HealthStatus.Degraded,
            Text($"Its process holds {bytes / MegaByte:0} MB, above {(bytes > one.Bound.Critical ? one.Bound.Critical : one.Bound.Warning) / MegaByte:0} MB, which the inventory calls {(bytes > one.Bound.Critical ? "critical" : "much")}."), one.Advice));
    }

    // "Max open files            1024                 524288               files": the first figure holds.
    private IEnumerable<Observation> Limits(int id, int? handles)
    {
        var line = ReadLines($"/proc/{id}/limits").FirstOrDefault(one => one.StartsWith("Max open files", StringComparison.Ordinal));
        if (handles is { } used && line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 3 } fields && long.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var most))
        {
            var near = used > most * NearLimit;
            yield return new Observation(Name, near ? HealthStatus.Degraded : HealthStatus.Healthy, Text($"{used} of {most} handles that it may have are open."), near ? "At the limit it can take no connection and open no file: look for sockets in CLOSE_WAIT below, raise LimitNOFILE, and find what it does not close." : "");
        }
    }

    // What its control group was held back by, and who was killed in it: cgroups(7).
    private IEnumerable<Observation> Group(int id)
    {
        var path = ReadLines($"/proc/{id}/cgroup").Where(line => line.StartsWith("0::", StringComparison.Ordinal)).Select(line => $"/sys/fs/cgroup{line[3..]}").FirstOrDefault();
        if (path is null)
        {
            yield break;
        }

        var throttled = Value(ReadLines($"{path}/cpu.stat"), "nr_throttled");
        var periods = Value(ReadLines($"{path}/cpu.stat"), "nr_periods");
        if (throttled > 0)
        {
            yield return new Observation(Name, throttled > periods / 4 ? HealthStatus.Degraded : HealthStatus.Healthy, Text($"Its processor quota held it back in {throttled} of {periods} periods."), "Give it a larger CPUQuota (--cpus), or less work: while it is held back it answers nobody.");
        }

        if (Value(ReadLines($"{path}/memory.events"), "oom_kill") is > 0 and var killed)
        {
            yield return new Observation(Name, HealthStatus.Unhealthy, Text($"{killed} processes of its group were killed for want of memory."), "Raise MemoryMax (--memory), or find what grows: a restart only begins anew.");
        }
    }

    private static long Value(IEnumerable<string> lines, string name) =>
        lines.Select(line => line.Split(' ')).FirstOrDefault(fields => fields.Length == 2 && fields[0] == name) is { } found && long.TryParse(found[1], NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static IReadOnlyList<string> ReadLines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
