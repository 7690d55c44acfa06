# Each completer offers something in a place where there is something to offer, and is about as quick as PowerShell's own completion of a
# command: no process is started, no connection opened.

BeforeDiscovery {
    Import-Module ($env:MCPOPS_MODULE ?? "$PSScriptRoot/../../McpOps.psd1") -Force
    $completed = foreach ($command in Get-Command -Module McpOps) {
        foreach ($parameter in $command.Parameters.Values | Where-Object { $_.Attributes.Where({ $_ -is [ArgumentCompleter] }) }) {
            @{ Line = "$($command.Name) -$($parameter.Name) " }
        }
    }
}

BeforeAll {
    . "$PSScriptRoot/Prepared.ps1"
    $folder = (New-Item -ItemType Directory -Path "$TestDrive/place").FullName
    $place = Initialize-Place $folder

    # A fleet of 300, and a store with 300 backups.
    $inventory = Get-Content -Path mcpops.json -Raw | ConvertFrom-Json -AsHashtable
    1..300 | ForEach-Object { $inventory.servers["fleet-$_"] = @{ url = "http://127.0.0.1:1/$_" } }
    $inventory.servers.web.probe = @{ tool = 'echo' }
    $inventory | ConvertTo-Json -Depth 9 | Set-Content -Path mcpops.json
    if ($IsLinux) {
        $kept = Invoke-McpBackup web
        $time = [datetime]::SpecifyKind('2026-01-01', 'Utc')
        # By the system's program: the cmdlet takes far longer.
        1..300 | ForEach-Object { cp -a $kept.Path "$(Split-Path -Path $kept.Path)/$($time.AddHours($_).ToString('yyyyMMddTHHmmssZ'))" }
    }
}

AfterAll {
    Close-Place $place
}

Describe 'Completion' -Skip:(-not $IsLinux) {
    It 'of <Line>' -ForEach $completed {
        (TabExpansion2 $Line).CompletionMatches | Should -Not -BeNullOrEmpty
        # Both in turn, so that what else the machine does slows both.
        $ratios = foreach ($try in 1..3) {
            $peer = (Measure-Command { TabExpansion2 'Get-Command -Name Get-' }).TotalMilliseconds
            (Measure-Command { TabExpansion2 $Line }).TotalMilliseconds / $peer
        }
        ($ratios | Measure-Object -Minimum).Minimum | Should -BeLessOrEqual 3 -Because "the ratios were $ratios"
    }
}

Describe 'A word' -Skip:(-not $IsLinux) {
    It 'of a tool is offered once the session has seen it, for its server' {
        (TabExpansion2 'Invoke-McpTool weather -Tool fa').CompletionMatches.CompletionText | Should -Not -Contain 'fail'
        Get-McpTool weather | Out-Null
        (TabExpansion2 'Invoke-McpTool weather -Tool fa').CompletionMatches.CompletionText | Should -Contain 'fail'
        (TabExpansion2 'Invoke-McpTool web -Tool fa').CompletionMatches.CompletionText | Should -Not -Contain 'fail'
    }

    It 'of a status is offered where a record of <Cmdlet> is sifted by <Property>' -ForEach @(
        @{ Cmdlet = 'Get-McpHealth'; Property = 'Status'; Word = 'Un'; Offered = 'Unhealthy', 'Unknown' }
        @{ Cmdlet = 'Get-McpHealth'; Property = 'Verdict'; Word = 'T'; Offered = 'Timeout', 'TlsFailed', 'ToolError' }
        @{ Cmdlet = 'Get-McpBackup'; Property = 'Status'; Word = ''; Offered = 'Complete', 'Partial', 'Damaged', 'Legacy' }
        @{ Cmdlet = 'Get-McpAlert'; Property = 'State'; Word = 'f'; Offered = 'Firing', 'Flapping' }
    ) {
        (TabExpansion2 "$Cmdlet | Where-Object $Property -eq $Word").CompletionMatches.CompletionText | Should -Be $Offered
        (TabExpansion2 "$Cmdlet | Sort-Object Server | ? $Property -in $Word").CompletionMatches.CompletionText | Should -Be $Offered
    }
}
