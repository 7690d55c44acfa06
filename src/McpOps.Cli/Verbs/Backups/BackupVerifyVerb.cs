using System.CommandLine;
using System.Globalization;
using McpOps.Backups;
using McpOps.Backups.Stores;
using McpOps.Backups.Verification;
using McpOps.Cli.Output;

namespace McpOps.Cli.Verbs.Backups;

/// <summary><c>mcpops backup verify</c>.</summary>
internal static class BackupVerifyVerb
{
    private static readonly IReadOnlyList<Column<McpBackupVerification>> Columns =
    [
        new("Id", result => result.Id) { MaxWidth = 44 },
        new("Status", result => result.Status) { Color = result => result.Status is VerificationStatus.Valid ? 32 : 31 },
        new("Level", result => result.Level),
        new("Files", result => result.Files) { Right = true },
        new("Bytes", result => result.Bytes) { Right = true },
        new("BackedUpAt", result => result.BackedUpAt),
        new("DurationMs", result => result.DurationMs) { Right = true },
        new("Problems", result => string.Join("; ", result.Problems)),
    ];

    public static Command Create(CliConsole console)
    {
        var id = new Argument<string?>("ID") { Description = "The backup's id, its time where that is unique, or latest for the newest of each server; all backups when omitted.", Arity = ArgumentArity.ZeroOrOne };
        var server = new Option<string?>("--server") { Description = "With latest: only the newest of this server.", HelpName = "NAME" };
        var store = BackupArguments.Store();
        var config = SharedOptions.ConfigPath();
        var deep = new Option<bool>("--deep") { Description = "Read every file in every archive." };
        var drill = new Option<bool>("--restore") { Description = "Restore into a temporary folder and compare there." };
        var sample = SamplePercent();
        var identity = BackupArguments.Identity();
        var output = SharedOptions.Output();
        var verb = new Command("verify", "Prove that a backup is as it was written. Exit codes: 0 valid, 1 damaged.") { id, server, store, config, deep, drill, sample, identity, output };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(server) is not null && !LatestBackups.IsMeant(result.GetValue(id)))
            {
                result.AddError("--server goes with latest only: 'mcpops backup verify latest --server NAME'.");
            }
        });
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var named = await BackupArguments.FindServerAsync(console, parsed.GetValue(id)?.Split('/')[0], parsed.GetValue(config), cancellationToken);
            var context = console.Context with { Progress = BackupProgressLine.For(console) };
            var options = new VerifyOptions
            {
                Deep = parsed.GetValue(deep),
                Restore = parsed.GetValue(drill),
                Sample = parsed.GetValue(sample) / 100,
                Identity = parsed.GetValue(identity),
            };
            var results = new List<McpBackupVerification>();
            var lacks = false;

            // One store that is empty or away does not keep the others from being verified.
            void Fail(McpOpsException exception)
            {
                lacks = true;
                console.WriteError($"error {exception.ErrorId}: {exception.Message}");
            }

            if (LatestBackups.IsMeant(parsed.GetValue(id)))
            {
                var servers = await BackupArguments.InventoryAsync(console, parsed.GetValue(config), cancellationToken);
                results.AddRange(await new LatestBackups(context).VerifyAsync(parsed.GetValue(store), parsed.GetValue(server), servers, options, Fail, cancellationToken));
            }
            else if (parsed.GetValue(id) is { } one)
            {
                var location = await BackupArguments.FindStoreAsync(console, parsed.GetValue(store), named, parsed.GetValue(config), cancellationToken);
                results.Add(await new BackupVerifier(context, BackupStores.Open(location)).VerifyAsync(one, options, cancellationToken));
                ResultWriter.WriteOne(console, parsed.GetValue(output), results[0], Columns);
                WriteRecovery(console, parsed.GetValue(output), results);
                return ExitCode(console, results);
            }
            else
            {
                foreach (var location in await BackupArguments.FindStoresAsync(console, parsed.GetValue(store), null, parsed.GetValue(config), cancellationToken))
                {
                    try
                    {
                        results.AddRange(await new BackupVerifier(context, BackupStores.OpenExisting(location)).VerifyAllAsync(options, cancellationToken));
                    }
                    catch (McpOpsException exception)
                    {
                        Fail(exception);
                    }
                }
            }

            if (parsed.GetValue(server) is not null && results.Count == 1)
            {
                ResultWriter.WriteOne(console, parsed.GetValue(output), results[0], Columns);
            }
            else
            {
                ResultWriter.WriteAll(console, parsed.GetValue(output), results, Columns);
            }

            WriteRecovery(console, parsed.GetValue(output), results);
            return ExitCode(console, results) is var code && lacks ? ExitCodes.Failed : code;
        });
        return verb;
    }

    // What a drill is made for: a narrow table has no room for it.
    private static void WriteRecovery(CliConsole console, OutputFormat format, IReadOnlyList<McpBackupVerification> results)
    {
        foreach (var drill in format is OutputFormat.Table ? results.Where(result => result is { Level: "Restore", BackedUpAt: not null }) : [])
        {
            console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{drill.Id}: recovery time {drill.DurationMs / 1000:0.0} s, recovery point {drill.BackedUpAt:yyyy-MM-dd HH:mm:ss}"));
        }
    }

    private static int ExitCode(CliConsole console, IReadOnlyList<McpBackupVerification> results)
    {
        foreach (var result in results)
        {
            foreach (var problem in result.Problems)
            {
                console.WriteError($"error BackupDamaged: {result.Id}: {problem}");
            }
        }

        return results.All(result => result.Status is VerificationStatus.Valid) ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static Option<double?> SamplePercent()
    {
        var option = new Option<double?>("--sample-percent") { Description = "Read only so many percent, 0.1 to 100, and go on there the next time.", HelpName = "PERCENT" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var percent) && percent is not (>= 0.1 and <= 100))
            {
                result.AddError($"--sample-percent takes a number from 0.1 to 100; not {result.Tokens[0].Value}.");
            }
        });
        return option;
    }
}
