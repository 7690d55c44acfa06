using System.CommandLine;
using McpOps.Capacity;
using McpOps.Cli.Output;
using McpOps.Servers;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops capacity</c>: how much can it take, and until when?</summary>
internal static class CapacityVerb
{
    public static Command Create(CliConsole console)
    {
        var verb = new Command("capacity", "Find out how many calls a second a server takes, what gives out first, and when resources run out.");
        var arguments = new CapacityArguments(verb);
        var output = SharedOptions.Output();
        verb.Add(output);
        verb.Subcommands.Add(MergeVerb(console));
        var which = new ServerArguments(verb, positional: false);
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var options = arguments.Read(parsed);
            IReadOnlyList<McpServer?> servers = await ServersAsync(parsed, cancellationToken);
            options = options with { Load = options.Load && servers[0] is not null };
            var format = parsed.GetValue(output);
            var results = new List<McpCapacity>();
            var failed = 0;
            foreach (var server in servers)
            {
                try
                {
                    results.Add(await RunAsync(console, server, options, cancellationToken));
                }
                catch (McpOpsException exception) when (servers.Count > 1)
                {
                    // One server that is not ready must not keep the others from their test.
                    failed++;
                    console.WriteError($"error {exception.ErrorId}: {server!.Name}: {exception.Message}");
                }
            }

            CapacityView.Write(console, format, results, isOne: servers is [null or { Origin: ServerOrigin.AdHoc }]);
            return cancellationToken.IsCancellationRequested ? ExitCodes.Interrupted
                : failed == servers.Count ? ExitCodes.Failed
                : failed > 0 || console.Notices > 0 || results.Exists(result => result.Forecast.Any(forecast => forecast.Leak || forecast.WithinHorizon)) ? ExitCodes.Partial
                : ExitCodes.Done;
        });
        return verb;

        // A history can be read without any server.
        async Task<IReadOnlyList<McpServer?>> ServersAsync(ParseResult parsed, CancellationToken cancellationToken)
        {
            if (arguments.WantsOnlyHistory(parsed) && !which.IsNamed(parsed))
            {
                return [null];
            }

            return await which.RequireAsync(parsed, console, cancellationToken);
        }
    }

    private static Command MergeVerb(CliConsole console)
    {
        var files = new Argument<string[]>("FILE") { Description = "What 'mcpops capacity --output json' wrote on each host.", Arity = ArgumentArity.OneOrMore };
        var output = SharedOptions.Output();
        var verb = new Command("merge", "Join the results of several hosts that loaded the same server at the same time.") { files, output };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var results = new List<McpCapacity>();
            foreach (var file in parsed.GetValue(files)!)
            {
                results.AddRange(await CapacityFile.ReadAsync(file, cancellationToken));
            }

            var servers = CapacityMerge.ByServer(results);
            CapacityView.Write(console, parsed.GetValue(output), [.. servers.Select(CapacityMerge.Join)], isOne: servers.Count == 1);
            return ExitCodes.Done;
        });
        return verb;
    }

    private static async Task<McpCapacity> RunAsync(CliConsole console, McpServer? server, CapacityOptions options, CancellationToken cancellationToken)
    {
        using var live = LiveCurve.For(console);
        return await new CapacityTest(console.Context) { Live = live }.RunAsync(server, options, cancellationToken);
    }
}
