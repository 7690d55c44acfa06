using System.Globalization;
using System.Net;
using McpOps.Servers;

namespace McpOps.Capacity.Resources;

/// <summary>Finds the process on this machine that listens on a server's port.</summary>
/// <remarks>Linux: the socket's inode in <c>/proc/net/tcp</c>, then the descriptor that names it. Elsewhere nobody tells without a further tool.</remarks>
internal static class PortOwner
{
    private const string Listening = "0A";

    /// <summary>The process; null for another machine, another system, or another account's process.</summary>
    public static int? Find(McpConnection connection) =>
        OperatingSystem.IsLinux() && connection.Url is { } url && new Uri(url) is var address
        && (address.IsLoopback || (IPAddress.TryParse(address.Host, out var literal) && IPAddress.IsLoopback(literal)))
            ? Find(address.Port)
            : null;

    private static int? Find(int port)
    {
        try
        {
            var sockets = new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(Rows)
                .Where(row => row[3] == Listening && row[1].EndsWith(":" + port.ToString("X4", CultureInfo.InvariantCulture), StringComparison.Ordinal))
                .Select(row => $"socket:[{row[9]}]").ToHashSet(StringComparer.Ordinal);
            return sockets.Count == 0 ? null : Directory.EnumerateDirectories("/proc")
                .Select(folder => int.TryParse(Path.GetFileName(folder.AsSpan()), CultureInfo.InvariantCulture, out var id) ? id : 0)
                .Where(id => id > 0).Cast<int?>().FirstOrDefault(id => Holds(id!.Value, sockets));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<string[]> Rows(string path) =>
        File.ReadLines(path).Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(row => row.Length > 9);

    private static bool Holds(int processId, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{processId}/fd").Any(link => new FileInfo(link).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended, or belongs to another account.
            return false;
        }
    }
}
