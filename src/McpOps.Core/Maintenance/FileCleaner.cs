using System.Globalization;
using System.Runtime.CompilerServices;
using McpOps.Files;
using McpOps.Maintenance.Files;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Maintenance;

/// <summary>Removes old files that the inventory names: by handles, never through a link, never outside; what is open, locked or another's stays.</summary>
/// <param name="context">The clock, progress and notices.</param>
/// <param name="paths">Where the home folder is; this process's paths when null.</param>
public sealed class FileCleaner(EngineContext context, ServerPaths? paths = null)
{
    // A few files of a small folder are no reason to ask.
    private const int FewFiles = 20;
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>Cleans. Every rule is checked before the first file goes.</summary>
    /// <param name="options">Which servers and rules.</param>
    /// <param name="cancellationToken">Ends the work between two files.</param>
    /// <returns>What went, would go, or stays although it is old.</returns>
    /// <exception cref="McpOpsException"><c>CleanRuleUnknown</c>, <c>CleanRootRefused</c> or <c>AccountUnknown</c>: nothing was removed.</exception>
    public async IAsyncEnumerable<McpCleanedFile> RunAsync(CleanOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var backups = options.Servers.Concat(options.Inventory).Select(server => server.Backup?.Destination).OfType<string>().Where(Path.IsPathFullyQualified).Distinct(StringComparer.Ordinal).ToList();
        var (work, folders) = (new List<(McpServer Server, McpCleanRule Rule, IReadOnlyList<CleanTarget> Targets, uint Owner)>(), new AnsweringFolders());
        foreach (var (server, named) in Rules(options))
        {
            var (answering, silent) = await folders.DivideAsync(named.Paths, path => context.Progress?.Report(new McpProgress("Cleaning", $"{server.Name}: {named.Name}: {path}", 0, null)), cancellationToken);
            foreach (var path in silent)
            {
                yield return new McpCleanedFile { Server = server.Name, Host = context.Host, Rule = named.Name, Path = path, Outcome = CleanOutcome.Failed, Reason = AnsweringFolders.Silence };
            }

            var rule = named with { Paths = answering };
            work.Add((server, rule, Targets(server, rule, backups), Owner(rule)));
        }

        if (work.Count == 0)
        {
            yield break;
        }

        var held = await Task.Run(() => HeldFiles.Look(), cancellationToken);
        if (held.Hidden > 0)
        {
            context.Logger.Log(Microsoft.Extensions.Logging.LogLevel.Information, default, $"{held.Hidden} processes of other accounts could not be asked what they have open.", null, (text, _) => text);
        }

        foreach (var (server, rule, targets, owner) in work)
        {
            foreach (var target in targets)
            {
                context.Progress?.Report(new McpProgress("Cleaning", $"{server.Name}: {rule.Name}: {target.Root}", 0, null));

                // In pieces, so that a hundred thousand records are not held twice.
                foreach (var file in await Task.Run(() => Clean(server, rule, target, owner, held, backups, options, cancellationToken), cancellationToken))
                {
                    yield return file;
                }
            }
        }
    }

    private static IReadOnlyList<(McpServer Server, McpCleanRule Rule)> Rules(CleanOptions options)
    {
        var all = options.Servers.SelectMany(server => server.Clean.Select(rule => (Server: server, Rule: rule))).ToList();
        return options.Rules.FirstOrDefault(name => !all.Exists(one => one.Rule.Name == name)) is { } unknown
            ? throw new McpOpsException("CleanRuleUnknown", McpErrorCategory.InvalidArgument,
                $"No server here has a rule '{unknown}' below \"clean\".{NearestName.Hint(unknown, all.Select(one => one.Rule.Name).Distinct(StringComparer.Ordinal))}", unknown)
            : [.. all.Where(one => options.Rules.Count == 0 || options.Rules.Contains(one.Rule.Name, StringComparer.Ordinal))];
    }

    private IReadOnlyList<CleanTarget> Targets(McpServer server, McpCleanRule rule, IReadOnlyCollection<string> backups)
    {
        var mounts = Mounts.All().Select(mount => mount.Path).ToHashSet(StringComparer.Ordinal);
        return [.. rule.Paths.Select(path =>
        {
            var target = CleanTarget.Parse(path);
            var shared = FileSystem.Stat(target.Root) is { Kind: FileKind.Folder } stat && CleanJudge.IsShared(stat);
            return target.Refusal(_paths.Home, mounts, backups, shared) is { } why
                ? throw new McpOpsException("CleanRootRefused", McpErrorCategory.InvalidData,
                    $"The rule '{rule.Name}' of '{server.Name}' names '{path}': '{target.Root}' {why}. Nothing was removed. Name a folder of the server's own.", path)
                : target;
        })];
    }

