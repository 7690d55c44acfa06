using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Shell = System.Management.Automation.PowerShell;

namespace McpOps.Hosted.Tests;

/// <summary>The module in runspaces of this process, as a program that hosts PowerShell has it.</summary>
internal static class HostedModule
{
    private static readonly string Manifest = Path.Combine(Repository.Root, "McpOps.psd1");

    /// <summary>What a session begins with: PowerShell's own commands and the module.</summary>
    public static InitialSessionState State()
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([Manifest]);
        return state;
    }

    /// <summary>An open runspace of its own.</summary>
    public static Runspace Open(InitialSessionState? state = null)
    {
        var runspace = RunspaceFactory.CreateRunspace(state ?? State());
        runspace.ThreadOptions = PSThreadOptions.UseNewThread;
        runspace.Open();
        return runspace;
    }

    /// <summary>Runs a script in a runspace; an error of any kind fails the test.</summary>
    public static async Task<PSDataCollection<PSObject>> RunAsync(this Runspace runspace, string script, params object[] arguments)
    {
        using var shell = Shell.Create(runspace);
        return await RunAsync(shell, script, arguments);
    }

    /// <summary>Runs a script in a runspace of a pool; an error of any kind fails the test.</summary>
    public static async Task<PSDataCollection<PSObject>> RunAsync(this RunspacePool pool, string script, params object[] arguments)
    {
        using var shell = Shell.Create();
        shell.RunspacePool = pool;
        return await RunAsync(shell, script, arguments);
    }

    private static async Task<PSDataCollection<PSObject>> RunAsync(Shell shell, string script, object[] arguments)
    {
        shell.AddScript(script).AddParameters(arguments);
        var records = await shell.InvokeAsync();
        Assert.Empty(shell.Streams.Error);
        return records;
    }
}
