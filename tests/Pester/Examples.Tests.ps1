# Each example of each cmdlet's help runs, in a place that is prepared for it, and shows something or leaves a file.

BeforeDiscovery {
    Import-Module ($env:MCPOPS_MODULE ?? "$PSScriptRoot/../../McpOps.psd1") -Force

    # What rightly shows nothing when all is well.
    $silent = 'Get-McpHealth 5', 'Get-McpHealth 6', 'Get-McpTool 3', 'Test-McpCapacity 3', 'Get-McpBackup 3', 'Invoke-McpTool 5', 'Get-McpPrompt 3', 'Get-McpPrompt 3', 'Remove-McpBackup 1', 'Remove-McpBackup 2', 'Remove-McpBackup 3', 'Test-McpBackup 3', 'New-McpInventory 2', 'Remove-McpServer 2', 'Send-McpAlert 1', 'Test-McpInventory 2', 'Test-McpSecurity 1', 'Confirm-McpAlert 1', 'Confirm-McpAlert 2', 'Confirm-McpAlert 3', 'Get-McpAlert 1', 'Get-McpAlert 2', 'Get-McpAlert 3', 'Invoke-McpMaintenance 2', 'Invoke-McpLogRotation 3', 'Restart-McpServer 2', 'Restart-McpServer 3', 'Unregister-McpSchedule 3'

    $cmdlets = foreach ($command in Get-Command -Module McpOps) {
        $number = 0
        @{
            Name     = $command.Name
            Examples = @((Get-Help $command.Name).examples.example | ForEach-Object {
                    $number++
                    @{ Title = $_.title; Code = $_.code; Shows = "$($command.Name) $number" -notin $silent }
                })
        }
    }
}

BeforeAll {
    . "$PSScriptRoot/Prepared.ps1"
    $folder = (New-Item -ItemType Directory -Path "$TestDrive/place").FullName
    $place = Initialize-Place $folder

    # Programs that an example names, as scripts that stand in for them.
    $path = $env:PATH
    $env:PATH = "$folder/bin" + [System.IO.Path]::PathSeparator + $env:PATH
    $null = New-Item -ItemType Directory -Path "$folder/bin"
    Set-Content -Path "$folder/bin/npx" -Value "#!/bin/sh`nexec dotnet '$($place.Hostile)' good"
    Set-Content -Path "$folder/bin/systemctl" -Value @'
#!/bin/sh
stopped="$(dirname "$0")/stopped"
case "$1" in
  stop) touch "$stopped" ;;
  start) rm -f "$stopped" ;;
  *) [ -e "$stopped" ] && printf 'LoadState=loaded\nActiveState=inactive\nSubState=dead\n' || printf 'LoadState=loaded\nActiveState=active\nSubState=running\n' ;;
esac
'@
    if (-not $IsWindows) { chmod +x "$folder/bin/npx" "$folder/bin/systemctl" }

    if ($IsLinux) { $ids = 1..2 | ForEach-Object { (Invoke-McpBackup -Path docs -Store backup -Full).Id } }
    # What asks is not answered here.
    $ConfirmPreference = 'None'
    Set-Content -Path docs/settings.json -Value '{ "workers": 8, "changed": true }'

    # What stands in the help, and what stands for it here.
    $standIns = [ordered]@{
        'http://[\w.:]+:8000/mcp'               = $place.Url
        'https://example\.org'                  = $place.Site.Address
        'docs/20261120T010000Z'                 = @($ids)[0]
        '(?<=\s)/backup\b'                      = "$folder/backup"
        '~/backups'                             = "$folder/backups"
        '/opt/docs'                             = "$folder/docs"
        '/tmp/docs'                             = "$folder/restored"
        '/var/log/mcp_discovery_metrics\.jsonl' = "$folder/metrics.jsonl"
        '\bget-(forecast|sum)\b'                = 'echo'
        '(?<=-Duration )\d+'                    = '1'
        '(?<=-MaxConcurrency )\d+'              = '2'
        '(?<=-Watch )5m'                        = '1s'
    }

    # Two hosts that are both this one.
    function Invoke-Here([string[]] $ComputerName, [scriptblock] $ScriptBlock) { $ComputerName | ForEach-Object { & $ScriptBlock } }
    Set-Alias -Name Invoke-Command -Value Invoke-Here

    Copy-Item -Path $folder -Destination "$TestDrive/kept" -Recurse
}

AfterAll {
    $env:PATH = $path
    Close-Place $place
}

Describe '<Name>' -ForEach $cmdlets -Skip:(-not $IsLinux) {
    BeforeEach {
        # By the system's programs: the cmdlets take a third of a second for each example.
        find $folder -mindepth 1 -delete
        cp -a "$TestDrive/kept/." $folder
        if ($Name -eq 'New-McpInventory') { Remove-Item -Path mcpops.json }
    }

    It 'has three examples or more' {
        $Examples.Count | Should -BeGreaterOrEqual 3
    }

    It '<Title>' -ForEach $Examples {
        foreach ($name in $standIns.Keys) { $Code = $Code -replace $name, $standIns[$name] }
        $before = @(Get-ChildItem -Path $folder -Recurse -File -Force).FullName
        $ErrorActionPreference = $WarningPreference = 'Stop'
        # Nobody watches here, and alerts say so.
        if ($Code -match '-McpAlert') { $WarningPreference = 'SilentlyContinue' }
        $output = & ([scriptblock]::Create($Code))
        $left = @(Get-ChildItem -Path $folder -Recurse -File -Force).FullName | Where-Object { $_ -notin $before }
        if ($Shows) { @($output) + @($left) | Where-Object { $null -ne $_ } | Should -Not -BeNullOrEmpty -Because $Code }
    }
}
