using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace McpOps.Cli.Tests.Hosts;

/// <summary>A real sshd on loopback, for this account alone, with keys of its own; and hosts that are not as they should be.</summary>
public sealed class SshHosts : IAsyncLifetime
{
    private const string Daemon = "/usr/sbin/sshd";

    // All of them are this machine, so each is told what it is called.
    private static readonly string[] Names = ["a", "b", "c", "web-1", "web-2"];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-ssh-");
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);
    private Process? _daemon;

    /// <summary>What is missing; null when nothing is.</summary>
    public string? Missing { get; } = !OperatingSystem.IsLinux() || !File.Exists(Daemon) ? "sshd is not installed: tests/setup.sh does it." : Environment.UserName is not "root" && !Directory.Exists("/run/sshd") ? "sshd needs /run/sshd." : null;

    /// <summary>The folder where a program called <c>ssh</c> lies that takes the configuration of the tests.</summary>
    public string Programs => Path.Combine(_folder.FullName, "bin");

    /// <summary>The file whose text the host <c>hostile</c> answers, and complains with.</summary>
    public string Answer => Path.Combine(_folder.FullName, "there-hostile", "answer");

    /// <summary>The home folder that all hosts have.</summary>
    public string Home => Path.Combine(_folder.FullName, "there");

    /// <summary>Where a host looks for its inventory.</summary>
    public string Inventory(string host) => Path.Combine(_folder.FullName, "there", $"{host}.json");

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null || OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory("/run/sshd");
        Directory.CreateDirectory(Programs);
        _silent.Start();
        var port = FreePort.Find();
        string Whole(string name) => Path.Combine(_folder.FullName, name);
        await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Whole("host"));
        await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Whole("user"));
        await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Whole("other"));
        File.Copy(Whole("user.pub"), Whole("authorized"));

        // A key of its own for each host that is not as it should be: what it finds there as mcpops is none, another version, something else.
        foreach (var (name, script) in new[] { ("bare", null), ("older", "echo 'mcpops-version 0.1.0'\necho '[{ \"server\": \"web\" }]'"), ("liar", "echo 'mcpops-version 1'\necho '<html>'"), ("hostile", "echo 'mcpops-version 1'\ncat \"$HOME/answer\"\ncat \"$HOME/answer\" >&2") })
        {
            await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Whole(name));
            var place = Directory.CreateDirectory(Whole($"there-{name}")).FullName;
            if (script is not null)
            {
                await File.WriteAllTextAsync(Path.Combine(place, "mcpops"), $"#!/bin/sh\n{script}\n");
                File.SetUnixFileMode(Path.Combine(place, "mcpops"), (UnixFileMode)0b111_101_101);
            }

            await File.AppendAllTextAsync(Whole("authorized"), $"command=\"PATH={place}:/usr/bin:/bin HOME={place} exec /bin/sh -c \\\"$SSH_ORIGINAL_COMMAND\\\"\" {await File.ReadAllTextAsync(Whole($"{name}.pub"))}");
        }

        var known = (await File.ReadAllTextAsync(Whole("host.pub"))).Split(' ');
        await File.WriteAllTextAsync(Whole("known"), $"[127.0.0.1]:{port} {known[0]} {known[1]}\n");

        // The command is called mcpops there, and lies where the line looks for it. All hosts are this one, so each is told which inventory is its own.
        Directory.CreateDirectory(Whole("there"));
        await File.WriteAllTextAsync(Whole("there/mcpops"), $"#!/bin/sh\nown=\"{Whole("there")}/$MCPOPS_HOST.json\"\nif [ -f \"$own\" ]; then MCPOPS_CONFIG=$own; export MCPOPS_CONFIG; fi\nexec '{Command.McpOps}' \"$@\"\n");
        File.SetUnixFileMode(Whole("there/mcpops"), (UnixFileMode)0b111_101_101);
        await File.WriteAllTextAsync(Whole("sshd_config"), $"""
            ListenAddress 127.0.0.1
            Port {port}
            HostKey {Whole("host")}
            AuthorizedKeysFile {Whole("authorized")}
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            MaxStartups 200
            AcceptEnv MCPOPS_HOST
            Subsystem powershell {PowerShell.Program} -sshs -NoLogo -NoProfile
            SetEnv PATH={Whole("there")}:/usr/bin:/bin DOTNET_ROOT={PowerShell.Environment["DOTNET_ROOT"]} POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off XDG_STATE_HOME={Whole("state")} HOME={Whole("there")}
            """);
        await File.WriteAllTextAsync(Whole("config"), $"""
            {string.Join('\n', Names.Select(name => $"Host {name}\n  SetEnv MCPOPS_HOST={name}"))}
            Host {string.Join(' ', Names)}
              HostName 127.0.0.1
              Port {port}
              IdentityFile {Whole("user")}
            Host refused
              HostName 127.0.0.1
              Port {port}
              IdentityFile {Whole("other")}
            Host bare older liar hostile
              HostName 127.0.0.1
              Port {port}
              IdentityFile {Whole("%n")}
            Host stranger
              HostName 127.0.0.1
              Port {port}
              HostKeyAlias stranger
            Host down
              HostName 127.0.0.1
              Port {FreePort.Find()}
            Host silent
              HostName 127.0.0.1
              Port {((IPEndPoint)_silent.LocalEndpoint).Port}
            Host *
              IdentitiesOnly yes
              UserKnownHostsFile {Whole("known")}
              StrictHostKeyChecking yes
            """);
        await File.WriteAllTextAsync(Path.Combine(Programs, "ssh"), $"#!/bin/sh\nexec /usr/bin/ssh -F '{Whole("config")}' \"$@\"\n");
        File.SetUnixFileMode(Path.Combine(Programs, "ssh"), (UnixFileMode)0b111_101_101);
        _daemon = Process.Start(new ProcessStartInfo(Daemon, ["-D", "-e", "-f", Whole("sshd_config")]) { RedirectStandardError = true, UseShellExecute = false })!;
        while (await _daemon.StandardError.ReadLineAsync() is { } line && !line.Contains("listening on", StringComparison.Ordinal))
        {
            // It says first which of its settings it takes.
        }

        // A pipe that nobody reads would stop it in the end.
        _ = _daemon.StandardError.ReadToEndAsync();
    }

    public ValueTask DisposeAsync()
    {
        _daemon?.Kill(entireProcessTree: true);
        _daemon?.Dispose();
        _silent.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false })!;
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
