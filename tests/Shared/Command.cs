using System.Diagnostics;

namespace McpOps;

/// <summary>Runs a program to its end and keeps what it said.</summary>
internal sealed record Command(int ExitCode, string Output, string Error)
{
    /// <summary>The folder that the build of this configuration wrote for a project, such as <c>Debug/net10.0</c>.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;

    /// <summary>The <c>mcpops</c> that <c>MCPOPS_COMMAND</c> names, such as one that was compiled ahead; null for the one that was built.</summary>
    public static string? Other { get; } = Environment.GetEnvironmentVariable("MCPOPS_COMMAND") is { Length: > 0 } other ? Path.GetFullPath(other) : null;

    /// <summary>The path of <c>mcpops</c> as this configuration built it.</summary>
    public static string Built { get; } = Path.Combine(Repository.Root, "src", "McpOps.Cli", "bin", Configuration, "net10.0", OperatingSystem.IsWindows() ? "mcpops.exe" : "mcpops");

    /// <summary>The <c>mcpops</c> to run.</summary>
    public static string McpOps { get; } = Other ?? Built;

    public static async Task<Command> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken, string? workingDirectory = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(program, arguments, workingDirectory, environment);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new Command(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public static Process Start(string program, IEnumerable<string> arguments, string? workingDirectory = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingDirectory ?? Repository.Root,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (environment?.ContainsKey("HOME") is true)
        {
            // Another home has a folder of state of its own, which another account may write, too.
            start.Environment.Remove("XDG_STATE_HOME");
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    /// <summary>Starts a program that signals reach: whoever runs the tests may ignore them, as nohup and a shell's background do, and what is ignored is inherited.</summary>
    public static Process StartHeedful(string program, IEnumerable<string> arguments) =>
        OperatingSystem.IsLinux() ? Start("env", ["--default-signal", program, .. arguments]) : Start(program, arguments);

    /// <summary>The full path of a program on the PATH; null when it is not there.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { Path.Combine(folder, program), Path.Combine(folder, program + ".exe"), Path.Combine(folder, program + ".cmd") })
            .FirstOrDefault(File.Exists);
}
