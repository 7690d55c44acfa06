using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using McpOps.Auditing;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Core.Tests.Auditing;

/// <summary>A small host of files in a folder, into which a test plants a fault, or its harmless twin.</summary>
internal sealed class PlantedHost : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public PlantedHost()
    {
        _listener.Start();
        Write("etc/passwd", $"root:x:0:0::/root:/bin/bash\n{(Uid == 0 ? "" : $"me:x:{Uid}:{Gid}::/home:/bin/bash\n")}mcp:x:4242:4242::/srv:/usr/sbin/nologin\neve:x:4243:4243::/home/eve:/bin/bash\n");
        Write("etc/group", $"root:x:0:\nsudo:x:27:\nmcp:x:4242:\nmine:x:{Gid}:\n");
        Write("etc/shadow", "root:*:1::::::\nmcp:!:1::::::\n");
    }

    public string Root => _folder["host"];

    public static uint Uid => FileOwner.Of("/proc/self")?.Uid ?? 0;

    public static uint Gid => FileOwner.Of("/proc/self")?.Gid ?? 0;

    /// <summary>A port on which this process listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Where clients of the host's user keep their files.</summary>
    public ServerPaths Paths => new() { Platform = "linux", Home = Path.Combine(Root, "home"), WorkingDirectory = Path.Combine(Root, "work"), MachineRoot = Root };

    public string this[string name] => Path.Combine(Root, name);

    public AuditOptions Options => new() { Paths = Paths, HostRoot = Root, Commands = new StubPrograms(this["bin"]), LockPath = this["mcpops.lock.json"], SuppressionPath = this["mcpops-audit.json"] };

    public string Write(string name, string text, string mode = "600")
    {
        var path = this[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        Mode(path, mode);
        return path;
    }

    public static void Mode(string path, string octal)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(octal, 8));
        }
    }

    /// <summary>Lets one more user do something with a file, as <c>setfacl -m u:UID:RIGHTS</c> does.</summary>
    public static void Allow(string path, uint user, ushort rights)
    {
        // Version 2; the owner 6, the user, the owning group 0, the mask 7, others 0: tag, rights, number.
        uint[] list = [2, 0x00060001, uint.MaxValue, 0x00000002u | ((uint)rights << 16), user, 0x00000004, uint.MaxValue, 0x00070010, uint.MaxValue, 0x00000020, uint.MaxValue];
        Assert.SkipWhen(Native.setxattr(path, "system.posix_acl_access", list, (nuint)(list.Length * sizeof(uint)), 0) != 0, "This file system keeps no access control lists.");
    }

    /// <summary>A program of the host, as a script.</summary>
    public void Program(string name, string script) => Write($"bin/{name}", "#!/bin/sh\n" + script + "\n", "755");

    public void Dispose()
    {
        _listener.Dispose();
        _folder.Dispose();
    }

    private static class Native
    {
        [DllImport("libc", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        public static extern int setxattr([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, uint[] value, nuint size, int flags);
    }
}

/// <summary>Programs that lie in one folder; git alone is the real one.</summary>
internal sealed class StubPrograms(string folder) : CommandRunner
{
    public override Task<CommandOutput> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        base.RunAsync(program is "git" ? program : Path.Combine(folder, program), arguments, cancellationToken);
}
