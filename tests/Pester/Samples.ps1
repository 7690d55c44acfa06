# One ordinary use of each cmdlet, in the place that Prepared.ps1 makes. Each writes something, and none disturbs another that runs beside it.
[ordered]@{
    'Get-McpHealth'       = 'Get-McpHealth web -Check protocol, tools'
    'Get-McpServer'       = 'Get-McpServer'
    'New-McpInventory'    = 'New-McpInventory -Path "$(New-Guid).json"'
    'Get-McpTool'         = 'Get-McpTool web'
    'Invoke-McpTool'      = 'Invoke-McpTool web echo -Arguments @{ message = "hi" }'
    'Get-McpPage'         = 'Get-McpPage -Path saved/one.html'
    'Get-McpLogSummary'   = 'Get-McpLogSummary logs/app.log'
    'Get-McpLogEntry'     = 'Get-McpLogEntry logs/app.log -Tail 2'
    'Merge-McpLogSummary' = 'Get-McpLogSummary logs/app.log | Merge-McpLogSummary'
    'Invoke-McpBackup'    = 'Invoke-McpBackup -Path docs -Store (New-Guid)'
    'Get-McpBackup'       = 'Invoke-McpBackup -Path docs -Store (New-Guid) | Get-McpBackup'
    'Test-McpBackup'      = 'Invoke-McpBackup -Path docs -Store (New-Guid) | Test-McpBackup'
    'Remove-McpBackup'    = 'Invoke-McpBackup -Path docs -Store (New-Guid) | Remove-McpBackup -Force -PassThru'
    'Restore-McpBackup'   = '$backup = Invoke-McpBackup -Path docs -Store (New-Guid); $backup | Restore-McpBackup -Destination (New-Guid); Restore-McpBackup $backup.Id -Store $backup.Store -Destination (New-Guid) -WhatIf'
    'Test-McpCapacity'    = 'Test-McpCapacity web -Workload list -Rate 20 -Duration 0.5'
    'Merge-McpCapacity'   = 'Test-McpCapacity web -Workload list -Rate 20 -Duration 0.5 | Merge-McpCapacity'
}
