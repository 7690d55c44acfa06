@{
    RootModule           = 'McpOps.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '5f0b3c58-2a0e-4a53-9a2b-6c1f6f0f7b1d'
    Author               = 'The McpOps authors'
    CompanyName          = 'McpOps'
    Copyright            = '(c) 2026 the McpOps authors. MIT License.'
    Description          = 'Keeps MCP (Model Context Protocol) servers alive: find them, probe them, read their logs, back them up and restore them, learn how much they can take.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    CmdletsToExport      = @(
        'Add-McpServer'
        'Clear-McpFile'
        'Confirm-McpAlert'
        'Export-McpMetric'
        'Export-McpReport'
        'Get-McpAlert'
        'Get-McpBackup'
        'Get-McpDatabaseReport'
        'Get-McpDiagnosis'
        'Get-McpHealth'
        'Get-McpLogEntry'
        'Get-McpLogSummary'
        'Get-McpMetric'
        'Get-McpObjective'
        'Get-McpPage'
        'Get-McpPrompt'
        'Get-McpResource'
        'Get-McpSchedule'
        'Get-McpServer'
        'Get-McpTool'
        'Import-McpMetric'
        'Invoke-McpBackup'
        'Invoke-McpDatabaseMaintenance'
        'Invoke-McpLogRotation'
        'Invoke-McpMaintenance'
        'Invoke-McpTool'
        'Merge-McpCapacity'
        'Merge-McpLogSummary'
        'New-McpInventory'
        'Register-McpSchedule'
        'Remove-McpBackup'
        'Remove-McpServer'
        'Restart-McpServer'
        'Restore-McpBackup'
        'Send-McpAlert'
        'Set-McpServer'
        'Test-McpBackup'
        'Test-McpCapacity'
        'Test-McpInventory'
        'Test-McpSecurity'
        'Unregister-McpSchedule'
        'Wait-McpHealth'
        'Watch-McpHealth'
    )
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    FormatsToProcess     = @(
        'formats/Auditing.Format.ps1xml'
        'formats/Backups.Format.ps1xml'
        'formats/Capacity.Format.ps1xml'
        'formats/Health.Format.ps1xml'
        'formats/Maintenance.Format.ps1xml'
        'formats/Monitoring.Format.ps1xml'
        'formats/Pages.Format.ps1xml'
        'formats/Reporting.Format.ps1xml'
        'formats/Servers.Format.ps1xml'
        'formats/Tools.Format.ps1xml'
        'formats/Logs.Format.ps1xml'
        # Last: the first view of a record is the one that it shows by itself.
        'formats/Details.Format.ps1xml'
    )
    TypesToProcess       = @(
        'types/Auditing.Types.ps1xml'
        'types/Backups.Types.ps1xml'
        'types/Capacity.Types.ps1xml'
        'types/Health.Types.ps1xml'
        'types/Logs.Types.ps1xml'
        'types/Maintenance.Types.ps1xml'
        'types/Monitoring.Types.ps1xml'
        'types/Pages.Types.ps1xml'
        'types/Servers.Types.ps1xml'
        'types/Tools.Types.ps1xml'
    )
    PrivateData          = @{
        PSData = @{
            Tags         = @('MCP', 'ModelContextProtocol', 'Monitoring', 'Health', 'Backup', 'Logs', 'Capacity', 'Operations', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://opensource.org/license/mit'
            ProjectUri   = 'https://github.com/mcpops/mcpops'
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
