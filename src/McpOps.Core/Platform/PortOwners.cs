using System.Globalization;

namespace McpOps.Platform;

/// <summary>Which process listens on which TCP port. On Linux from <c>/proc/net/tcp</c> and the open files of the processes; elsewhere .NET does not tell.</summary>
internal static class PortOwners
{
    private const string Listening = "0A";

    /// <summary>The process of each port that something listens on; a process that this account may not look into is left out.</summary>
    public static IReadOnlyDictionary<int, int> All()
    {
        var owners = new Dictionary<int, int>();
        if (!OperatingSystem.IsLinux())
        {
            return owners;
        }

        var sockets = new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(path => Sockets(File.ReadLines(path).Skip(1)))
            .DistinctBy(socket => socket.Handle).ToDictionary(socket => socket.Handle, socket => socket.Port, StringComparer.Ordinal);
        foreach (var process in LinuxProcesses.All().OrderBy(process => process.StartedAt))
        {
            foreach (var descriptor in LinuxProcesses.Descriptors(process.Id))
            {
                // A child that inherited the socket started later: the first is the owner.
                if (LinuxProcesses.Handle(process.Id, descriptor) is { } handle && sockets.TryGetValue(handle, out var port))
                {
                    owners.TryAdd(port, process.Id);
                }
            }
        }

        return owners;
    }

    // Columns of proc_net(5): 1 is the local address as HEX:PORT, 3 the state, 9 the inode.
    private static IEnumerable<(string Handle, int Port)> Sockets(IEnumerable<string> lines) => lines
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(fields => fields.Length > 9 && fields[3] == Listening)
        .Select(fields => ($"socket:[{fields[9]}]", int.Parse(fields[1].AsSpan(fields[1].LastIndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
}
