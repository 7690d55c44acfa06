using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Protocol;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops prompts</c>: which prompts do the servers offer, and what do they say?</summary>
internal static class PromptsVerb
{
    private static readonly IReadOnlyList<Column<McpPrompt>> Columns =
    [
        new("Server", one => one.Server) { MaxWidth = 24 },
        new("Prompt", one => one.Prompt) { MaxWidth = 36 },
        new("Required", one => string.Join(", ", one.Required)) { MaxWidth = 24 },
        new("Optional", one => string.Join(", ", one.Optional)) { MaxWidth = 24 },
        new("Description", one => one.Description),
    ];

    public static Command Create(CliConsole console)
    {
        var verb = new Command("prompts", "List the prompts of servers, or read what they say. Exit codes: 0 done, 1 failed, 2 some of it failed.");
        var which = new ServerArguments(verb);
        var names = new Option<string[]>("--prompt") { Description = "Only prompts of this name; * stands for any text. With --read the name of what is read. May be given several times.", HelpName = "NAME" };
        var read = new Option<bool>("--read") { Description = "Read them, and write what they hold." };
        var pairs = new Option<string[]>("--arg", "-a") { Description = "An argument of the prompt as name=value; with it the prompt is read. May be given several times.", HelpName = "NAME=VALUE" };
        var json = new Option<string?>("--arguments") { Description = "The arguments of the prompt as a JSON object; with it the prompt is read.", HelpName = "JSON" };
        var launch = ServerArguments.Launch();
        var timeout = SharedOptions.Timeout("10");
        var output = SharedOptions.Output();
        foreach (var option in new Option[] { names, read, pairs, json, timeout, launch, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var arguments = new ToolArguments { Json = parsed.GetValue(json) is { } text ? ToolArguments.Parse(text) : [], Texts = ToolArguments.Pairs(parsed.GetValue(pairs) ?? []) };
            var servers = await which.RequireAsync(parsed, console, cancellationToken);
            var options = new ConnectOptions { Launch = parsed.GetValue(launch) };
            options = parsed.GetValue(timeout) is { } seconds ? options with { Timeout = TimeSpan.FromSeconds(seconds) } : options;
            var wanted = parsed.GetValue(names) ?? [];
            var client = new ContentClient(console.Context);
            return parsed.GetValue(read) || parsed.GetValue(json) is not null || arguments.Texts.Count > 0
                ? await ContentOutput.ReadAsync(console, parsed.GetValue(output), servers, wanted, "--prompt", (server, one) => client.ReadPromptAsync(server, one, arguments, options, cancellationToken))
                : await ContentOutput.ListAsync(console, parsed.GetValue(output), client.ListPromptsAsync(servers, options, cancellationToken), one => wanted.Length == 0 || wanted.Any(pattern => ContentClient.IsMeant(pattern, one.Prompt)), Columns);
        });
        return verb;
    }
}
