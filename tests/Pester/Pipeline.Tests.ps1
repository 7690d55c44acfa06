# What one cmdlet writes is what another takes: every record leads to the server, backup or log that it is about, live and after it went through a file.

BeforeDiscovery {
    # What does not come from a cmdlet, or is about a server of no inventory; every pair of cmdlets is in Pairs.Tests.ps1.
    $producers = [ordered]@{
        'a table'           = '[pscustomobject]@{ Name = "web"; Uri = $place.Url }'
        'ad hoc'            = 'Get-McpHealth -Uri $place.Url -Check protocol'
    }
    $consumers = [ordered]@{
        'Get-McpServer'    = @{ Code = '$input | Get-McpServer'; About = 'Target' }
        'Get-McpHealth'    = @{ Code = '$input | Get-McpHealth -Check protocol'; About = 'Target' }
        'Get-McpTool'      = @{ Code = '$input | Get-McpTool -Tool echo'; About = 'Target' }
        'Invoke-McpTool'   = @{ Code = '$input | Invoke-McpTool echo -ArgumentsJson ''{"message":"hi"}'''; About = 'Target' }
        'Test-McpCapacity' = @{ Code = '$input | Test-McpCapacity -Workload list -Rate 20 -Duration 0.3'; About = 'Target' }
    }
    $pairs = foreach ($from in $producers.Keys) {
        foreach ($to in $consumers.Keys) { @{ From = $from; Made = $producers[$from]; To = $to; Code = $consumers[$to].Code; About = $consumers[$to].About } }
    }
    $backups = 'Get-McpBackup', 'Test-McpBackup', 'Restore-McpBackup -Destination (New-Guid)', 'Remove-McpBackup -Force -PassThru' | ForEach-Object { @{ To = $_ } }
}

BeforeAll {
    . "$PSScriptRoot/Prepared.ps1"
    $folder = (New-Item -ItemType Directory -Path "$TestDrive/place").FullName
    $place = Initialize-Place $folder

    # A server that must never be asked: whoever takes a record for a name of the inventory comes here.
    $inventory = Get-Content -Path mcpops.json -Raw | ConvertFrom-Json -AsHashtable
    $inventory.servers.trap = @{ url = 'http://127.0.0.1:1/mcp' }
    $inventory.servers.note = @{ command = 'dotnet'; args = @($place.Hostile, 'good') }
    $inventory | ConvertTo-Json -Depth 9 | Set-Content -Path mcpops.json
    $cache = @{}

    function Get-Made([string] $Code) {
        if (-not $cache.ContainsKey($Code)) { $cache[$Code] = @(& ([scriptblock]::Create($Code))) }
        $cache[$Code]
    }

    # The record, as the ways back hand it back.
    function Get-Way($Records, [string] $Way) {
        switch ($Way) {
            'live' { $Records }
            'clixml' { $Records | Export-Clixml "$folder/way.xml"; Import-Clixml "$folder/way.xml" }
            'csv' { $Records | ConvertTo-Csv | ConvertFrom-Csv }
        }
    }
}

AfterAll {
    Close-Place $place
}

Describe '<From> into <To>' -ForEach $pairs -Skip:(-not $IsLinux) {
    It 'is about the same server: <_>' -ForEach 'live', 'clixml', 'csv' {
        $records = Get-Way (Get-Made $Made) $_
        $results = @($records | & ([scriptblock]::Create($Code)) -WarningAction Ignore)
        $results.Count | Should -Be 1
        $results[0].$About | Should -Be $place.Url
    }
}

Describe 'A record of a backup' -Skip:(-not $IsLinux) {
    It 'leads to the same backup: <To>' -ForEach $backups {
        foreach ($way in 'live', 'clixml', 'csv') {
            $backup = Invoke-McpBackup -Path docs -Store (New-Guid)
            $result = @(& ([scriptblock]::Create("`$args[0] | $To")) (Get-Way $backup $way))
            ($result[0].Backup ?? $result[0].Id) | Should -Be $backup.Id -Because $way
        }
    }

    It 'is found for every record that names its server' {
        $backup = Invoke-McpBackup web
        (Get-McpServer web | Get-McpBackup -Latest).Id | Should -Be $backup.Id
        (Get-McpHealth web -Check protocol | Get-McpBackup -Latest).Id | Should -Be $backup.Id
        (Get-McpServer web | Restore-McpBackup -Latest -Destination (New-Guid)).Backup | Should -Be $backup.Id
    }
}

