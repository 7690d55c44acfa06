using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace McpOps.Cli.Tests;

/// <summary>What reading may cost, whatever comes: measured on the real process.</summary>
[Collection(AloneCollection.Name)]
public sealed class LogMemoryTests
{
    private const int LineMegabytes = 300;
    private const int MaxMegabytes = 200;

    [Fact]
    public async Task A_line_of_hundreds_of_megabytes_is_told_and_the_rest_summed_up_in_little_memory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The kernel's peak of memory is read from /proc.");
        var start = new ProcessStartInfo(Command.McpOps, ["logs", "-", "--output", "json"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var input = process.StandardInput.BaseStream;
        await input.WriteAsync("2026-11-20 06:00:00,000 - app - INFO - One\n"u8.ToArray(), TestContext.Current.CancellationToken);
        var block = new byte[1 << 20];
        Array.Fill(block, (byte)'x');
        for (var megabyte = 0; megabyte < LineMegabytes; megabyte++)
        {
            await input.WriteAsync(block, TestContext.Current.CancellationToken);
        }

        // More than a pipe holds: when it is taken, what came before has been read.
        var rest = string.Concat(Enumerable.Repeat("\n2026-11-20 06:00:01,000 - app - ERROR - Two", 50_000));
        await input.WriteAsync(System.Text.Encoding.UTF8.GetBytes(rest), TestContext.Current.CancellationToken);
        var peak = PeakMegabytes(process.Id);
        input.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.InRange(peak, 1, MaxMegabytes);
        Assert.Equal(ExitCodes.Partial, process.ExitCode);
        Assert.Contains("LogLineTooLong", await error, StringComparison.Ordinal);
        using var summary = JsonDocument.Parse(await output);
        Assert.Equal((50_002, 50_000), (summary.RootElement.GetProperty("entries").GetInt32(), summary.RootElement.GetProperty("errors").GetInt32()));
    }

    private static long PeakMegabytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
