using System.Globalization;
using System.Runtime.CompilerServices;
using McpOps.Auditing.Files;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Auditing.Areas;

/// <summary>Whether the files that the servers run are those that somebody accepted.</summary>
internal sealed class FilesArea : IAuditArea
{
    private const int MostRecent = 20;
    private const string Take = "Take them with 'mcpops audit --accept --reason …' (Test-McpSecurity -Accept -Reason …).";

    public string Name => "files";

    public bool Reads(McpServer server) => true;

    public async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var locked = await ToolLock.ReadAsync(scope.Options.LockPath ?? scope.Options.Beside(ToolLock.FileName), cancellationToken);
        var (without, unaccepted) = (new List<string>(), new List<string>());
        foreach (var server in scope.Local)
        {
            var accepted = locked.Servers.GetValueOrDefault(server.Name);
            var now = await Task.Run(() => ServerFiles.Take(server, cancellationToken, accepted?.Files?.Keys), cancellationToken);
            foreach (var problem in now.Problems)
            {
                yield return scope.Findings.NotChecked(Name, server.Target, problem, server.Name);
            }

            if (now.Files.Count == 0)
            {
                without.Add(server.Name);
                continue;
            }

            // Where nothing was known of a server's files when it was accepted, nobody can say what changed since.
            if (accepted is not { Files: { } files } || (files.Count == 0 && accepted.Folders is not { Count: > 0 }))
            {
                unaccepted.Add(server.Name);
                foreach (var finding in Recent(scope, server, now.Files.Keys))
                {
                    yield return finding;
                }

                continue;
            }

            var unknown = FileChanges.NeverAccepted(accepted, now);
            foreach (var (folder, paths) in unknown)
            {
                yield return scope.Findings.NotChecked(Name, folder, string.Create(CultureInfo.InvariantCulture, $"{paths.Count} {(paths.Count == 1 ? "file" : "files")} below it {(paths.Count == 1 ? "was" : "were")} never accepted: the folder was none of {server.Name}'s when its files were, so only what was written lately is shown. {Take}"), server.Name);
            }

            var later = unknown.Values.SelectMany(paths => paths).ToHashSet(StringComparer.Ordinal);
            foreach (var change in FileChanges.Between(files, OrdinalMap<LockedFile>.Of(now.Files.Where(pair => !later.Contains(pair.Key)))))
            {
                yield return scope.Findings.Make("FILE001", change.Path, change.Evidence, server.Name, identity: change.Identity);
            }

            foreach (var finding in Recent(scope, server, later))
            {
                yield return finding;
            }
        }

        if (without.Count > 0 || scope.Options.Servers.Count == 0)
        {
            yield return scope.Findings.NotCheckedOf(Name, "servers", without.Count > 0 ? $"No file that {ServerNames.Of(without)} would run is on this machine, or this account may not see it." : "There is no server whose files could be looked at.", without);
        }

        if (unaccepted.Count > 0)
        {
            yield return scope.Findings.NotCheckedOf(Name, "accepted files", $"No files of {ServerNames.Of(unaccepted)} were accepted yet, so only what was written lately is shown. {Take}", unaccepted);
        }
    }

    private static IEnumerable<McpFinding> Recent(AuditScope scope, McpServer server, IEnumerable<string> paths)
    {
        var since = scope.Context.Time.GetUtcNow().UtcDateTime - scope.Options.Window;
        return paths.Select(path => new FileInfo(path)).Where(file => file.Exists && file.LastWriteTimeUtc > since).OrderByDescending(file => file.LastWriteTimeUtc).Take(MostRecent)
            .Select(file => scope.Findings.Make("FILE002", file.FullName, string.Create(CultureInfo.InvariantCulture, $"written {file.LastWriteTimeUtc:yyyy-MM-dd HH:mm:ss}Z"), server.Name));
    }
}