Describe 'A record' {
    It 'counts by its address, whatever the inventory calls so' {
        (Import-Csv (New-Item "$TestDrive/servers.csv" -Value "Name,Uri`ntrap,$($place.Url)") | Get-McpHealth -Check protocol).Target | Should -Be $place.Url
        ([pscustomobject]@{ Name = 'trap'; Url = $place.Url } | Get-McpHealth -Check protocol).Server | Should -Be 'trap'
    }

    It 'of a command starts it when the user says so' {
        $record = [pscustomobject]@{ Name = 'own'; Command = 'dotnet'; ArgumentList = $place.Hostile, 'good' }
        ($record | Get-McpHealth -Check protocol).Verdict | Should -Be 'NotStarted'
        ($record | Get-McpHealth -Check protocol -Launch).Status | Should -Be 'Healthy'
    }

    It 'of a command that did not come along is not taken for another server' {
        $record = Get-McpServer -Command dotnet -ArgumentList $place.Hostile, 'good' | Select-Object -Property *
        $record.Name = 'note'
        $record.Target = 'dotnet elsewhere.dll'
        $record | Get-McpHealth -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ServerNotReachedByRecord,*'
    }

    It 'whose server has moved says so' {
        $record = Get-McpServer web | Select-Object -Property *
        $record.Target = 'http://127.0.0.1:2/mcp'
        ($record | Get-McpHealth -Check protocol -WarningVariable moved -WarningAction SilentlyContinue).Target | Should -Be $place.Url
        "$moved" | Should -Match 'ServerMoved'
    }

    It 'names the tool and its arguments' {
        (Get-McpTool note -Tool echo | Invoke-McpTool -Arguments @{ city = 'Berlin' }).Structured.city | Should -Be 'Berlin'
        $calls = "Server,Tool,ArgumentsJson`nnote,echo,`"{`"`"city`"`":`"`"Rome`"`"}`"`nnote,echo,`"{`"`"city`"`":`"`"Oslo`"`"}`"" | ConvertFrom-Csv
        ($calls | Invoke-McpTool).Structured.city | Should -Be 'Rome', 'Oslo'
        Get-McpServer note | Invoke-McpTool -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ToolNotNamed,*'
    }

    It 'of a table becomes an inventory' {
        "Name,Uri`none,http://127.0.0.1:3/mcp" | ConvertFrom-Csv | New-McpInventory -Path "$TestDrive/table.json" | Out-Null
        (Get-McpServer -ConfigPath "$TestDrive/table.json").Name | Should -Be 'one'
    }
}

Describe 'A time' {
    It 'compares with Get-Date and binds, live, after a file and after a job' {
        $health = Get-McpHealth off
        $health | Export-Clixml "$TestDrive/time.xml"
        $job = Start-Job { Import-Module $using:module; Set-Location $using:folder; Get-McpHealth off } | Receive-Job -Wait -AutoRemoveJob
        foreach ($record in $health, (Import-Clixml "$TestDrive/time.xml"), $job) {
            $record.CheckedAt | Should -BeOfType [datetime]
            $record.CheckedAt -gt (Get-Date).AddMinutes(-5) | Should -BeTrue
            (Get-Date).AddSeconds(1) -gt $record.CheckedAt | Should -BeTrue
            { Get-McpLogEntry logs/app.log -Since $record.CheckedAt -Until $record.CheckedAt.AddHours(1) } | Should -Not -Throw
        }
        $entry = Get-McpLogEntry logs/app.log -Tail 1
        (Get-McpLogEntry logs/app.log -Since $entry.Time -Until $entry.Time.AddSeconds(1)).Line | Should -Contain $entry.Line
    }
}

Describe 'The verbose and the debug stream' {
    It 'tell what is tried, and what is exchanged, with secrets masked' {
        $told = Invoke-McpTool note echo -Arguments @{ token = 's3cr3t-value' } -Verbose -Debug 4>&1 5>&1 | Where-Object { $_ -is [System.Management.Automation.InformationalRecord] } | Out-String
        $told | Should -Match 'mcpops.json'
        $told | Should -Match 'speaks MCP \d'
        $told | Should -Match 'tools/call'
        $told | Should -Not -Match 's3cr3t-value'
        (Get-McpLogSummary logs/app.log -Verbose 4>&1 | Out-String) | Should -Match 'app.log: read as'
        (Get-McpHealth off -Verbose:$false 4>&1 | Measure-Object).Count | Should -Be 1
    }
}

Describe 'A message' {
    It 'speaks of cmdlets only' {
        { Get-McpServer nope -ErrorAction Stop } | Should -Throw '*Get-McpServer*'
        $problem = $null
        Get-McpServer nope -ErrorAction SilentlyContinue -ErrorVariable problem
        "$problem" | Should -Not -Match 'mcpops servers'
    }
}

Describe 'A table of 80 columns' {
    It 'shows the whole reason' {
        $health = Get-McpHealth -Uri http://127.0.0.1:1/mcp -Check protocol
        $lines = ($health | Out-String -Width 80) -replace '\e\[[\d;]*m' -split '\r?\n'
        ($lines | Measure-Object -Property Length -Maximum).Maximum | Should -BeLessOrEqual 80
        $column = $lines.Where({ $_ -match '^Server' })[0].IndexOf('Message')
        $reason = -join ($lines | Where-Object { $_.Length -gt $column } | Select-Object -Skip 2 | ForEach-Object { $_.Substring($column) })
        $reason -replace '\s' | Should -Be ($health.Message -replace '\s')
    }
}

Describe 'Wait-McpHealth' {
    It 'ends as soon as the servers are well, and tells of those that are not' {
        (Wait-McpHealth web, off -Check protocol -Within 20).Count | Should -Be 2
        Wait-McpHealth trap -Check protocol -Within 0.5 -Every 0.1 -Quiet | Should -BeFalse
        $result = Wait-McpHealth trap -Check protocol -Within 0.2 -Every 0.1 -ErrorVariable problem -ErrorAction SilentlyContinue
        $result.Status | Should -Be 'Unhealthy'
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NotHealthyInTime,*'
    }
}