    /// <summary>What of the rules can only fail on this machine: their accounts, which it does not know.</summary>
    internal static IEnumerable<McpOpsException> Problems(IReadOnlyList<McpServer> servers)
    {
        var accounts = Accounts.Load();
        return servers.SelectMany(server => server.Clean).Where(rule => OwnerOf(rule, accounts) is null).Select(Unknown);
    }

    private static uint Owner(McpCleanRule rule) => OwnerOf(rule, Accounts.Load()) ?? throw Unknown(rule);

    private static uint? OwnerOf(McpCleanRule rule, Accounts accounts) =>
        rule.Owner is not { } name ? FileSystem.User : accounts.UserId(name, uint.MaxValue) is var id && id != uint.MaxValue ? id : null;

    private static McpOpsException Unknown(McpCleanRule rule) =>
        new("AccountUnknown", McpErrorCategory.InvalidData, $"This machine knows no account '{rule.Owner}', whose files the rule '{rule.Name}' cleans.", rule.Owner);

    private List<McpCleanedFile> Clean(McpServer server, McpCleanRule rule, CleanTarget target, uint owner, HeldFiles held, IReadOnlyCollection<string> backups, CleanOptions options, CancellationToken cancellationToken)
    {
        var records = new List<McpCleanedFile>();
        if (FileSystem.TryOpen(target.Root) is not { } folder)
        {
            if (FileSystem.Stat(target.Root) is not null)
            {
                records.Add(Record(target.Root, CleanOutcome.Left) with { Reason = "it is no folder: links are not followed" });
            }

            return records;
        }

        var scan = new CleanScan(target, backups, held, owner);
        var border = (Int128)(context.Time.GetUtcNow() - rule.OlderThan - DateTimeOffset.UnixEpoch).Ticks * 100;
        var old = scan.Run(folder, cancellationToken).Where(one => one.Newest < border).OrderBy(one => one.Newest).ToList();
        records.AddRange(scan.Lost.Select(lost => Record(lost.Path, CleanOutcome.Left) with { Reason = lost.Why }));
        records.AddRange(old.Where(one => one.Obstacle is not null).Select(one => Of(one, CleanOutcome.Left, one.Obstacle!)));
        var chosen = old.Where(one => one.Obstacle is null).ToList();
        var (files, bytes) = (chosen.Sum(one => one.Files), chosen.Sum(one => one.Bytes));
        if (!options.Force && TooMuch(rule, files, bytes, scan.SeenBytes) is { } much)
        {
            records.Add(Record(Path.Combine(target.Root, target.Pattern), CleanOutcome.Refused) with { Files = files, Bytes = bytes, Reason = much });
            if (!options.DryRun)
            {
                return records;
            }
        }

        var why = $"older than {TimeLength.Words(rule.OlderThan)}";
        if (options.DryRun)
        {
            records.AddRange(chosen.Select(one => Of(one, CleanOutcome.WouldRemove, why)));
            return records;
        }

        using var root = FileSystem.TryOpen(target.Root);
        foreach (var group in root is null ? [] : chosen.GroupBy(one => Convert.ToHexString(one.Folder)))
        {
            records.AddRange(new CleanRemoval(scan).Remove(root!, [.. group], cancellationToken)
                .Select(done => Of(done.Candidate, done.Why is null ? CleanOutcome.Removed : done.Failed ? CleanOutcome.Failed : CleanOutcome.Left, done.Why ?? why)));
        }

        return records;

        McpCleanedFile Record(string path, string outcome) => new() { Server = server.Name, Host = context.Host, Rule = rule.Name, Path = path, Outcome = outcome };

        McpCleanedFile Of(CleanCandidate one, string outcome, string reason) => Record(one.Path, outcome) with
        {
            Bytes = one.Bytes, Files = one.Files, Reason = reason, LastChanged = DateTimeOffset.UnixEpoch.AddTicks((long)(one.Newest / 100)).LocalDateTime,
        };
    }

    /// <summary>Why a rule would remove too much; null when it would not.</summary>
    internal static string? TooMuch(McpCleanRule rule, long files, long bytes, long seen) =>
        files > rule.MaxFiles ? string.Create(CultureInfo.InvariantCulture, $"{files} files would go, and maxFiles is {rule.MaxFiles}. Look with --dry-run (-WhatIf); then raise it, or force it once.")
        : files > FewFiles && bytes * 100.0 > seen * rule.MaxShare ? string.Create(CultureInfo.InvariantCulture, $"{bytes * 100.0 / Math.Max(1, seen):0} % of the bytes below the path would go, and maxShare is {rule.MaxShare:0.##}. Look with --dry-run (-WhatIf); then raise it, or force it once.")
        : null;
}
