using System.IO.Compression;
using System.Globalization;

namespace McpOps.Benchmarks.Auditing;

/// <summary>What a dump of advisories of 200 MB, as npm's is, costs in memory, in both layouts in which it is published.</summary>
internal sealed class OsvMemoryBenchmark : IBenchmark
{
    private const int Advisories = 220_000;

    public string Name => "audit-osv";

    public string Description => "mcpops audit --osv with a dump of 200 MB: at most 150 MB of memory.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("mcpops-osv-").FullName;
        try
        {
            var project = Directory.CreateDirectory(Path.Combine(folder, "project")).FullName;
            await File.WriteAllTextAsync(Path.Combine(project, "package-lock.json"), """{"lockfileVersion":3,"packages":{"node_modules/p7":{"version":"1.0.0"} } }""", cancellationToken);
            var archive = Path.Combine(folder, "all.zip");
            Write(archive, cancellationToken);
            foreach (var layout in new[] { "osv-scanner/npm", "npm" })
            {
                var dump = Path.Combine(folder, layout.Replace('/', '-'));
                Directory.CreateDirectory(Path.Combine(dump, layout));
                File.Move(archive, archive = Path.Combine(dump, layout, "all.zip"));
                var (megabytes, seconds, found) = await MeasureAsync(dump, project, cancellationToken);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{layout,-18} {new FileInfo(archive).Length / 1e6:0} MB, {Advisories} advisories: {megabytes:0} MB at most, {seconds:0.0} s, {(found ? "the planted one is found" : "THE PLANTED ONE IS NOT FOUND")} (goal: 150 MB, {(megabytes <= 150 && found ? "reached" : "not reached")})"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(string path, CancellationToken cancellationToken)
    {
        var random = new Random(1);
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        var bytes = new byte[650];
        for (var number = 0; number < Advisories; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            random.NextBytes(bytes);
            using var writer = new StreamWriter(archive.CreateEntry($"MAL-2025-{number}.json", CompressionLevel.Fastest).Open());
            writer.Write($$"""{"id":"MAL-2025-{{number}}","summary":"x","details":"{{Convert.ToHexString(bytes)}}","affected":[{"package":{"ecosystem":"npm","name":"p{{number}}"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}],"versions":["1.0.0"]}]}""");
        }
    }

    // The kernel keeps the most that a process ever had (VmHWM), and shows it while the process lives.
    private static async Task<(double Megabytes, double Seconds, bool Found)> MeasureAsync(string dump, string project, CancellationToken cancellationToken)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        using var process = Command.Start(Shipped.McpOps, ["audit", "--area", "dependencies", "--osv", dump, "--project", project, "--output", "json"]);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var most = 0.0;
        while (!process.HasExited)
        {
            try
            {
                var line = (await File.ReadAllLinesAsync($"/proc/{process.Id}/status", cancellationToken)).FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
                most = line is null ? most : double.Parse(line["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024;
            }
            catch (IOException)
            {
                // It has ended between two looks.
            }

            await Task.Delay(20, cancellationToken);
        }

        _ = await error;
        return (most, System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds, (await output).Contains("MAL-2025-7:", StringComparison.Ordinal));
    }
}
