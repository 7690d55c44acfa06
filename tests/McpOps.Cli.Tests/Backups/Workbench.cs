using System.Diagnostics;

namespace McpOps.Cli.Tests.Backups;

/// <summary>A folder of its own, in which <c>mcpops</c> and scripts run as processes; gone at the end.</summary>
internal sealed class Workbench : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mcpops-bench-").FullName;

    public Workbench()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The scripts of this test need Linux.");
        Directory.CreateDirectory(P("state"));
    }

    public static string Mcpops => Command.McpOps;

    /// <summary>What <c>MCPOPS_FILES</c> is: <c>portable</c> for the implementation of Windows and macOS.</summary>
    public string Files { get; set; } = "";

    /// <summary>Further variables of every process.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public string P(string path) => Path.Combine(_folder, path);

    /// <summary>Runs a script in the folder; its failure is the test's.</summary>
    public string Sh(string script)
    {
        using var process = Start("bash", ["-c", script]);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{script}: {error.GetAwaiter().GetResult()}");
        return output;
    }

    public bool TrySh(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = _folder, UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    public Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = _folder };
        start.Environment["XDG_STATE_HOME"] = P("state");
        start.Environment["MCPOPS_FILES"] = Files;
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public Task<(int Code, string Out, string Error, double TookMs)> RunAsync(params string[] arguments) => RunAsync(Mcpops, arguments);

    public async Task<(int Code, string Out, string Error, double TookMs)> RunAsync(string program, string[] arguments)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Start(program, arguments);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>Runs <c>mcpops</c> and ends it as <c>kill -9</c> does.</summary>
    /// <returns>Whether it still ran then.</returns>
    public async Task<bool> KillAsync(int afterMs, params string[] arguments)
    {
        using var process = Start(Mcpops, arguments);
        await Task.Delay(afterMs, TestContext.Current.CancellationToken);
        var alive = !process.HasExited;
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return alive;
    }

    public void Dispose() => TrySh("chmod -R u+rwX . ; rm -rf \"$PWD\"");
}
