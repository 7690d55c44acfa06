using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace McpOps;

/// <summary>The PowerShell and the Pester that come with the repository. Projects that use them import <c>PowerShell.props</c>.</summary>
internal static class PowerShell
{
    /// <summary>The path of <c>pwsh</c>.</summary>
    public static string Program { get; } = OperatingSystem.IsWindows() ? Path.Combine(Downloaded("PowerShell"), "win", "pwsh.exe") : Path.Combine(Downloaded("PowerShell"), "unix", "pwsh");

    /// <summary>The path of Pester's manifest.</summary>
    public static string Pester => Downloaded("Pester");

    /// <summary>What <c>pwsh</c> needs to find the runtime that runs this program, wherever that is installed.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")),
        ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
        ["POWERSHELL_UPDATECHECK"] = "Off",
    };

    /// <summary>Runs a script to its end, without a profile.</summary>
    public static Task<Command> RunAsync(string script, CancellationToken cancellationToken, IEnumerable<KeyValuePair<string, string>>? environment = null) => Command.RunAsync(
        Program,
        ["-NoProfile", "-NonInteractive", "-OutputFormat", "Text", "-EncodedCommand", Convert.ToBase64String(Encoding.Unicode.GetBytes("$PSStyle.OutputRendering = 'PlainText'; $ProgressPreference = 'SilentlyContinue'\n" + script))],
        cancellationToken,
        environment: new Dictionary<string, string>([.. Environment, .. environment ?? []], StringComparer.Ordinal));

    private static string Downloaded(string name)
    {
        var path = typeof(PowerShell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(data => data.Key == name)?.Value;
        return path is not null && Path.Exists(path) ? path : throw new InvalidOperationException($"{name} is not at '{path}': run 'dotnet restore' and build again.");
    }
}
