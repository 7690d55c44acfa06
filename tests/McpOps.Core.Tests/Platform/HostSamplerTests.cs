using McpOps.Platform;

namespace McpOps.Core.Tests.Platform;

public sealed class HostSamplerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task This_machine_gives_its_figures()
    {
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "macOS gives no processor and memory figures without native code");
        var sample = await new HostSampler(TimeProvider.System).SampleAsync(TimeSpan.FromMilliseconds(100), Stop);
        Assert.InRange(sample.CpuPercent!.Value, 0, 100);
        Assert.InRange(sample.MemoryPercent!.Value, 0.1, 100);
        Assert.True(sample.MemoryTotalBytes > sample.MemoryAvailableBytes);
        Assert.True(OperatingSystem.IsWindows() || sample.Load1 >= 0);
    }

    [Fact]
    public void A_first_sample_has_no_processor_figure() => Assert.Null(new HostSampler(TimeProvider.System).Sample().CpuPercent);

    [Fact]
    public void Processor_memory_and_swap_follow_the_kernels_files()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads Linux's files");
        using var roots = new FakeRoots();
        roots.Write("proc/stat", "cpu  100 0 100 800 0 0 0 0 0 0\n");
        roots.Write("proc/meminfo", "MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 250 kB\nSwapTotal: 200 kB\nSwapFree: 50 kB\n");
        var sampler = new HostSampler(TimeProvider.System, roots.Roots);
        sampler.Sample();

        // 60 busy of 100 ticks; waiting for a disk is idle.
        roots.Write("proc/stat", "cpu  130 0 130 820 20 0 0 0 0 0\n");
        var sample = sampler.Sample();
        Assert.Equal(60, sample.CpuPercent);
        Assert.Equal(75, sample.MemoryPercent);
        Assert.Equal(75, sample.SwapPercent);
        Assert.False(sample.MemoryIsLimited);
    }

    [Theory]
    [InlineData("memory.max", "memory.current", "inactive_file", "")]
    [InlineData("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file", "memory/")]
    public void In_a_container_memory_is_that_of_its_limit(string limit, string usage, string cache, string folder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads Linux's files");
        using var roots = new FakeRoots();
        roots.Write("proc/meminfo", "MemTotal: 1000000 kB\nMemAvailable: 900000 kB\n");
        roots.Write($"cgroup/{folder}{limit}", "1000000\n");
        roots.Write($"cgroup/{folder}{usage}", "900000\n");
        roots.Write($"cgroup/{folder}memory.stat", $"anon 500000\n{cache} 300000\n");
        var sample = new HostSampler(TimeProvider.System, roots.Roots).Sample();
        Assert.True(sample.MemoryIsLimited);
        Assert.Equal(1_000_000, sample.MemoryTotalBytes);
        Assert.Equal(60, sample.MemoryPercent);
    }

    [Fact]
    public void A_machine_without_these_files_gives_nothing_rather_than_a_guess()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads Linux's files");
        using var roots = new FakeRoots();
        var sample = new HostSampler(TimeProvider.System, roots.Roots).Sample();
        Assert.Null(sample.CpuPercent);
        Assert.Null(sample.MemoryPercent);
        Assert.Null(sample.SwapPercent);
    }

    private sealed class FakeRoots : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-roots-");

        public LinuxRoots Roots => new(Path.Combine(_folder.FullName, "proc"), Path.Combine(_folder.FullName, "cgroup"));

        public void Write(string path, string text)
        {
            var full = Path.Combine(_folder.FullName, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
