using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>The tools that this session has seen, for completion: it opens no connection of its own.</summary>
internal sealed class SeenTools
{
    // A fleet of a thousand servers has some ten thousand; what is more is not worth the memory.
    private const int Most = 50_000;

    // Each runspace is a session of its own, and takes what it has seen with it.
    private static readonly ConditionalWeakTable<Runspace, SeenTools> Sessions = [];
    private readonly HashSet<(string Server, string Target, string Tool)> _seen = [];

    /// <summary>What the session of this thread has seen.</summary>
    public static SeenTools OfSession() => Runspace.DefaultRunspace is { } session ? Sessions.GetOrCreateValue(session) : new SeenTools();

    /// <summary>Remembers a tool.</summary>
    public void Add(McpServer server, string tool)
    {
        lock (_seen)
        {
            if (_seen.Count < Most)
            {
                _seen.Add((server.Name, server.Target, tool));
            }
        }
    }

    /// <summary>The tools of the server that is named or at an address; of all when neither is given.</summary>
    public IReadOnlyList<string> Find(string? server, string? target)
    {
        lock (_seen)
        {
            return [.. _seen.Where(one => (server is null || one.Server.Equals(server, StringComparison.OrdinalIgnoreCase)) && (target is null || one.Target == target)).Select(one => one.Tool)];
        }
    }
}
