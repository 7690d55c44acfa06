using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Servers;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops init</c>: a first inventory.</summary>
internal static class InitVerb
{
    private static readonly IReadOnlyList<Column<McpInventory>> Columns =
    [
        new("Path", inventory => inventory.Path),
        new("Written", inventory => inventory.Written ? "yes" : "no"),
        new("Servers", inventory => inventory.Servers.Count) { Right = true },
        new("Variables", inventory => string.Join(", ", inventory.Variables)),
    ];

    public static Command Create(CliConsole console)
    {
        var names = new Argument<string[]>("SERVER") { Description = "Which of the servers that MCP clients name, wildcards understood; all when omitted.", Arity = ArgumentArity.ZeroOrMore };
        var path = new Option<string?>("--path", "--config-path", "--config") { Description = "The file to write; $MCPOPS_CONFIG when omitted, else ./mcpops.json.", HelpName = "PATH" };
        var profile = new ListOption("--profile") { Description = "Write the services of a profile that ships with McpOps instead, commented; may be given several times, or with commas.", HelpName = "PROFILE" };
        profile.CompletionSources.Add(_ => ServerCatalog.Profiles.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        var force = new Option<bool>("--force") { Description = "Write over a file that is there." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Write nothing; print the file that would be written." };
        var output = SharedOptions.Output();
        var verb = new Command("init", "Write a first inventory of the servers that MCP clients on this machine name.") { names, path, profile, force, dryRun, output };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var creator = new InventoryCreator(console.Context);
            var options = new InventoryOptions { Path = parsed.GetValue(path), Names = parsed.GetValue(names) ?? [], Profiles = parsed.GetValue(profile) ?? [], Force = parsed.GetValue(force) };
            if (options is { Profiles.Count: > 0, Names.Count: > 0 })
            {
                throw new McpOpsException("UnexpectedArgument", McpErrorCategory.InvalidArgument, "Name servers that clients know, or profiles, and not both.");
            }

            var inventory = await creator.PlanAsync(options, cancellationToken);
            if (parsed.GetValue(dryRun) && parsed.GetValue(output) is OutputFormat.Table)
            {
                console.Out.Write(inventory.Text);
            }
            else
            {
                inventory = parsed.GetValue(dryRun) ? inventory : await creator.WriteAsync(inventory, options.Force, cancellationToken);
                ResultWriter.WriteOne(console, parsed.GetValue(output), inventory, Columns);
            }

            if (inventory.Variables.Count > 0)
            {
                console.WriteError($"{(options.Profiles.Count > 0 ? "" : "Secrets were not copied. ")}Set these environment variables before you reach the servers: {string.Join(", ", inventory.Variables)}");
            }

            return console.Notices > 0 ? ExitCodes.Partial : ExitCodes.Done;
        });
        return verb;
    }
}
