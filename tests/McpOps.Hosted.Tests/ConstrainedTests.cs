using System.Management.Automation;
using Shell = System.Management.Automation.PowerShell;

namespace McpOps.Hosted.Tests;

/// <summary>Sessions that are allowed little: what runs in them may use the cmdlets, and hardly anything else.</summary>
[Collection(nameof(Place))]
public sealed class ConstrainedTests(Place place)
{
    [Fact]
    public async Task In_the_constrained_language_the_cmdlets_work_through_the_pipeline()
    {
        using var runspace = HostedModule.Open();
        await runspace.RunAsync("$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'");
        using (var refused = Shell.Create(runspace))
        {
            await refused.AddScript("[System.IO.File]::Exists('app.log')").InvokeAsync();
            Assert.StartsWith("MethodInvocationNotSupported", refused.Streams.Error.Single().FullyQualifiedErrorId, StringComparison.Ordinal);
        }

        var records = await runspace.RunAsync(
            """
            param($Folder, $Uri)
            Set-Location $Folder
            '2026-11-20 10:00:00,000 - app - ERROR - Failed on item 7' | Set-Content app.log
            Get-McpHealth -Uri $Uri -Check protocol | Where-Object Status -EQ Healthy | ForEach-Object { $_.Verdict }
            Invoke-McpTool -Uri $Uri -Tool fetch_page -Arguments @{ url = 'http://127.0.0.1:1/' } -WhatIf
            (Get-McpLogSummary app.log -Since 2026-11-20 | Merge-McpLogSummary).Errors
            (Invoke-McpBackup -Path app.log -Store "$Folder/store" | Test-McpBackup).Status
            """,
            place.NewFolder(),
            place.Url);
        Assert.Equal(["Healthy", "1", "Valid"], records.Select(record => record.ToString()));
    }

    [Fact]
    public async Task A_session_that_shows_two_cmdlets_and_no_language_has_those_two()
    {
        using var runspace = HostedModule.Open();
        runspace.SessionStateProxy.Applications.Clear();
        runspace.SessionStateProxy.Scripts.Clear();
        foreach (var command in runspace.SessionStateProxy.InvokeCommand.GetCommands("*", CommandTypes.Cmdlet | CommandTypes.Function | CommandTypes.Alias, nameIsPattern: true))
        {
            command.Visibility = command.Name is "Get-McpHealth" or "Get-McpTool" ? SessionStateEntryVisibility.Public : SessionStateEntryVisibility.Private;
        }

        runspace.SessionStateProxy.LanguageMode = PSLanguageMode.NoLanguage;
        using var allowed = Shell.Create(runspace);
        var health = await allowed.AddCommand("Get-McpHealth").AddParameter("Uri", place.Url).AddParameter("Check", "protocol").InvokeAsync();
        Assert.Equal("Healthy", health.Single().Properties["Verdict"].Value);

        using var refused = Shell.Create(runspace);
        await Assert.ThrowsAsync<CommandNotFoundException>(() => refused.AddCommand("Invoke-McpBackup").InvokeAsync());
    }
}
