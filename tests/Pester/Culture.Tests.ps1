# A culture that writes 1,5 and 31.12.2026, and a time zone of odd minutes, change nothing but the tables.

BeforeDiscovery {
    $samples = & "$PSScriptRoot/Samples.ps1"
    $cmdlets = $samples.Keys | ForEach-Object { @{ Name = $_ } }
}

BeforeAll {
    . "$PSScriptRoot/Prepared.ps1"
    $folder = (New-Item -ItemType Directory -Path "$TestDrive/place").FullName
    $place = Initialize-Place $folder
    Set-Content -Path "$folder/run.ps1" -Value @'
param($Module, $Samples)
# Made by hand: a host without ICU knows no culture by its name.
$culture = [cultureinfo]::InvariantCulture.Clone()
$culture.NumberFormat.NumberDecimalSeparator = $culture.NumberFormat.PercentDecimalSeparator = ','
$culture.NumberFormat.NumberGroupSeparator = '.'
$culture.DateTimeFormat.DateSeparator = '.'
$culture.DateTimeFormat.ShortDatePattern = 'dd.MM.yyyy'
[cultureinfo]::CurrentCulture = $culture
Import-Module $Module
$all = & $Samples
foreach ($name in $all.Keys) {
    try {
        $records = @(& ([scriptblock]::Create($all[$name])) 6>$null)
        $csv = $records | ConvertTo-Csv | ConvertFrom-Csv
        [pscustomobject]@{ Name = $name; Count = $records.Count; Rows = @($csv).Count; Shown = ($records | Format-Custom | Out-String).Length; Error = '' }
    }
    catch {
        [pscustomobject]@{ Name = $name; Count = 0; Rows = 0; Shown = 0; Error = "$_" }
    }
}
$summary = Get-McpLogSummary logs/app.log -By Day
[pscustomobject]@{ Name = 'days'; Count = $summary.Rows.Count; Rows = (Get-McpLogSummary logs/app.log -Date 2026-11-16).Entries; Shown = 0; Error = '' }
[pscustomobject]@{ Name = 'objective'; Count = [int](Test-McpCapacity web -Workload list -Rate 20.5 -Duration 0.5 -Objective 'p50 < 9999.5ms' -Quiet); Rows = 0; Shown = 0; Error = '' }
'@
    $zone = $env:TZ
    $env:TZ = 'Asia/Kathmandu'
    try {
        $null = pwsh -NoProfile -NonInteractive -Command "& '$folder/run.ps1' '$module' '$PSScriptRoot/Samples.ps1' | ConvertTo-Json | Set-Content '$folder/run.json'"
        $run = Get-Content -Path "$folder/run.json" -Raw | ConvertFrom-Json
    }
    finally {
        $env:TZ = $zone
    }
}

AfterAll {
    Close-Place $place
}

Describe 'Another culture and time zone' -Skip:(-not $IsLinux) {
    It 'are all the same to <Name>' -ForEach $cmdlets {
        $result = $run | Where-Object Name -EQ $Name
        $result.Error | Should -BeNullOrEmpty
        $result.Count | Should -BeGreaterThan 0
        $result.Rows | Should -Be $result.Count
        $result.Shown | Should -BeGreaterThan 0
    }

    It 'leave days and numbers as they are written' {
        ($run | Where-Object Name -EQ days).Rows | Should -Be 3
        ($run | Where-Object Name -EQ days).Count | Should -BeGreaterOrEqual 3
        ($run | Where-Object Name -EQ objective).Count | Should -Be 1
    }
}
