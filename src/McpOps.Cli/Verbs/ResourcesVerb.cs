using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Protocol;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops resources</c>: which resources do the servers offer, and what do they hold?</summary>
internal static class ResourcesVerb
{
    private static readonly IReadOnlyList<Column<McpServerResource>> Columns =
    [
        new("Server", one => one.Server) { MaxWidth = 24 },
        new("Resource", one => one.Resource) { MaxWidth = 48 },
        new("Name", one => one.Name) { MaxWidth = 24 },
        new("MimeType", one => one.MimeType) { MaxWidth = 24 },
        new("Bytes", one => one.Bytes) { Right = true },
        new("IsTemplate", one => one.IsTemplate ? "yes" : "no") { Title = "Template" },
        new("Description", one => one.Description),
    ];

    public static Command Create(CliConsole console)
    {
        var verb = new Command("resources", "List the resources of servers, or read them. Exit codes: 0 done, 1 failed, 2 some of it failed.");
        var which = new ServerArguments(verb);
        var names = new Option<string[]>("--resource") { Description = "Only resources of this address or name; * stands for any text. With --read the address of what is read. May be given several times.", HelpName = "URI" };
        var read = new Option<bool>("--read") { Description = "Read them, and write what they hold." };
        var launch = ServerArguments.Launch();
        var timeout = SharedOptions.Timeout("10");
        var output = SharedOptions.Output();
        foreach (var option in new Option[] { names, read, timeout, launch, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var servers = await which.RequireAsync(parsed, console, cancellationToken);
            var options = new ConnectOptions { Launch = parsed.GetValue(launch) };
            options = parsed.GetValue(timeout) is { } seconds ? options with { Timeout = TimeSpan.FromSeconds(seconds) } : options;
            var wanted = parsed.GetValue(names) ?? [];
            var client = new ContentClient(console.Context);
            return parsed.GetValue(read)
                ? await ContentOutput.ReadAsync(console, parsed.GetValue(output), servers, wanted, "--resource", (server, one) => client.ReadResourceAsync(server, one, options, cancellationToken))
                : await ContentOutput.ListAsync(console, parsed.GetValue(output), client.ListResourcesAsync(servers, options, cancellationToken), one => wanted.Length == 0 || wanted.Any(pattern => ContentClient.IsMeant(pattern, one.Resource) || ContentClient.IsMeant(pattern, one.Name)), Columns);
        });
        return verb;
    }
}
