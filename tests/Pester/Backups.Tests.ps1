BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $module = $env:MCPOPS_MODULE ?? "$root/McpOps.psd1"
    Import-Module $module -Force
}

Describe 'Backups' -Skip:(-not $IsLinux) {
    BeforeEach {
        $env:XDG_STATE_HOME = Join-Path $TestDrive 'state'
        Push-Location $TestDrive
        New-Item -ItemType Directory tree/sub | Out-Null
        Set-Content tree/a.txt 'one'
        Set-Content tree/sub/b.txt 'two'
    }

    AfterEach {
        Pop-Location
        Get-ChildItem $TestDrive -Force | Remove-Item -Recurse -Force
    }

    It 'saves, lists, verifies and restores with relative paths' {
        $backup = Invoke-McpBackup -Path ./tree -Store ./store
        $backup.Status | Should -Be 'Complete'
        $backup.Files | Should -Be 2
        (Get-McpBackup -Store ./store).Id | Should -Be $backup.Id
        ($backup | Test-McpBackup -Deep).Status | Should -Be 'Valid'
        (Restore-McpBackup $backup.Id -Store ./store -Destination ./out).Status | Should -Be 'Restored'
        Get-Content out/sub/b.txt | Should -Be 'two'
    }

    It 'verifies all where none is named, and none where what is named is nothing' {
        1..2 | ForEach-Object { Invoke-McpBackup -Path ./tree -Store ./store -Full } | Out-Null
        (Test-McpBackup -Store ./store).Status | Should -Be 'Valid', 'Valid'
        Get-McpBackup -Store ./store | Where-Object Id -EQ 'none' | Test-McpBackup -Store ./store | Should -BeNullOrEmpty
        { [pscustomobject]@{ Store = (Resolve-Path ./store).Path } | Test-McpBackup -ErrorAction Stop } | Should -Throw -ErrorId 'BackupNotFound*'
        Get-ChildItem ./store -Recurse -File | Select-Object -Last 1 | Remove-Item
        Test-McpBackup -Store ./store -Quiet | Should -BeFalse
    }

    It 'says exactly what a restore would change, and changes nothing' {
        $backup = Invoke-McpBackup -Path ./tree -Store ./store
        Set-Content tree/a.txt 'other'
        $changes = Restore-McpBackup $backup.Id -Store ./store -WhatIf
        $changes | ForEach-Object { "$($_.Change) $(Split-Path -Leaf $_.Path)" } | Should -Be 'Changed a.txt'
        Get-Content tree/a.txt | Should -Be 'other'
    }

    It 'removes by rule, and nothing with -WhatIf' {
        1..3 | ForEach-Object { Invoke-McpBackup -Path ./tree -Store ./store -Full } | Out-Null
        Remove-McpBackup -Store ./store -KeepLast 1 -WhatIf
        (Get-McpBackup -Store ./store).Count | Should -Be 3
        (Remove-McpBackup -Store ./store -KeepLast 1 -PassThru -Confirm:$false).Count | Should -Be 2
        @(Get-McpBackup -Store ./store).Count | Should -Be 1
    }

    It 'asks before it removes, and takes a bare number of an age for days' {
        1..3 | ForEach-Object { Invoke-McpBackup -Path ./tree -Store ./store -Full } | Out-Null
        $id = (Get-McpBackup -Store ./store)[-1].Id
        foreach ($arguments in "$id", '-KeepLast 1') {
            $said = pwsh -NoProfile -NonInteractive -Command "Import-Module '$module'; Remove-McpBackup -Store ./store $arguments" 2>&1
            "$said" | Should -Match 'NonInteractive'
        }
        Remove-McpBackup -Store ./store -KeepWithin 30 -Confirm:$false
        Remove-McpBackup -Store ./store -KeepWithin '30' -Confirm:$false
        { Remove-McpBackup -Store ./store -KeepWithin 30m -Confirm:$false } | Should -Throw '*30d*'
        { Remove-McpBackup -Store ./store -KeepWithin 0 -Confirm:$false } | Should -Throw '*30d*'
        (Get-McpBackup -Store ./store).Count | Should -Be 3
        Remove-McpBackup $id -Store ./store -Confirm:$false
        (Get-McpBackup -Store ./store).Count | Should -Be 2
    }

    It 'says that there is nothing to save, instead of nothing' {
        Set-Content mcpops.json '{ "servers": { "web": { "url": "http://127.0.0.1:1/mcp" } } }'
        { Invoke-McpBackup -ConfigPath mcpops.json } | Should -Throw -ErrorId 'NothingToBackUp*'
        { Remove-McpBackup -Store ./store } | Should -Not -Throw
    }

    It 'keeps what the inventory says, server by server and store by store' {
        Set-Content mcpops.json (@{ servers = @{
                    a = @{ url = 'http://127.0.0.1:1/mcp'; enabled = $false; backup = @{ destination = 'one'; sets = @{ tree = @{ paths = @('tree') } }; retention = @{ keepLast = 1 } } }
                    b = @{ url = 'http://127.0.0.1:1/mcp'; enabled = $false; backup = @{ destination = 'two'; sets = @{ tree = @{ paths = @('tree') } }; retention = @{ keepLast = 2 } } }
                } } | ConvertTo-Json -Depth 6)
        1..3 | ForEach-Object { Invoke-McpBackup -ConfigPath mcpops.json -Full } | Out-Null
        Remove-McpBackup -ConfigPath mcpops.json -Confirm:$false
        Get-McpBackup -ConfigPath mcpops.json | Group-Object Server | ForEach-Object { "$($_.Name)=$($_.Count)" } | Sort-Object | Should -Be 'a=1', 'b=2'
    }

    It 'says that a service is stopped for a backup, and keeps one whose service does not start again' {
        $mark = "$(Get-Random -Minimum 100000 -Maximum 999999).125"
        $service = Start-Process sleep -ArgumentList $mark -PassThru
        @{ servers = @{ web = @{ transport = 'none'; service = @{ kind = 'process'; name = "sleep $mark"; startCommand = @('sh', '-c', 'exit 7') }
                    backup = @{ destination = "$TestDrive/kept"; sets = @{ app = @{ paths = @("$TestDrive/tree") } } } } } } | ConvertTo-Json -Depth 9 | Set-Content -Path mcpops.json
        try {
            $said = pwsh -NoProfile -Command "Import-Module '$module'; Invoke-McpBackup web -StopService -WhatIf" 2>&1
            "$said" | Should -Match "Back up with the process service 'sleep $mark' stopped for the copy, and started again after it"
            $service.HasExited | Should -BeFalse
            $backup = Invoke-McpBackup web -StopService -ErrorVariable failed -ErrorAction SilentlyContinue
            $backup.Status | Should -Be 'Complete'
            $backup.ServiceDown | Should -Match 'exit code 7'
            $failed.FullyQualifiedErrorId | Should -BeLike 'ServiceStartFailed*'
            (Get-McpBackup).Id | Should -Be $backup.Id
        }
        finally {
            $service | Stop-Process -ErrorAction Ignore
        }
    }

    It 'calls the backup of a path as it is told' {
        $old, $new = 1..2 | ForEach-Object { Invoke-McpBackup -Path ./tree -As notes -Store ./store -Full }
        $new.Server | Should -Be 'notes'
        (Get-McpBackup notes -Store ./store -Latest).Id | Should -Be $new.Id
        (Get-McpBackup notes -Store ./store).Id | Should -Be $new.Id, $old.Id
    }

    It 'reports a missing backup as an error with its id' {
        { Test-McpBackup nothing -Store ./store -ErrorAction Stop } | Should -Throw -ErrorId 'BackupNotFound*'
    }

    It 'shows a table that fits 120 columns' {
        $backup = Invoke-McpBackup -Path ./tree -Store ./store
        $lines = ($backup | Out-String -Width 120) -split "`n" | ForEach-Object { $_ -replace '\e\[[0-9;]*m' }
        ($lines | Measure-Object -Property Length -Maximum).Maximum | Should -BeLessOrEqual 120
        $lines | Where-Object { $_ -match [regex]::Escape($backup.Id) } | Should -Not -BeNullOrEmpty
    }

    It 'takes the store of the inventory, and says when a store that is named is not there' {
        @{ servers = @{ web = @{ url = 'http://127.0.0.1:1/mcp'; backup = @{ destination = "$TestDrive/kept"; sets = @{ app = @{ paths = @("$TestDrive/tree") } } } } } } |
            ConvertTo-Json -Depth 9 | Set-Content -Path mcpops.json
        $backup = Invoke-McpBackup web
        (Get-McpBackup).Id | Should -Be $backup.Id
        (Test-McpBackup latest).Status | Should -Be 'Valid'
        (Get-McpBackup | ConvertTo-Csv) -join ' ' | Should -Not -Match 'List|System\.'
        { Get-McpBackup -Store ./misspelt } | Should -Throw -ErrorId 'StoreNotFound*'
        { Invoke-McpBackup -Path ./tree -Store '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        (TabExpansion2 'Restore-McpBackup ').CompletionMatches.CompletionText | Should -Be $backup.Id
        (TabExpansion2 'Invoke-McpBackup web -Set ').CompletionMatches.CompletionText | Should -Be 'app'
    }

    It 'understands the ages that mcpops understands' {
        Invoke-McpBackup -Path ./tree -Store ./store | Out-Null
        { Remove-McpBackup -Store ./store -KeepWithin 30d } | Should -Not -Throw
        { Remove-McpBackup -Store ./store -KeepWithin 6mo } | Should -Not -Throw
        { Remove-McpBackup -Store ./store -KeepWithin 6m } | Should -Throw -ErrorId 'ParameterArgumentTransformationError*'
        { Remove-McpBackup -Store ./store -KeepWithin soon } | Should -Throw -ErrorId 'ParameterArgumentTransformationError*'
    }
}
