using McpOps.Backups.Stores;
using McpOps.Servers;

namespace McpOps.Backups.Verification;

/// <summary>Verifies the newest backup of each server, in every store that is meant.</summary>
/// <param name="context">Where servers without a backup are told of.</param>
public sealed class LatestBackups(EngineContext context)
{
    /// <summary>Whether an id means them.</summary>
    /// <param name="id">What was given as id.</param>
    public static bool IsMeant(string? id) => "latest".Equals(id, StringComparison.OrdinalIgnoreCase);

    /// <summary>Verifies them.</summary>
    /// <param name="store">The store that is named; null for those that the servers name.</param>
    /// <param name="server">Only the newest of this server; of each when null.</param>
    /// <param name="servers">Those of the inventory.</param>
    /// <param name="options">How thoroughly.</param>
    /// <param name="failed">Takes a store that is empty or away, which does not keep the others from being verified.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="McpOpsException"><c>StoreMissing</c>, <c>VerifyConflict</c>, <c>BackupNotFound</c>: no store holds one.</exception>
    public async Task<IReadOnlyList<McpBackupVerification>> VerifyAsync(string? store, string? server, IReadOnlyList<McpServer> servers, VerifyOptions options, Action<McpOpsException> failed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(failed);
        var own = servers.FirstOrDefault(one => one.Name.Equals(server, StringComparison.OrdinalIgnoreCase));
        var places = (store ?? own?.Backup?.Destination) is { } named ? [named] : BackupStores.All(servers);
        var results = new List<McpBackupVerification>();
        var away = new HashSet<string>(StringComparer.Ordinal);
        foreach (var place in places)
        {
            try
            {
                results.AddRange(await new BackupVerifier(context, BackupStores.OpenExisting(place)).VerifyLatestAsync(own?.Name ?? server, options, cancellationToken));
            }
            catch (McpOpsException exception) when (places.Count > 1 && exception.ErrorId is not "VerifyConflict")
            {
                away.Add(place);
                failed(exception);
            }
        }

        if (results.Count == 0 && away.Count == 0)
        {
            throw new McpOpsException("BackupNotFound", McpErrorCategory.ObjectNotFound,
                $"There is no backup{(server is null ? "" : $" of '{server}'")} in '{string.Join("', '", places)}': nothing was verified. Make one with 'mcpops backup' (Invoke-McpBackup).", server ?? places[0]);
        }

        // A store that is named may be of other servers than the inventory's.
        foreach (var without in store is null && server is null ? servers.Where(one => one.Backup?.Destination is { } place && (one.Backup.Sets.Count > 0 || one.Databases.Count > 0) && !away.Contains(place) && !results.Any(result => result.Server.Equals(one.Name, StringComparison.OrdinalIgnoreCase))) : [])
        {
            context.Warn("BackupNotFound", $"'{without.Name}' has no backup: nothing of it was verified. Make one with 'mcpops backup {without.Name}' (Invoke-McpBackup).", without.Name);
        }

        return results;
    }
}
