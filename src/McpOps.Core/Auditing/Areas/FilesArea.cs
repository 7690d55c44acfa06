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

    public string Name => "files";

    public bool Reads(McpServer server) => true;

    public async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var locked = await ToolLock.ReadAsync(scope.Options.LockPath ?? scope.Options.Beside(ToolLock.FileName), cancellationToken);
        var (without, unaccepted) = (new List<string>(), new List<string>());
        foreach (var server in scope.Local)
        {
            var now = await Task.Run(() => ServerFiles.Take(server, cancellationToken), cancellationToken);
            foreach (var problem in now.Problems)
            {
                yield return scope.Findings.NotChecked(Name, server.Target, problem, server.Name);
            }

            if (now.Files.Count == 0)
            {
                without.Add(server.Name);
                continue;
            }

            if (locked.Servers.GetValueOrDefault(server.Name)?.Files is { } accepted)
            {
                foreach (var (path, evidence) in Changes(accepted, now.Files))
                {
                    yield return scope.Findings.Make("FILE001", path, evidence, server.Name, identity: now.Files.GetValueOrDefault(path)?.Sha256 ?? "");
                }

                continue;
            }

            unaccepted.Add(server.Name);
            var since = scope.Context.Time.GetUtcNow().UtcDateTime - scope.Options.Window;
            foreach (var file in now.Files.Keys.Select(path => new FileInfo(path)).Where(file => file.Exists && file.LastWriteTimeUtc > since).OrderByDescending(file => file.LastWriteTimeUtc).Take(MostRecent))
            {
                yield return scope.Findings.Make("FILE002", file.FullName, string.Create(CultureInfo.InvariantCulture, $"written {file.LastWriteTimeUtc:yyyy-MM-dd HH:mm:ss}Z"), server.Name);
            }
        }

        if (without.Count > 0 || scope.Options.Servers.Count == 0)
        {
            yield return scope.Findings.NotCheckedOf(Name, "servers", without.Count > 0 ? $"No file that {ServerNames.Of(without)} would run is on this machine, or this account may not see it." : "There is no server whose files could be looked at.", without);
        }

        if (unaccepted.Count > 0)
        {
            yield return scope.Findings.NotCheckedOf(Name, "accepted files", $"No files of {ServerNames.Of(unaccepted)} were accepted yet, so only what was written lately is shown. Take them with 'mcpops audit --accept --reason …' (Test-McpSecurity -Accept -Reason …).", unaccepted);
        }
    }

    private static IEnumerable<(string Path, string Evidence)> Changes(IReadOnlyDictionary<string, LockedFile> accepted, IReadOnlyDictionary<string, LockedFile> now) =>
        now.Where(pair => !accepted.TryGetValue(pair.Key, out var old) || old != pair.Value)
            .Select(pair => (pair.Key, !accepted.TryGetValue(pair.Key, out var old) ? "it is new"
                : old.Sha256 != pair.Value.Sha256 ? string.Create(CultureInfo.InvariantCulture, $"its content changed: {old.Size} → {pair.Value.Size} bytes") : $"its mode changed: {old.Mode} → {pair.Value.Mode}"))
            .Concat(accepted.Keys.Where(path => !now.ContainsKey(path)).Select(path => (path, "it is gone")));
}
