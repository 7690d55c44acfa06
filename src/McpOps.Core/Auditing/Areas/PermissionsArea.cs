using System.Globalization;
using System.Runtime.CompilerServices;
using McpOps.Auditing.Configurations;
using McpOps.Auditing.Host;
using McpOps.Auditing.Rules.Permissions;
using McpOps.Auditing.Secrets;
using McpOps.Auditing.Suppressions;
using McpOps.Files;
using McpOps.Platform;
using McpOps.Protocol;
using McpOps.Servers;
using Accounts = McpOps.Auditing.Host.Accounts;

namespace McpOps.Auditing.Areas;

/// <summary>Who may read the secrets, and who may change what the servers run.</summary>
internal sealed class PermissionsArea : IAuditArea
{
    public string Name => "permissions";

    public bool Reads(McpServer server) => true;

    public async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            var secrets = SecretFiles(scope, ClientDocument.ReadAll(scope.Options.Paths ?? ServerPaths.FromProcess(), scope.Options.InventoryPath, cancellationToken)).ToList();
            foreach (var finding in WindowsPermissions.Inspect(scope, Name, secrets))
            {
                yield return finding;
            }

            yield break;
        }

        if (!OperatingSystem.IsLinux())
        {
            yield return scope.Findings.NotChecked(Name, "files", "Owners and modes are read on Linux, and access control lists on Windows.");
            yield break;
        }

        var accounts = Accounts.Read(scope.Host) ?? new Accounts { Users = [], Groups = [] };
        if (accounts.Users.Count == 0)
        {
            yield return scope.Findings.NotChecked(Name, "accounts", "/etc/passwd cannot be read, so nobody knows who is in a group, and which owners have no account.");
        }

        var documents = await Task.Run(() => ClientDocument.ReadAll(scope.Options.Paths ?? ServerPaths.FromProcess(), scope.Options.InventoryPath, cancellationToken), cancellationToken);
        foreach (var document in documents.Where(document => document.Problem is not null))
        {
            yield return scope.Findings.NotChecked(Name, document.Path, $"It cannot be read, so nobody knows whether it holds secrets that others may read: {document.Problem}");
        }

        foreach (var named in SecretFiles(scope, documents))
        {
            // What a link leads to holds the secrets; its own mode says nothing, and chmod would follow it.
            var file = File.ResolveLinkTarget(named, returnFinalTarget: true)?.FullName ?? named;
            if (file != named && !FileSystem.MayFollow(Path.GetFullPath(named), file))
            {
                yield return scope.Findings.NotChecked(Name, named, "It is a link of another account and leads to what is not its own: it is not followed.");
            }
            else if (FileOwner.Of(file) is { } owner)
            {
                if (SecretReadable.Judge(owner, accounts) is { } evidence)
                {
                    yield return scope.Findings.Make(SecretReadable.Id, file, evidence, identity: Convert.ToString(owner.Mode, 8));
                }
            }
            else
            {
                yield return scope.Findings.NotChecked(Name, file, "This account may not look at it.");
            }
        }

        var search = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var seen = new HashSet<(string, string)>();
        var without = new List<string>();
        foreach (var server in scope.Local)
        {
            var files = RunFiles.Of(server, search, scope.Host).ToList();
            if (files.Count == 0)
            {
                without.Add(server.Name);
            }

            var unit = server.Service is { Kind: "systemd" } service ? UnitFile.Of(service.Name, scope.Host) : null;
            foreach (var path in files.SelectMany(RunFiles.Chain).Distinct(StringComparer.Ordinal))
            {
                if (FileOwner.Of(path) is not { } owner)
                {
                    yield return scope.Findings.NotChecked(Name, path, "This account may not look at it.", server.Name);
                    continue;
                }

                foreach (var (rule, evidence) in Judge(owner, accounts, unit).Where(found => seen.Add((found.Rule, path))))
                {
                    // Several servers may run it: it is the same finding, whichever of them is audited first.
                    yield return scope.Findings.Make(rule, path, evidence, server.Name) with { Fingerprint = FindingMaker.Fingerprint(rule, null, path, "") };
                }
            }

            foreach (var folder in files.Where(path => Directory.Exists(path) && Path.GetDirectoryName(Path.GetFullPath(path)) is not (null or "/")))
            {
                var (below, problems) = await Task.Run(() => WritableBelow.Find(folder, accounts, cancellationToken), cancellationToken);
                foreach (var (path, evidence) in below.Where(found => seen.Add((WritableByOthers.Id, found.Path == folder ? folder + "/" : found.Path))))
                {
                    yield return path == folder ? scope.Findings.Make(WritableByOthers.Id, path, evidence, server.Name, fix: $"chmod -R go-w {FindingText.Word(path)}") with { Fingerprint = FindingMaker.Fingerprint(WritableByOthers.Id, null, path, "below") }
                        : scope.Findings.Make(WritableByOthers.Id, path, evidence, server.Name) with { Fingerprint = FindingMaker.Fingerprint(WritableByOthers.Id, null, path, "") };
                }

                if (problems.Count > 0)
                {
                    yield return scope.Findings.NotChecked(Name, folder, problems.Count == 1 ? problems[0] : $"{problems[0]} (and {problems.Count - 1} more)", server.Name);
                }
            }

            // Configuration says what is run as well: a hook, a command, an address.
            foreach (var path in SavedConfiguration.Paths(server).Concat(SavedConfiguration.Files(server).Select(file => file.FullName)).Distinct(StringComparer.Ordinal))
            {
                if (FileOwner.Of(path) is { } owner && WritableByOthers.Judge(owner, accounts) is { } writable && seen.Add((WritableByOthers.Id, path)))
                {
                    yield return scope.Findings.Make(WritableByOthers.Id, path, $"{writable}; it is configuration that its backups save", server.Name) with { Fingerprint = FindingMaker.Fingerprint(WritableByOthers.Id, null, path, "") };
                }
            }

            if (RootProcess(server, unit) is { } root)
            {
                var contained = File.Exists(scope.Host("/.dockerenv")) || File.Exists(scope.Host("/run/.containerenv"));
                yield return scope.Findings.Make("PERM004", server.Service?.Name ?? server.Target, root, server.Name, severity: contained ? AuditSeverity.Medium : null);
            }
        }

        // Whoever may write what an audit is held against, or what says which programs are run, decides what it finds.
        foreach (var path in Deciding(scope).SelectMany(RunFiles.Chain).Distinct(StringComparer.Ordinal))
        {
            if (FileOwner.Of(path) is { } owner && WritableByOthers.Judge(owner, accounts) is { } writable && seen.Add((WritableByOthers.Id, path)))
            {
                yield return scope.Findings.Make(WritableByOthers.Id, path, $"{writable}; inventory, lock file or suppressions are there");
            }
        }

        if (without.Count > 0 || scope.Options.Servers.Count == 0)
        {
            yield return scope.Findings.NotCheckedOf(Name, "servers", without.Count > 0 ? $"Nothing that {ServerNames.Of(without)} would run is on this machine, or this account may not see it: programs, scripts, folders and units were not looked at." : "There is no server whose files could be looked at.", without);
        }
    }

    private static IEnumerable<string> Deciding(AuditScope scope) =>
        new[] { scope.Options.InventoryPath, scope.Options.LockPath ?? scope.Options.Beside(ToolLock.FileName), scope.Options.SuppressionPath ?? scope.Options.Beside(SuppressionFile.FileName), scope.Options.BaselinePath }
            .OfType<string>().Select(Path.GetFullPath).Where(File.Exists);

    private static IEnumerable<(string Rule, string Evidence)> Judge(FileOwner owner, Accounts accounts, UnitFile? unit)
    {
        if (WritableByOthers.Judge(owner, accounts) is { } writable)
        {
            yield return (WritableByOthers.Id, writable);
        }

        if (WrongOwner.Judge(owner, accounts, unit is { IsDynamic: false, User: { } user } ? user : null) is { } wrong)
        {
            yield return (WrongOwner.Id, wrong);
        }
    }

    // Files that hold a secret as it is, environment files and private keys; what holds references alone may be read by all.
    private static IEnumerable<string> SecretFiles(AuditScope scope, IReadOnlyList<ClientDocument> documents) =>
        documents.Where(document => ConfiguredSecrets.In(document).Any()).Select(document => document.Path).Concat(EnvironmentFiles.Of(scope.Local).Where(File.Exists));

    // The unit says who will run it; a process that listens on its port, who does.
    private static string? RootProcess(McpServer server, UnitFile? unit)
    {
        if (unit is { IsRoot: true })
        {
            return $"{unit.Path} names no account (User=)";
        }

        return RunningProcess.Of(server) is ({ } process, var port) && FileOwner.Of($"/proc/{process.Id}") is { Uid: 0 }
            ? string.Create(CultureInfo.InvariantCulture, $"its process {process.Name}{(port is null ? "" : $", which listens on port {port},")} runs as root") : null;
    }
}
