using System.Runtime.CompilerServices;
using McpOps.Auditing.Configurations;
using McpOps.Auditing.Host;
using McpOps.Auditing.Rules.Permissions;
using McpOps.Auditing.Secrets;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Auditing.Areas;

/// <summary>Who may read the secrets, and who may change what the servers run.</summary>
internal sealed class PermissionsArea : IAuditArea
{
    public string Name => "permissions";

    public async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            yield return scope.Findings.NotChecked(Name, "files", "Owners and modes are read on Linux only.");
            yield break;
        }

        var accounts = Accounts.Read(scope.Host) ?? new Accounts { Users = [], Groups = [] };
        await foreach (var file in SecretFilesAsync(scope, cancellationToken))
        {
            if (FileOwner.Of(file) is { } owner)
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
        foreach (var server in scope.Options.Servers)
        {
            foreach (var path in RunFiles.Of(server, search).SelectMany(RunFiles.Chain))
            {
                foreach (var (rule, evidence) in Judge(path, accounts).Where(found => seen.Add((found.Rule, path))))
                {
                    yield return scope.Findings.Make(rule, path, evidence, server.Name);
                }
            }

            if (RootProcess(server) is { } root)
            {
                yield return scope.Findings.Make("PERM004", server.Service?.Name ?? server.Target, root, server.Name);
            }
        }
    }

    private static IEnumerable<(string Rule, string Evidence)> Judge(string path, Accounts accounts)
    {
        if (FileOwner.Of(path) is not { } owner)
        {
            yield break;
        }

        if (WritableByOthers.Judge(owner, accounts) is { } writable)
        {
            yield return (WritableByOthers.Id, writable);
        }

        if (WrongOwner.Judge(owner, accounts) is { } wrong)
        {
            yield return (WrongOwner.Id, wrong);
        }
    }

    // Files that hold a secret as it is, environment files and private keys; what holds references alone may be read by all.
    private static async IAsyncEnumerable<string> SecretFilesAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var paths = scope.Options.Paths ?? ServerPaths.FromProcess();
        foreach (var document in ClientDocument.ReadAll(paths, scope.Options.InventoryPath, cancellationToken))
        {
            if (ConfiguredSecrets.In(document).Any())
            {
                yield return document.Path;
            }
        }

        foreach (var file in EnvironmentFiles.Of(scope.Options.Servers).Where(File.Exists))
        {
            yield return file;
        }
    }

    // A process of the server that listens on its port or whose command line is its service's.
    private static string? RootProcess(McpServer server)
    {
        if (server.Service is not { Kind: "process" or "systemd" } service || server.Ports.Count == 0)
        {
            return null;
        }

        var owners = PortOwners.All();
        var process = server.Ports.Select(port => owners.TryGetValue(port, out var id) ? id : 0).FirstOrDefault(id => id > 0);
        return process > 0 && FileOwner.Of($"/proc/{process}") is { Uid: 0 } ? $"process {ProcessTable.Get(process)?.Name} of {service.Kind} {service.Name} runs as root" : null;
    }
}
