using System.Net;
using System.Text;

namespace McpOps.Benchmarks.Auditing;

/// <summary>The advisories of a lock file: mcpops with a dump, and the real npm audit with a registry on this machine.</summary>
internal sealed class NpmAuditBenchmark : IBenchmark
{
    private const int Runs = 7;

    public string Name => "audit-npm";

    public string Description => "mcpops audit --osv beside npm audit against a registry on loopback, on the lock file of tests/node: at most half its time.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var source = Path.Combine(Repository.Root, "tests", "node");
        if (Command.Find("npm") is not { } npm)
        {
            Console.WriteLine("npm is not on the PATH: skipped.");
            return;
        }

        var folder = Directory.CreateTempSubdirectory("mcpops-npm-").FullName;
        var port = FreePort.Find();
        using var registry = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
        registry.Start();
        var serving = ServeAsync(registry);
        try
        {
            foreach (var name in new[] { "package.json", "package-lock.json" })
            {
                File.Copy(Path.Combine(source, name), Path.Combine(folder, name));
            }

            var dump = Directory.CreateDirectory(Path.Combine(folder, "osv", "npm")).FullName;
            await File.WriteAllTextAsync(Path.Combine(dump, "a.json"), """{"id":"GHSA-1","affected":[{"package":{"ecosystem":"npm","name":"ws"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"99.0.0"}]}]}]}""", cancellationToken);
            await Pairwise.CompareAsync(
                "mcpops audit --osv", () => RunAsync(Shipped.McpOps, ["audit", "--area", "dependencies", "--osv", Path.Combine(folder, "osv"), "--project", folder, "--output", "json"], cancellationToken),
                "npm audit", () => RunAsync(npm, ["audit", "--json", "--package-lock-only", "--prefix", folder, $"--registry=http://127.0.0.1:{port}/", $"--cache={Path.Combine(folder, "cache")}"], cancellationToken),
                Runs, goal: 0.5);
        }
        finally
        {
            registry.Stop();
            await serving;
            Directory.Delete(folder, recursive: true);
        }
    }

    // Both end with 1 when they find something; the one advisory must be there.
    private static async Task RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var said = await Command.RunAsync(program, arguments, cancellationToken);
        if (said.ExitCode != 1 || !said.Output.Contains("GHSA-1", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{program} ended with {said.ExitCode}: {said.Error}");
        }
    }

    private static async Task ServeAsync(HttpListener registry)
    {
        try
        {
            while (true)
            {
                var context = await registry.GetContextAsync();
                if (context.Request.HttpMethod is not "POST")
                {
                    // It would look for versions that mend it; there is none here.
                    context.Response.StatusCode = 404;
                    context.Response.Close();
                    continue;
                }

                await context.Request.InputStream.CopyToAsync(Stream.Null);
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes("""{"ws":[{"id":1,"url":"https://github.com/advisories/GHSA-1","title":"x","severity":"high","vulnerable_versions":"<99.0.0","cwe":[],"cvss":{"score":7.5,"vectorString":null}}]}"""));
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }
}
