using McpOps.Auditing.Files;
using McpOps.Auditing.Host;
using McpOps.Auditing.Tools;
using McpOps.Files;
using McpOps.Protocol;
using McpOps.Servers;
using Accounts = McpOps.Auditing.Host.Accounts;

namespace McpOps.Auditing;

/// <summary>The tools of a server, accepted as they are now.</summary>
public sealed record McpAcceptance
{
    /// <summary>The server's name.</summary>
    public required string Server { get; init; }

    /// <summary>How many tools it offers.</summary>
    public required int Tools { get; init; }

    /// <summary>How many differences to what was accepted before were taken; all tools of a server that is new.</summary>
    public required int Changed { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>The lock file.</summary>
    public required string Path { get; init; }
}

/// <summary>Writes what servers offer now into the lock file.</summary>
/// <param name="context">The clock.</param>
public sealed class ToolAcceptance(EngineContext context)
{
    /// <summary>Accepts the tools of the servers.</summary>
    /// <param name="options">The servers, and where the lock file is.</param>
    /// <param name="reason">Why; it is written beside them.</param>
    /// <param name="write">False to show only what would be accepted.</param>
    /// <param name="cancellationToken">Ends the work; nothing is written then.</param>
    /// <exception cref="McpOpsException">AcceptReasonMissing, FolderNotAnswering, LockNotReadable, LockNotWritable; the verdict of a server that does not answer; ToolListUnstable.</exception>
    public async Task<IReadOnlyList<McpAcceptance>> AcceptAsync(AuditOptions options, string? reason, bool write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new McpOpsException("AcceptReasonMissing", McpErrorCategory.InvalidArgument, "Say why the tools are accepted: --reason \"…\" (-Reason). Whoever reads the lock file next year asks.");
        }

        var path = options.LockPath ?? options.Beside(ToolLock.FileName);
        var locked = await ToolLock.ReadAsync(path, cancellationToken);
        if (await SilentServers.FindAsync(options.Servers.Where(server => server.Enabled), cancellationToken) is { Count: > 0 } silent)
        {
            var (server, folder) = silent.First();
            throw new McpOpsException("FolderNotAnswering", McpErrorCategory.OperationTimeout, $"{server.Name}: '{folder}': {AnsweringFolders.Silence}", folder);
        }

        var accepted = new List<McpAcceptance>();
        foreach (var list in await new ToolReader(context).ReadAsync([.. options.Servers.Where(server => server.Enabled && server.Transport is not McpTransport.None)], options, cancellationToken))
        {
            if (list.Failure is { } failure)
            {
                throw failure;
            }

            if (Drift.Unlike(list.Locked, list.Again) is { } unlike)
            {
                throw new McpOpsException("ToolListUnstable", McpErrorCategory.InvalidData, $"{list.Server.Name}: its tool list differs between two calls ({unlike}), so there is nothing that could be accepted.", list.Server.Name);
            }

            foreach (var problem in list.Offered.Problems)
            {
                context.Warn("PartlyAccepted", $"{list.Server.Name}: {problem} Its tools are accepted, its prompts and resources are not.", list.Server.Name);
            }

            var before = locked.Servers.GetValueOrDefault(list.Server.Name);
            var taken = ServerFiles.Take(list.Server, cancellationToken);
            locked.Servers[list.Server.Name] = list.Locked with { Reason = reason, Files = taken.Files, Folders = taken.Folders };
            accepted.Add(new McpAcceptance { Server = list.Server.Name, Tools = list.Tools.Count, Changed = before is null ? list.Tools.Count : Drift.Between(before, list.Locked).Count(), Reason = reason, Path = path });
        }

        // Who is no MCP server has no tools, and files all the same.
        foreach (var server in options.Servers.Where(server => server.Enabled && server.Transport is McpTransport.None))
        {
            var taken = ServerFiles.Take(server, cancellationToken);
            locked.Servers[server.Name] = new LockedServer { AcceptedAt = context.Time.GetUtcNow(), Reason = reason, Files = taken.Files, Folders = taken.Folders };
            accepted.Add(new McpAcceptance { Server = server.Name, Tools = 0, Changed = 0, Reason = reason, Path = path });
        }

        if (write && accepted.Count > 0)
        {
            locked = locked with { Accounts = AccountList.Of(Accounts.Read(path => path)) ?? locked.Accounts };
            await locked.WriteAsync(path, cancellationToken);
        }

        return accepted;
    }
}
