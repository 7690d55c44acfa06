using System.Diagnostics;
using System.Globalization;

namespace McpOps.Core.Tests.Backups;

/// <summary>Another user of this host (uid 65534), who does to folders that he may change what he likes, as fast as he can, until this is disposed.</summary>
internal sealed class Intruder : IDisposable
{
    private const string User = "65534";
    private readonly Process _process;
    private readonly string _count;

    private Intruder(Process process, string count)
    {
        _process = process;
        _count = count;
    }

    /// <summary>How many times each test lets him strike; <c>MCPOPS_STRIKES=100000</c> is the long form.</summary>
    public static long Wanted { get; } = long.TryParse(Environment.GetEnvironmentVariable("MCPOPS_STRIKES"), CultureInfo.InvariantCulture, out var strikes) ? strikes : 1000;

    /// <summary>How many times he has struck.</summary>
    public long Strikes => File.Exists(_count) ? new FileInfo(_count).Length : 0;

    /// <summary>Skips the test where nobody can be another user.</summary>
    public static void Require() => Assert.SkipUnless(
        OperatingSystem.IsLinux() && Environment.UserName == "root" && Command.Find("setpriv") is not null && Command.Find("perl") is not null, "To act as another user needs root, setpriv and perl.");

    /// <summary>Gives a file or tree to him.</summary>
    public static void Give(string path) => Sandbox.Run("chown", "-R", $"{User}:{User}", path);

    /// <summary>Begins.</summary>
    /// <param name="script">Perl that is run again and again; <c>@ARGV</c> are the arguments, <c>$n</c> counts, and <c>struck()</c> says that he struck.</param>
    /// <param name="arguments">The arguments.</param>
    public static async Task<Intruder> BeginAsync(string script, params string[] arguments)
    {
        var count = Path.Combine(Path.GetTempPath(), $"mcpops-strikes-{Guid.NewGuid():N}");
        File.WriteAllText(count, "");
        Sandbox.Run("chown", User, count);
        // He ends with the test by himself: the kernel's signal for it comes with the end of a thread, which the pool may let go.
        var begin = $"open(my $c, '>>', shift) or die; $c->autoflush(1); sub struck {{ syswrite($c, '.') }} my $n = 0; my $parent = getppid(); while (getppid() == $parent) {{ $n++; {script} }}";
        var process = Command.Start("setpriv", [$"--reuid={User}", $"--regid={User}", "--clear-groups", "--", "perl", "-MIO::Handle", "-e", begin, "--", count, .. arguments], "/");
        var intruder = new Intruder(process, count);
        Assert.True(await Eventually.HoldsAsync(() => intruder.Strikes > 0 || process.HasExited, TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.False(process.HasExited, process.HasExited ? await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken) : "");
        return intruder;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_count);
    }
}
