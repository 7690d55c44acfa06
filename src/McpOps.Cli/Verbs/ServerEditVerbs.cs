using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpOps.Cli.Output;
using McpOps.Servers;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops servers add</c>, <c>set</c>, <c>remove</c> and <c>test</c>: the inventory is changed in place, its comments stay.</summary>
internal static class ServerEditVerbs
{
    private static readonly IReadOnlyList<Column<McpInventoryProblem>> Problems =
    [
        new("Severity", problem => problem.Severity),
        new("Id", problem => problem.Id),
        new("Message", problem => problem.Message),
    ];

    public static IEnumerable<Command> Create(CliConsole console, IReadOnlyList<Column<McpServer>> columns) => [Add(console, columns), Set(console, columns), Remove(console, columns), Test(console)];

    private static Command Add(CliConsole console, IReadOnlyList<Column<McpServer>> columns)
    {
        var (name, property, config, output) = (Name(), Property(), SharedOptions.ConfigPath(), SharedOptions.Output());
        var url = new Option<string?>("--url") { Description = "The server's address; or the command that starts it, after --.", HelpName = "URL" };
        var header = new Option<string[]>("--header", "-H") { Description = "A header for --url, such as 'Authorization: Bearer ${env:TOKEN}'.", HelpName = "HEADER" };
        var command = new Argument<string[]>("COMMAND") { Description = "After --: the command that starts a stdio server.", Arity = ArgumentArity.ZeroOrMore };
        var force = new Option<bool>("--force") { Description = "Replace a server of the same name." };
        var verb = new Command("add", "Add a server to the inventory; its comments and layout stay.") { name, command, url, header, property, config, force, output };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var given = ServerArguments.CommandAfterDashes(parsed);
            var server = (parsed.GetValue(url), given) switch
            {
                ({ } address, []) => McpServer.FromUrl(new Uri(WebAddress(address)), ServerArguments.Headers(parsed.GetValue(header) ?? []), parsed.GetValue(name)),
                (null, [_, ..]) => McpServer.FromCommand(given[0], [.. given.Skip(1)], name: parsed.GetValue(name)),
                _ => throw new McpOpsException("MissingCommand", McpErrorCategory.InvalidArgument, "Say how the server is reached: by --url URL, or by its command after --; one of the two."),
            };
            var options = new InventoryEditOptions { ConfigPath = parsed.GetValue(config), Force = parsed.GetValue(force) };
            ResultWriter.WriteOne(console, parsed.GetValue(output), await new InventoryEditor(console.Context).AddAsync(server, Properties(parsed.GetValue(property)), options, cancellationToken), columns);
            return ExitCodes.Done;
        });
        return verb;
    }

    private static Command Set(CliConsole console, IReadOnlyList<Column<McpServer>> columns)
    {
        var (name, property, config, output) = (Name(), Property(), SharedOptions.ConfigPath(), SharedOptions.Output());
        property.Required = true;
        var verb = new Command("set", "Change properties of a server of the inventory; its comments and layout stay.") { name, property, config, output };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new InventoryEditOptions { ConfigPath = parsed.GetValue(config) };
            ResultWriter.WriteOne(console, parsed.GetValue(output), await new InventoryEditor(console.Context).SetAsync(parsed.GetValue(name)!, Properties(parsed.GetValue(property)), options, cancellationToken), columns);
            return ExitCodes.Done;
        });
        return verb;
    }

    private static Command Remove(CliConsole console, IReadOnlyList<Column<McpServer>> columns)
    {
        var (name, config, output) = (Name(), SharedOptions.ConfigPath(), SharedOptions.Output());
        var verb = new Command("remove", "Remove a server from the inventory; its comments and layout stay.") { name, config, output };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            ResultWriter.WriteOne(console, parsed.GetValue(output), await new InventoryEditor(console.Context).RemoveAsync(parsed.GetValue(name)!, new InventoryEditOptions { ConfigPath = parsed.GetValue(config) }, cancellationToken), columns);
            return ExitCodes.Done;
        });
        return verb;
    }

    private static Command Test(CliConsole console)
    {
        var (config, output) = (SharedOptions.ConfigPath(), SharedOptions.Output());
        var verb = new Command("test", "Tell everything that is wrong with the inventory, without reaching a server. Exit codes: 0 valid, 1 it cannot be used, 2 something is not understood or missing.") { config, output };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var test = await new InventoryCheck(console.Context).RunAsync(parsed.GetValue(config), cancellationToken);
            if (parsed.GetValue(output) is OutputFormat.Json)
            {
                console.Out.WriteLine(JsonText.Pretty(test));
            }
            else if (parsed.GetValue(output) is OutputFormat.Table && test.Problems.Count == 0)
            {
                console.Out.WriteLine($"{test.Path} is valid: {test.Servers} servers.");
            }
            else
            {
                ResultWriter.WriteAll(console, parsed.GetValue(output), test.Problems, Problems);
            }

            return test.Status switch { InventoryStatus.Valid => ExitCodes.Done, InventoryStatus.Invalid => ExitCodes.Failed, _ => ExitCodes.Partial };
        });
        return verb;
    }

    private static Argument<string> Name() => new("NAME") { Description = "The server's name." };

    private static Option<string[]> Property() => new("--property", "-p") { Description = "A property by its name in the inventory, as name=value; the value is JSON, or a text. null takes it away. May be given several times.", HelpName = "NAME=VALUE" };

    private static string WebAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out _) ? text : throw new McpOpsException("InvalidUrl", McpErrorCategory.InvalidArgument, $"'{Redaction.MaskText(text)}' is not a whole http or https address. Write it as http://127.0.0.1:8000/mcp.");

    private static JsonObject Properties(string[]? pairs)
    {
        var properties = new JsonObject();
        foreach (var (name, value) in Protocol.ToolArguments.Pairs(pairs ?? []))
        {
            properties[name] = Value(value);
        }

        return properties;
    }

    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
