using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace McpOps.Benchmarks.Hosts;

/// <summary>Many sshd of this account on loopback, each a process with a port of its own; the keys are made for the run. One more host takes a connection and says nothing.</summary>
internal sealed class ManySshd : IAsyncDisposable
{
    private const double TicksASecond = 100;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-sshds-");
    private readonly List<Process> _daemons = [];
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);

    /// <summary>The folder of a program called <c>ssh</c> with the configuration of these hosts.</summary>
    public string Programs => Whole("bin");

    /// <summary>What is called <c>mcpops</c> on the hosts.</summary>
    public string Installed => Whole("there/mcpops");

    /// <summary>The name of a host.</summary>
    public static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"h{index:00}");

    public static async Task<ManySshd> StartAsync(int count, CancellationToken cancellationToken)
    {
        var hosts = new ManySshd();
        try
        {
            await hosts.LayAsync(count, cancellationToken);
            return hosts;
        }
        catch
        {
            await hosts.DisposeAsync();
            throw;
        }
    }

    /// <summary>From now on connections are shared and stay open, as the configuration of many who have hosts says.</summary>
    public Task HoldAsync(CancellationToken cancellationToken) => File.AppendAllTextAsync(Whole("config"), $"  ControlMaster auto\n  ControlPersist 60\n  ControlPath {_folder.FullName}/%n.master\n", cancellationToken);

    /// <summary>What all that ran on the hosts took: the daemons have waited for it.</summary>
    public TimeSpan ProcessorTime() => TimeSpan.FromSeconds(_daemons.Sum(daemon =>
    {
        var text = File.ReadAllText($"/proc/{daemon.Id}/stat");
        return text[(text.LastIndexOf(')') + 2)..].Split(' ')[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture));
    }) / TicksASecond);

    public async ValueTask DisposeAsync()
    {
        foreach (var daemon in _daemons)
        {
            daemon.Kill(entireProcessTree: true);
            await daemon.WaitForExitAsync(CancellationToken.None);
            daemon.Dispose();
        }

        _silent.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task LayAsync(int count, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory("/run/sshd");
        Directory.CreateDirectory(Programs);
        Directory.CreateDirectory(Whole("there"));
        _silent.Start();
        foreach (var key in new[] { "host", "user" })
        {
            await Pairwise.RunProcessAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", Whole(key)], cancellationToken);
        }

        var known = (await File.ReadAllTextAsync(Whole("host.pub"), cancellationToken)).Split(' ');
        var client = new List<string> { $"Host silent\n  Port {((IPEndPoint)_silent.LocalEndpoint).Port}" };
        for (var index = 0; index < count; index++)
        {
            var port = FreePort.Find();
            client.Add($"Host {Name(index)}\n  Port {port}");
            await File.AppendAllTextAsync(Whole("known"), $"[127.0.0.1]:{port} {known[0]} {known[1]}\n", cancellationToken);

            // A home of its own: what a shell of this machine does at each login is no part of the work.
            await File.WriteAllTextAsync(Whole($"sshd-{index}"), $"""
                ListenAddress 127.0.0.1
                Port {port}
                HostKey {Whole("host")}
                AuthorizedKeysFile {Whole("user.pub")}
                PidFile none
                StrictModes no
                UsePAM no
                PasswordAuthentication no
                SetEnv PATH={Whole("there")}:/usr/bin:/bin DOTNET_ROOT={Path.GetDirectoryName(Environment.ProcessPath is { } program && Path.GetFileNameWithoutExtension(program) is "dotnet" ? program : Command.Find("dotnet"))} XDG_STATE_HOME={Whole("state")} HOME={Whole("there")}

                """, cancellationToken);
            await StartAsync(Whole($"sshd-{index}"), cancellationToken);
        }

        client.Add($"Host *\n  HostName 127.0.0.1\n  IdentityFile {Whole("user")}\n  IdentitiesOnly yes\n  UserKnownHostsFile {Whole("known")}\n  StrictHostKeyChecking yes");
        await File.WriteAllLinesAsync(Whole("config"), client, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Programs, "ssh"), $"#!/bin/sh\nexec /usr/bin/ssh -F '{Whole("config")}' \"$@\"\n", cancellationToken);
        await Pairwise.RunProcessAsync("chmod", ["+x", Path.Combine(Programs, "ssh")], cancellationToken);
    }

    private async Task StartAsync(string config, CancellationToken cancellationToken)
    {
        var daemon = Process.Start(new ProcessStartInfo("/usr/sbin/sshd", ["-D", "-e", "-f", config]) { RedirectStandardError = true, UseShellExecute = false })!;
        _daemons.Add(daemon);
        while (await daemon.StandardError.ReadLineAsync(cancellationToken) is { } line && !line.Contains("listening on", StringComparison.Ordinal))
        {
            // It says first which of its settings it takes.
        }

        _ = daemon.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    private string Whole(string name) => Path.Combine(_folder.FullName, name);
}
