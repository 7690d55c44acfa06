using McpOps.Auditing.Files;
using McpOps.Auditing.Host;
using McpOps.Auditing.Tools;
using McpOps.Files;
using McpOps.Protocol;
using McpOps.Servers;
using Accounts = McpOps.Auditing.Host.Accounts;

namespace McpOps.Auditing;

/// <summary>Writes what servers offer and run now into the lock file.</summary>
/// <param name="context">The clock.</param>
public sealed class ToolAcceptance(EngineContext context)
{
    private static readonly string[] Taken = ["tools", "files", "accounts"];

    /// <summary>Accepts the tools and files of the servers, and the accounts of the host; of areas that are named, those alone.</summary>
    /// <param name="options">The servers, the areas, and where the lock file is.</param>
    /// <param name="reason">Why; it is written beside them.</param>
    /// <param name="write">False to show only what would be accepted.</param>
    /// <param name="cancellationToken">Ends the work; nothing is written then.</param>
    /// <exception cref="McpOpsException">AcceptReasonMissing, AuditAreaUnknown (an area of which nothing can be accepted), UnexpectedArgument (files alone of a server whose tools were never accepted), FolderNotAnswering, LockNotReadable, LockNotWritable; the verdict of a server that does not answer; ToolListUnstable.</exception>
    public async Task<IReadOnlyList<McpAcceptance>> AcceptAsync(AuditOptions options, string? reason, bool write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new McpOpsException("AcceptReasonMissing", McpErrorCategory.InvalidArgument, "Say why the tools are accepted: --reason \"…\" (-Reason). Whoever reads the lock file next year asks.");
        }

        Refuse(options.Areas);
        var (takesTools, takesFiles) = (Takes(options, "tools"), Takes(options, "files"));
        var path = options.LockPath ?? options.Beside(ToolLock.FileName);
        var locked = await ToolLock.ReadAsync(path, cancellationToken);
        if (await SilentServers.FindAsync(options.Servers.Where(server => server.Enabled), cancellationToken) is { Count: > 0 } silent)
        {
            var (server, folder) = silent.First();
            throw new McpOpsException("FolderNotAnswering", McpErrorCategory.OperationTimeout, $"{server.Name}: '{folder}': {AnsweringFolders.Silence}", folder);
        }

        var accepted = new List<McpAcceptance>();
        var servers = options.Servers.Where(server => server.Enabled).ToList();
        var lists = takesTools ? await new ToolReader(context).ReadAsync([.. servers.Where(IsSpoken)], options, cancellationToken) : [];
        foreach (var list in lists)
        {
            Check(list);
        }

        // Who is no MCP server has no tools, and files all the same.
        foreach (var server in servers.Where(server => takesTools || takesFiles))
        {
            var before = locked.Servers.GetValueOrDefault(server.Name);
            if (!takesTools && IsSpoken(server) && before is null)
            {
                throw new McpOpsException("UnexpectedArgument", McpErrorCategory.InvalidArgument, $"Nothing of {server.Name} was accepted yet: with its files alone each of its tools would be new. Name the area tools too, or no area.", server.Name);
            }

            var now = (lists.FirstOrDefault(list => list.Server == server)?.Locked ?? before ?? new LockedServer()) with { AcceptedAt = context.Time.GetUtcNow(), Reason = reason, Files = before?.Files, Folders = before?.Folders };
            var files = takesFiles ? ServerFiles.Take(server, cancellationToken) : null;
            now = files is null ? now : now with { Files = files.Files, Folders = files.Folders };
            accepted.Add(Accepted(server, before, now, takesTools, files) with { Reason = reason, Path = path });
            locked.Servers[server.Name] = now;
        }

        if (write && (accepted.Count > 0 || !(takesTools || takesFiles)))
        {
            locked = Takes(options, "accounts") ? locked with { Accounts = AccountList.Of(Accounts.Read(path => path)) ?? locked.Accounts } : locked;
            await locked.WriteAsync(path, cancellationToken);
        }

        return accepted;
    }

    private static bool IsSpoken(McpServer server) => server.Transport is not McpTransport.None;

    private static void Refuse(IReadOnlyList<string> areas)
    {
        if (areas.FirstOrDefault(name => !Taken.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } other)
        {
            throw new McpOpsException("AuditAreaUnknown", McpErrorCategory.InvalidArgument, $"Of the area '{other}' nothing can be accepted: only of {string.Join(", ", Taken)}. What is known of others goes into a baseline or a suppression.", other);
        }
    }

    private static bool Takes(AuditOptions options, string area) => options.Areas.Count == 0 || options.Areas.Contains(area, StringComparer.OrdinalIgnoreCase);

    private void Check(ServerTools list)
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
    }

    private static McpAcceptance Accepted(McpServer server, LockedServer? before, LockedServer now, bool takesTools, ServerFileSet? files)
    {
        var tools = takesTools && before is not null ? Drift.Between(before, now).ToList() : [];
        var old = before?.Files;
        var changed = files is not null && old is not null ? FileChanges.Between(old, files.Files).ToList() : [];
        return new McpAcceptance
        {
            Server = server.Name,
            Tools = takesTools ? now.Tools.Count : 0,
            Changed = takesTools && before is null ? now.Tools.Count : tools.Count,
            Files = files?.Files.Count ?? 0,
            FilesChanged = files is null ? 0 : old is null ? files.Files.Count : old.Keys.Union(files.Files.Keys, StringComparer.Ordinal).Count(name => old.GetValueOrDefault(name) != files.Files.GetValueOrDefault(name)),
            Changes = [.. tools.Select(one => $"{one.Name ?? "instructions"}: {one.Evidence}"), .. changed.Select(one => $"{one.Path}: {one.Evidence}")],
            Reason = "",
            Path = "",
        };
    }
}
