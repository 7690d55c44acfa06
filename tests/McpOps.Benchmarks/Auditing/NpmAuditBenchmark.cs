using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace McpOps.Benchmarks.Auditing;

/// <summary>The advisories of a lock file: mcpops with a dump, and the real npm audit with a registry on this machine.</summary>
internal sealed partial class NpmAuditBenchmark : IBenchmark
{
    private const int Runs = 7;

    // Packages of the lock file, and what is wrong with them: some mended long ago, so that the versions count and not the names.
    private static readonly (string Id, string Name, string Fixed)[] Advisories =
    [
        ("GHSA-aaaa-0001-0001", "ws", "99.0.0"), ("GHSA-aaaa-0001-0002", "ws", "0.5.0"), ("GHSA-aaaa-0002-0001", "express", "99.0.0"), ("GHSA-aaaa-0003-0001", "cookie", "99.0.0"), ("GHSA-aaaa-0003-0002", "cookie", "0.0.1"),
        ("GHSA-aaaa-0004-0001", "zod", "99.0.0"), ("GHSA-aaaa-0005-0001", "no-such-package-here", "99.0.0"), ("GHSA-aaaa-0006-0001", "qs", "99.0.0"), ("GHSA-aaaa-0007-0001", "@modelcontextprotocol/sdk", "99.0.0"),
    ];

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
            foreach (var (id, name, mended) in Advisories)
            {
                await File.WriteAllTextAsync(Path.Combine(dump, $"{id}.json"), $$"""{"id":"{{id}}","affected":[{"package":{"ecosystem":"npm","name":"{{name}}"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"{{mended}}"}]}]}]}""", cancellationToken);
            }

            string[] ours = ["audit", "--area", "dependencies", "--osv", Path.Combine(folder, "osv"), "--project", folder, "--output", "json"];
            string[] theirs = ["audit", "--json", "--package-lock-only", "--prefix", folder, $"--registry=http://127.0.0.1:{port}/", $"--cache={Path.Combine(folder, "cache")}"];
            var (we, they) = (await FoundAsync(Shipped.McpOps, ours, cancellationToken), await FoundAsync(npm, theirs, cancellationToken));
            Console.WriteLine($"mcpops: {string.Join(' ', we)}\nnpm:    {string.Join(' ', they)}\n{(we.SequenceEqual(they) ? "the same advisories" : "NOT THE SAME ADVISORIES")}");
            await Pairwise.CompareAsync(
                "mcpops audit --osv", () => RunAsync(Shipped.McpOps, ours, cancellationToken),
                "npm audit", () => RunAsync(npm, theirs, cancellationToken),
                Runs, goal: 0.5);
        }
        finally
        {
            registry.Stop();
            await serving;
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) => FoundAsync(program, arguments, cancellationToken);

    // Both end with 1 when they find something.
    private static async Task<IReadOnlyList<string>> FoundAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var said = await Command.RunAsync(program, arguments, cancellationToken);
        var found = Advisory().Matches(said.Output).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal).ToList();
        return said.ExitCode == 1 && found.Count > 0 ? found : throw new InvalidOperationException($"{program} ended with {said.ExitCode}: {said.Error}");
    }

    [GeneratedRegex("GHSA-aaaa-[0-9]{4}-[0-9]{4}", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Advisory();

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
                var answer = Advisories.GroupBy(one => one.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Select((one, index) => new
                {
                    id = (group.Key.Length * 100) + index, url = $"https://github.com/advisories/{one.Id}", title = one.Id, severity = "high", vulnerable_versions = $"<{one.Fixed}", cwe = Array.Empty<string>(), cvss = new { score = 7.5 },
                }), StringComparer.Ordinal);
                await context.Response.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer));
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }
}
