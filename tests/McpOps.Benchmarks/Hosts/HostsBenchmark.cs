using System.Diagnostics;
using System.Globalization;

namespace McpOps.Benchmarks.Hosts;

/// <summary>
/// One host and many by <c>--host</c>, over a real sshd each. All of them share the processors of this machine, which real hosts do not: so it is measured a second time with a command on the
/// hosts that takes as long as the real one, and sleeps meanwhile.
/// </summary>
internal sealed class HostsBenchmark : IBenchmark
{
    private const int Runs = 5;
    private const double Goal = 3;

    public string Name => "hosts";

    public string Description => "mcpops health --host on 50 hosts, an sshd on loopback each, against one host (goal: 3 times its time), and with one more that hangs. Arguments: hosts (50).";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var count = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 50;
        await using var hosts = await ManySshd.StartAsync(count, cancellationToken);
        using var server = Command.Start(Path.Combine(Repository.Root, "tests", "Replicas", "MinimalServer", "bin", Command.Configuration, "net10.0", "minimal-server"), ["0"]);
        var folder = Directory.CreateTempSubdirectory("mcpops-hosts-");
        try
        {
            var inventory = Path.Combine(folder.FullName, "mcpops.json");
            await File.WriteAllTextAsync(inventory, $$"""{ "servers": { "web": { "url": "{{await server.StandardOutput.ReadLineAsync(cancellationToken)}}/mcp" } } }""", cancellationToken);
            var all = string.Join(',', Enumerable.Range(0, count).Select(ManySshd.Name));

            File.CreateSymbolicLink(hosts.Installed, Shipped.McpOps);
            Console.WriteLine("the command itself on every host, which all are this machine:");
            await CompareAsync(hosts, inventory, all, count, cancellationToken);
            await HangAsync(hosts, inventory, all, count, cancellationToken);

            var there = await StandInAsync(hosts, inventory, folder.FullName, cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"as if each host had a processor of its own (the command there takes {there.TotalMilliseconds:0} ms, asleep; sshd still shares):"));
            await CompareAsync(hosts, inventory, all, count, cancellationToken);

            await hosts.HoldAsync(cancellationToken);
            Console.WriteLine("the same with connections that are open (ControlMaster, ControlPersist):");
            await CompareAsync(hosts, inventory, all, count, cancellationToken);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
            folder.Delete(recursive: true);
        }
    }

    private static async Task CompareAsync(ManySshd hosts, string inventory, string all, int count, CancellationToken cancellationToken)
    {
        var (one, many) = (new Processors(), new Processors());
        await Pairwise.CompareAsync($"{count} hosts", () => AskAsync(hosts, inventory, all, count, many, cancellationToken), "one host", () => AskAsync(hosts, inventory, ManySshd.Name(0), 1, one, cancellationToken), Runs, Goal);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"processor time: {count} hosts {many.Here:0.00} s here (mcpops and its ssh), {many.There:0.00} s there; one host {one.Here:0.00} s here, {one.There:0.00} s there"));
    }

    // The shell says what it and all that it waited for took.
    private static async Task AskAsync(ManySshd hosts, string inventory, string names, int count, Processors took, CancellationToken cancellationToken)
    {
        var before = hosts.ProcessorTime();
        var run = await Command.RunAsync("/bin/sh", ["-c", "\"$@\"; code=$?; times >&2; exit $code", "sh", "env", $"PATH={hosts.Programs}:{Environment.GetEnvironmentVariable("PATH")}", Shipped.McpOps, "health", "--check", "protocol", "--config-path", inventory, "-o", "json", "--host", names], cancellationToken);
        var answers = run.Output.Split("\"verdict\": \"Healthy\"").Length - 1;
        if (run.ExitCode != 0 || answers != count)
        {
            throw new InvalidOperationException($"{answers} of {count} hosts answered: {run.Error}");
        }

        took.There = (hosts.ProcessorTime() - before).TotalSeconds;
        took.Here = run.Error.TrimEnd().Split('\n')[^1].Split(' ').Sum(time => (double.Parse(time.Split('m')[0], CultureInfo.InvariantCulture) * 60) + double.Parse(time.Split('m')[1].TrimEnd('s'), CultureInfo.InvariantCulture));
    }

    private static async Task HangAsync(ManySshd hosts, string inventory, string all, int count, CancellationToken cancellationToken)
    {
        const int Limit = 40;
        var watch = Stopwatch.StartNew();
        using var process = Command.Start("env", [$"PATH={hosts.Programs}:{Environment.GetEnvironmentVariable("PATH")}", Shipped.McpOps, "health", "--check", "protocol", "--config-path", inventory, "-o", "ndjson", "--host", $"silent,{all}", "--host-timeout", $"{Limit}s"]);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var (lines, last) = (0, TimeSpan.Zero);
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is not null)
        {
            (lines, last) = (lines + 1, watch.Elapsed);
        }

        await process.WaitForExitAsync(cancellationToken);
        var told = (await error).Contains("error HostTimedOut: 'silent'", StringComparison.Ordinal);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"with one more that hangs and {Limit} s for it: {lines} of {count} others in {last.TotalSeconds:0.0} s; it was {(told ? "told" : "NOT TOLD")} and all ended after {watch.Elapsed.TotalSeconds:0.0} s"));
    }

    // What it answers is what the real command answered; how long, what that took when nothing else ran.
    private static async Task<TimeSpan> StandInAsync(ManySshd hosts, string inventory, string folder, CancellationToken cancellationToken)
    {
        string[] words = [hosts.Installed, "health", "--check", "protocol", "--config-path", inventory, "-o", "json"];
        var times = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            var watch = Stopwatch.StartNew();
            await Pairwise.RunProcessAsync("env", [$"MCPOPS_SAY_VERSION=1", .. words], cancellationToken);
            times.Add(watch.Elapsed.TotalSeconds);
        }

        var answer = Path.Combine(folder, "answer");
        await File.WriteAllTextAsync(answer, (await Command.RunAsync("env", ["MCPOPS_SAY_VERSION=1", .. words], cancellationToken)).Output, cancellationToken);
        File.Delete(hosts.Installed);
        await File.WriteAllTextAsync(hosts.Installed, string.Create(CultureInfo.InvariantCulture, $"#!/bin/sh\nsleep {Pairwise.Median(times):0.000}\nexec cat {answer}\n"), cancellationToken);
        await Pairwise.RunProcessAsync("chmod", ["+x", hosts.Installed], cancellationToken);
        return TimeSpan.FromSeconds(Pairwise.Median(times));
    }

    private sealed class Processors
    {
        public double Here { get; set; }

        public double There { get; set; }
    }
}
