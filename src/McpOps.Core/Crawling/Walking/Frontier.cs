using System.Security.Cryptography;
using System.Text;

namespace McpOps.Crawling.Walking;

/// <summary>The pages that wait, in the order of the walk, and a short hash of every page that was ever among them.</summary>
internal sealed class Frontier(WalkOrder order)
{
    private readonly PriorityQueue<FrontierEntry, (double First, long Second)> _waiting = new();
    private readonly HashSet<(ulong High, ulong Low)> _seen = [];
    private long _count;

    public int Count => _waiting.Count;

    /// <summary>Notes an address as known; false when it was.</summary>
    public bool IsNew(Uri cleaned)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(PageKey.Of(cleaned)), hash);
        return _seen.Add((BitConverter.ToUInt64(hash), BitConverter.ToUInt64(hash[8..])));
    }

    public void Add(FrontierEntry entry)
    {
        _count++;
        _waiting.Enqueue(entry, order switch
        {
            WalkOrder.DepthFirst => (0, -_count),
            WalkOrder.BestFirst => (-entry.Promise, _count),
            _ => (entry.Depth, _count),
        });
    }

    public bool TryTake(out FrontierEntry entry) => _waiting.TryDequeue(out entry!, out _);
}
