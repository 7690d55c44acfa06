BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $module = $env:MCPOPS_MODULE ?? "$root/McpOps.psd1"
    Import-Module $module -Force
}

Describe 'Get-McpServer and New-McpInventory' {
    BeforeEach {
        Push-Location $TestDrive
        @'
        // comments are welcome
        { "servers": {
            "web": { "url": "http://127.0.0.1:8000/mcp?token=s3cret", "tags": ["prod"], "thresholds": { "cpu": 70 } },
            "my files": { "command": "npx", "args": ["-y", "x", "--token", "s3cret"], "env": { "KEY": "s3cret" } },
        } }
'@ | Set-Content mcpops.json
    }

    AfterEach {
        Pop-Location
        Get-ChildItem $TestDrive | Remove-Item -Recurse -Force
    }

    It 'lists the inventory of the current location' {
        (Get-McpServer).Name | Should -Be 'web', 'my files'
        (Get-McpServer -Name W*).Name | Should -Be 'web'
        (Get-McpServer -ConfigPath ./mcpops.json -Name 'my files').Target | Should -Be 'npx -y x --token ***'
    }

    It 'takes names, addresses, servers and records from the pipeline' {
        ('web' | Get-McpServer).Name | Should -Be 'web'
        ('http://h:1/mcp' | Get-McpServer).Target | Should -Be 'http://h:1/mcp'
        (Get-McpServer | Get-McpServer).Name | Should -Be 'web', 'my files'
        ([pscustomobject]@{ Server = 'web' } | Get-McpServer).Name | Should -Be 'web'
    }

    It 'knows a server again that comes back from a file, a job or another host' {
        Get-McpServer | Export-Clixml servers.xml
        $again = Import-Clixml servers.xml
        $again[0].PSObject.TypeNames[0] | Should -Be 'Deserialized.McpOps.Servers.McpServer'
        ($again | Get-McpServer).Target | Should -Be (Get-McpServer).Target
        ($again | Format-Table | Out-String) | Should -Match 'Transport'
        Get-McpServer -Uri http://h:2/mcp | Export-Clixml adhoc.xml
        (Import-Clixml adhoc.xml | Get-McpServer).Target | Should -Be 'http://h:2/mcp'
    }

    It 'does not take a discovered server for one of the inventory' -Skip:$IsWindows {
        $folder = "$TestDrive/home"
        New-Item "$folder/.cursor" -ItemType Directory -Force | Out-Null
        '{ "mcpServers": { "web": { "command": "found" } } }' | Set-Content "$folder/.cursor/mcp.json"
        $before = $env:HOME
        try {
            $env:HOME = $folder
            Get-McpServer -Discover web | Export-Clixml found.xml
            (Import-Clixml found.xml | Get-McpServer).Target | Should -Be 'found'
        }
        finally {
            $env:HOME = $before
        }
    }

    It 'reports an unknown name and goes on with the others' {
        $servers = Get-McpServer -Name wbe, web -ErrorVariable problem -ErrorAction SilentlyContinue
        $servers.Name | Should -Be 'web'
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ServerNotFound*'
        $problem[0].CategoryInfo.Category | Should -Be ObjectNotFound
        "$problem" | Should -Match "Did you mean 'web'"
    }

    It 'ends with a stable id where the inventory is wrong' {
        '{ "servers": { "a": { "url": "here" } } }' | Set-Content wrong.json
        { Get-McpServer -ConfigPath wrong.json } | Should -Throw -ErrorId 'InventoryInvalid*'
        { Get-McpServer -ConfigPath '' } | Should -Throw -ErrorId 'InventoryNotReadable*'
        { Get-McpServer -ConfigPath none.json } | Should -Throw -ErrorId 'InventoryNotFound*'
        { Get-McpServer -ConfigPath $TestDrive } | Should -Throw -ErrorId 'InventoryNotReadable*'
    }

    It 'warns of an unknown property' {
        '{ "servers": { "a": { "url": "http://h", "prot": 1 } } }' | Set-Content odd.json
        Get-McpServer -ConfigPath odd.json -WarningVariable warning -WarningAction SilentlyContinue | Should -Not -BeNullOrEmpty
        "$warning" | Should -Match "Did you mean 'ports'"
    }

    It 'shows no secret in any form' {
        $servers = Get-McpServer
        $text = ($servers | Format-List * | Out-String), ($servers | ConvertTo-Json -Depth 8), ($servers | ConvertTo-Csv | Out-String), ($servers | Out-String), "$servers"
        "$text" | Should -Not -Match 's3cret'
        $servers | Export-Clixml secret.xml
        Get-Content secret.xml -Raw | Should -Not -Match 's3cret'
    }

    It 'reads well in CSV and JSON without further parameters' {
        '{ "servers": { "a": { "profile": "crawl4ai", "tags": ["x", "y"] } } }' | Set-Content profile.json
        $server = Get-McpServer -ConfigPath profile.json
        $csv = $server | ConvertTo-Csv | ConvertFrom-Csv
        $csv.Tags | Should -Be 'x; y'
        $csv.Service | Should -Be 'systemd crawl4ai-mcp-server'
        $csv.Thresholds | Should -Match 'disk 80/90'
        "$($csv.PSObject.Properties.Value)" | Should -Not -Match 'System\.|\{'
        $json = $server | ConvertTo-Json -WarningAction SilentlyContinue
        $json | Should -Not -Match 'System\.'
        ($json | ConvertFrom-Json).Thresholds.disk.Critical | Should -Be 90
    }

    It 'has a table that fits 120 columns' {
        (Get-McpServer | Format-Table | Out-String -Width 120 -Stream).ForEach{ $_.Length } | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessOrEqual 120
    }

    It 'completes names' {
        (TabExpansion2 'Get-McpServer -Name ').CompletionMatches.CompletionText | Should -Be "'my files'", 'web'
        (TabExpansion2 'Get-McpHealth w').CompletionMatches.CompletionText | Should -Be 'web'
    }

    It 'writes an inventory that reads back, and never over one that is there' {
        $written = Get-McpServer -Uri http://h:3/mcp -Header @{ Authorization = 'Bearer s3cret' } | New-McpInventory -Path new.json
        $written.Servers | Should -Be 'h:3'
        $written.Variables | Should -Be 'H_3_AUTHORIZATION'
        Get-Content new.json -Raw | Should -Not -Match 's3cret'
        (Get-McpServer -ConfigPath new.json).Target | Should -Be 'http://h:3/mcp'

        { Get-McpServer -Uri http://h:4/mcp | New-McpInventory -Path new.json } | Should -Throw -ErrorId 'InventoryExists*'
        Get-McpServer -Uri http://h:4/mcp | New-McpInventory -Path new.json -Force | Out-Null
        (Get-McpServer -ConfigPath new.json).Name | Should -Be 'h:4'
        Get-McpServer -Uri http://h:5/mcp | New-McpInventory -Path other.json -WhatIf | Should -BeNullOrEmpty
        Test-Path other.json | Should -BeFalse
    }

    It 'works in parallel runspaces' {
        $folder = "$TestDrive"
        (1..4 | ForEach-Object -Parallel { Import-Module $using:module; (Get-McpServer -ConfigPath "$using:folder/mcpops.json").Count }) | Should -Be 2, 2, 2, 2
    }
}

Describe 'The inventory from the shell' {
    It 'is changed in place, and keeps its comments' {
        Set-Content -Path "$TestDrive/own.json" -Value "// mine`n{`n  `"servers`": {`n    // the first`n    `"a`": { `"url`": `"http://h:1/mcp`" }, // here`n  },`n}`n"
        $own = @{ ConfigPath = "$TestDrive/own.json" }
        (Add-McpServer b http://h:2/mcp -Property @{ tags = 'prod' } @own).Tags | Should -Be 'prod'
        (Set-McpServer a @{ enabled = $false; timeoutSeconds = 3 } @own).Enabled | Should -BeFalse
        (Get-McpServer -Tag PROD @own).Name | Should -Be 'b'
        { Get-McpServer -Tag none @own } | Should -Throw -ErrorId 'ServerNotFound*'
        { Add-McpServer b http://h:3/mcp @own } | Should -Throw -ErrorId 'ServerExists*'
        { Set-McpServer a @{ ports = 'x' } @own } | Should -Throw -ErrorId 'InventoryInvalid*'
        Remove-McpServer b -WhatIf @own
        (Remove-McpServer b -PassThru @own).Name | Should -Be 'b'
        (Test-McpInventory @own).Status | Should -Be 'Valid'
        $text = Get-Content "$TestDrive/own.json" -Raw
        $text | Should -Match '(?s)// mine.*// the first.*// here'
        (Get-McpServer @own).Name | Should -Be 'a'
        Set-McpServer a @{ url = '${env:MCPOPS_NOT_SET}' } @own | Out-Null
        (Test-McpInventory @own).Problems.Id | Should -Be 'EnvironmentMissing'
        Test-McpInventory -Quiet @own | Should -BeTrue
        Set-Content "$TestDrive/own.json" '{ "servers": 1 }'
        Test-McpInventory -Quiet @own | Should -BeFalse
    }

    It 'copies no secret' {
        Add-McpServer s http://h:4/mcp -Header @{ Authorization = 'Bearer s3cretvalue' } -ConfigPath "$TestDrive/secret.json" -WarningVariable warned -WarningAction SilentlyContinue | Out-Null
        Get-Content "$TestDrive/secret.json" -Raw | Should -Not -Match 's3cretvalue'
        "$warned" | Should -Match 'S_AUTHORIZATION'
    }
}
