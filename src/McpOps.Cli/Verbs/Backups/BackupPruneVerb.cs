using System.CommandLine;
using McpOps.Backups;
using McpOps.Backups.Retention;
using McpOps.Backups.Stores;
using McpOps.Cli.Output;
using McpOps.Servers;

namespace McpOps.Cli.Verbs.Backups;

/// <summary><c>mcpops backup prune</c>.</summary>
internal static class BackupPruneVerb
{
    private static readonly IReadOnlyList<Column<McpBackup>> Columns =
    [
        new("Id", backup => backup.Id) { MaxWidth = 44 },
        new("CreatedAt", backup => backup.CreatedAt),
        new("Keep", backup => backup.Keep.Length > 0 ? backup.Keep : "removed"),
    ];

    public static Command Create(CliConsole console)
    {
        var server = new Argument<string?>("SERVER") { Description = "Only the backups of this server.", Arity = ArgumentArity.ZeroOrOne };
        var store = BackupArguments.Store();
        var config = SharedOptions.ConfigPath();
        var last = Count("--keep-last", "Keep the newest so many.");
        var daily = Count("--keep-daily", "Keep the last one of each of so many days.");
        var weekly = Count("--keep-weekly", "Keep the last one of each of so many weeks (ISO 8601).");
        var monthly = Count("--keep-monthly", "Keep the last one of each of so many months.");
        var yearly = Count("--keep-yearly", "Keep the last one of each of so many years.");
        var within = new Option<string?>("--keep-within") { Description = "Keep what is not older than this against the newest, such as 30d, 12h, 8w, 6mo or 1y.", HelpName = "AGE" };
        var force = new Option<bool>("--force") { Description = "Remove even though the last backup failed." };
        var legacy = new Option<bool>("--legacy") { Description = "Also tarballs, dumps and folders that scripts left in the store, by the same rules." };
        var wait = BackupArguments.LockWait();
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be kept, and why, and what removed." };
        var output = SharedOptions.Output();
        var verb = new Command("prune", "Remove backups that no rule keeps; what any rule keeps is kept, and so is the newest verified one.")
        {
            server, store, config, last, daily, weekly, monthly, yearly, within, legacy, force, wait, dryRun, output,
        };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var named = await BackupArguments.FindServerAsync(console, parsed.GetValue(server), parsed.GetValue(config), cancellationToken);
            var rules = new McpRetention
            {
                KeepLast = parsed.GetValue(last),
                KeepDaily = parsed.GetValue(daily),
                KeepWeekly = parsed.GetValue(weekly),
                KeepMonthly = parsed.GetValue(monthly),
                KeepYearly = parsed.GetValue(yearly),
                KeepWithin = parsed.GetValue(within) is { } age ? TimeLength.ParseAge(age) : null,
            };
            var inventory = await BackupArguments.InventoryAsync(console, parsed.GetValue(config), cancellationToken);
            var choice = new RetentionChoice(rules, inventory);
            var done = new List<McpBackup>();
            foreach (var location in await BackupArguments.FindStoresAsync(console, parsed.GetValue(store), named, parsed.GetValue(config), cancellationToken))
            {
                var pruner = new BackupPruner(console.Context, BackupStores.Open(location)) 
                {
                    LockWait = TimeSpan.FromSeconds(parsed.GetValue(wait) ?? 0),
                    LegacyOwner = parsed.GetValue(legacy) ? (named ?? LegacyOwner.Of(inventory, location))?.Name ?? "legacy" : null,
                };
                var plan = await pruner.PlanAsync(parsed.GetValue(server), choice, cancellationToken);
                var removed = parsed.GetValue(dryRun) ? null
                    : (await pruner.PruneAsync(parsed.GetValue(server), choice, parsed.GetValue(force), cancellationToken)).Select(backup => backup.Id).ToHashSet(StringComparer.Ordinal);
                done.AddRange(plan.Select(backup => backup.Keep.Length == 0 && removed?.Contains(backup.Id) == false ? backup with { Keep = "not removed" } : backup));
            }

            ResultWriter.WriteAll(console, parsed.GetValue(output), done, Columns);
            return console.Notices > 0 ? ExitCodes.Partial : ExitCodes.Done;
        });
        return verb;
    }

    private static Option<int?> Count(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "COUNT" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var count) && count < 1)
            {
                result.AddError($"{name} takes a number from 1 on.");
            }
        });
        return option;
    }
}
