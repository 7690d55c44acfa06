using System.Management.Automation;
using McpOps.Backups.Stores;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>What the cmdlets over backups share: the store, and where the inventory is.</summary>
public abstract class BackupCmdlet : McpCmdlet
{
    /// <summary>Where backups are kept: a folder, s3://bucket/prefix or az://account/container/prefix. The destination that the inventory names for the server, or for all of them, when omitted.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Store { get; set; }

    /// <summary>The inventory file; looked for in its usual places when omitted.</summary>
    [Parameter]
    public string? ConfigPath { get; set; }

    /// <summary>A path of PowerShell, or the address of a bucket, as the engine takes it.</summary>
    private protected string? StoreLocation => Store is null || Store.Contains("://", StringComparison.Ordinal) ? Store : GetUnresolvedProviderPathFromPSPath(Store);

    /// <summary>The store that is named, or the one that the inventory names.</summary>
    private protected static async Task<IBackupStore> OpenStoreAsync(string? server, string? location, ServerInput input, CancellationToken cancellationToken) =>
        BackupStores.Open(location ?? await FindStoreAsync(server is null ? null : await FindServerAsync(server, input, cancellationToken), input, cancellationToken));

    /// <summary>The stores that are meant: the one that is named, that of the server, or all that the inventory names.</summary>
    private protected static async Task<IReadOnlyList<string>> FindStoresAsync(string? server, string? location, ServerInput input, CancellationToken cancellationToken) =>
        (location ?? (server is null ? null : (await FindServerAsync(server, input, cancellationToken))?.Backup?.Destination)) is { } one
            ? [one] : BackupStores.All(await input.ServersAsync([], all: true, _ => { }, cancellationToken));

    /// <summary>Whether it only says what it would do: -WhatIf, or its preference.</summary>
    private protected bool IsDryRun => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given) ? LanguagePrimitives.IsTrue(given) : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <summary>True when nothing is asked: it is forced, and neither -WhatIf nor -Confirm was given.</summary>
    private protected bool IsSettled(bool forced)
    {
        var bound = MyInvocation.BoundParameters;
        return forced && !IsDryRun && !bound.ContainsKey("Confirm");
    }

    /// <summary>Where the inventory keeps the backups of a server, else of all of them.</summary>
    private protected static async Task<string> FindStoreAsync(McpServer? server, ServerInput input, CancellationToken cancellationToken) =>
        server?.Backup?.Destination ?? BackupStores.Shared(await input.ServersAsync([], all: true, _ => { }, cancellationToken));

    /// <summary>The server of the inventory that a name means; null where there is none.</summary>
    private protected static async Task<McpServer?> FindServerAsync(string name, ServerInput input, CancellationToken cancellationToken)
    {
        McpServer? found = null;
        foreach (var server in await input.ServersAsync([name], all: false, _ => { }, cancellationToken))
        {
            found ??= server;
        }

        return found is { Origin: ServerOrigin.Inventory } ? found : null;
    }

    /// <summary>The server of an id, which is SERVER/TIME.</summary>
    private protected static string ServerOf(string id) => id.Split('/')[0];
}
