using System.Net;

namespace McpOps.Cli.Hosting;

/// <summary>The host names that a request may name: others mean that a web page made a browser send it here (DNS rebinding).</summary>
/// <param name="allowed">The names beside the loopback ones.</param>
internal sealed class HostNames(IEnumerable<string> allowed)
{
    private readonly HashSet<string> _allowed = new(allowed.Append("localhost"), StringComparer.OrdinalIgnoreCase);

    public bool Allows(string host)
    {
        var name = host.Trim('[', ']');
        return _allowed.Contains(name) || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }
}
