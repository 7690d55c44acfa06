using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using McpOps.Backups.Stores;
using McpOps.Servers;

namespace McpOps.Cli.Completion;

/// <summary>What a shell can complete beside verbs and options: servers, backups, sets, checks. Reads files only: no process, no connection.</summary>
internal static class CompletionSources
{
    /// <summary>Gives every argument and option of a command, and of those below it, the source that its name tells. A thing has one name, whatever verb takes it.</summary>
    public static void AddTo(Command command)
    {
        foreach (var argument in command.Arguments)
        {
            Add(argument.Name, argument.CompletionSources);
        }

        foreach (var option in command.Options)
        {
            // As the help writes them; the parser offers the names that they have in the code.
            if (option.ValueType is { IsEnum: true } words)
            {
                option.CompletionSources.Clear();
                option.CompletionSources.Add(_ => Enum.GetNames(words).Select(word => new CompletionItem(word.ToLowerInvariant())));
            }

            Add(option.Name, option.CompletionSources);
        }

        foreach (var verb in command.Subcommands)
        {
            AddTo(verb);
        }
    }

    private static void Add(string name, ICollection<Func<CompletionContext, IEnumerable<CompletionItem>>> sources)
    {
        Func<CompletionContext, IEnumerable<string>>? source = name switch
        {
            "SERVER" or "--server" => context => Servers(context).Select(server => server.Name),
            "ID" => Backups,
            "--set" => Sets,
            "--check" => _ => HealthChecks.Names,
            _ => null,
        };
        if (source is not null)
        {
            sources.Add(context => source(context).Select(text => new CompletionItem(text)));
        }
    }

    private static IEnumerable<string> Sets(CompletionContext context) => Named(context).SelectMany(server =>
        (server.Backup?.Sets.Select(set => set.Name) ?? []).Concat(server.Databases.Select(database => database.Name)));

    // The newest first, as they are listed. A bucket would have to be asked over the network.
    private static IEnumerable<string> Backups(CompletionContext context)
    {
        try
        {
            var location = Option(context, "--store") ?? BackupStores.Shared(Named(context));
            return location.Contains("://", StringComparison.Ordinal) ? [] : BackupStores.OpenExisting(location).ListAsync(server: null, CancellationToken.None).GetAwaiter().GetResult()
                .OrderByDescending(backup => backup.Name, StringComparer.Ordinal).Select(backup => backup.Id).Append("latest");
        }
        catch (Exception exception) when (exception is McpOpsException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // The servers that the line names already; all when it names none.
    private static IReadOnlyList<McpServer> Named(CompletionContext context)
    {
        var all = Servers(context);
        var words = context.ParseResult.Tokens.Select(token => token.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var named = all.Where(server => words.Contains(server.Name)).ToList();
        return named.Count > 0 ? named : all;
    }

    private static IReadOnlyList<McpServer> Servers(CompletionContext context)
    {
        try
        {
            var query = new ServerQuery { ConfigPath = Option(context, "--config-path"), Discover = Result(context, "--discover") is { Implicit: false } };
            return new ServerCatalog(new EngineContext()).LoadAsync(query, CancellationToken.None).GetAwaiter().GetResult().Servers;
        }
        catch (McpOpsException)
        {
            // An inventory with a mistake completes nothing; the verb itself will say what is wrong.
            return [];
        }
    }

    private static string? Option(CompletionContext context, string name) => Result(context, name)?.Tokens is [var token, ..] ? token.Value : null;

    private static OptionResult? Result(CompletionContext context, string name) =>
        context.ParseResult.CommandResult.Command.Options.FirstOrDefault(option => option.Name == name) is { } option ? context.ParseResult.GetResult(option) : null;
}
