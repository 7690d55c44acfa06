# What a cloned repository, a broken file or the end of a session does to the PowerShell of its user: it lives on, and nothing of ours is left behind.

BeforeAll {
    . "$PSScriptRoot/Prepared.ps1"
    $pwsh = "$PSHOME/pwsh.dll"
    $hostile = Get-Program tests/Replicas/HostileServer hostile-server.dll

    # Those that run. One that has ended may keep its number until the first process of the machine asks for it.
    function Get-Living([int[]] $Id) { $Id | Where-Object { (Get-Content "/proc/$_/stat" -ErrorAction Ignore) -match '\) [^ZX]' } }

    # Runs a script in a PowerShell of its own, which must end by itself and in time.
    function Invoke-Shell([string] $Folder, [string] $Script) {
        $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
        foreach ($argument in $pwsh, '-NoProfile', '-NonInteractive', '-Command', "Import-Module '$module'; Set-Location '$Folder'; $Script; 'alive'") { $start.ArgumentList.Add($argument) }
        $start.UseShellExecute = $false
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $start.Environment['HOME'] = "$Folder"
        $process = [System.Diagnostics.Process]::Start($start)
        $errors = $process.StandardError.ReadToEndAsync()
        $output = $process.StandardOutput.ReadToEndAsync()
        if (-not $process.WaitForExit(120000)) { $process.Kill($true); throw 'It did not end.' }
        @{ Code = $process.ExitCode; Output = $output.GetAwaiter().GetResult(); Error = $errors.GetAwaiter().GetResult() }
    }
}

Describe 'A file in the working folder' -Skip:(-not $IsLinux) {
    It 'that is <What> is refused in words, and PowerShell lives' -ForEach @(
        @{ What = 'a pipe'; Make = { mkfifo "$folder/.mcp.json" } }
        @{ What = 'a device without an end'; Make = { ln -s /dev/zero "$folder/.mcp.json" } }
        @{ What = 'of 1.5 GB'; Make = { truncate -s 1500M "$folder/.mcp.json" } }
        @{ What = 'a key of half a million dots'; Make = { $null = New-Item -ItemType Directory -Path "$folder/.codex"; Set-Content -Path "$folder/.codex/config.toml" -Value "[mcp_servers.x]`ncommand='a'`nenv$('.a' * 500000) = 'q'" } }
        @{ What = 'brackets of half a million levels'; Make = { Set-Content -Path "$folder/.mcp.json" -Value "{`"mcpServers`":$('[' * 500000)" } }
    ) {
        $folder = (New-Item -ItemType Directory -Path "$TestDrive/$(New-Guid)").FullName
        & $Make
        $result = Invoke-Shell $folder 'Get-McpServer -Discover -WarningAction Continue; Get-McpHealth -Discover -Timeout 3; Get-McpTool -Discover -Timeout 3; (TabExpansion2 "Get-McpHealth -Discover -Name x").CompletionMatches.Count; (Get-Process -Id $PID).PeakWorkingSet64 -lt 700MB'
        $result.Output | Should -Match 'alive'
        $result.Output | Should -Match 'True\s+alive'
        $result.Output + $result.Error | Should -Match 'ClientConfig'
    }

    It 'that is an inventory and <What> is refused in words' -ForEach @(
        @{ What = 'a pipe'; Make = { mkfifo "$folder/mcpops.json" } }
        @{ What = 'a device without an end'; Make = { ln -s /dev/zero "$folder/mcpops.json" } }
        @{ What = 'of 1.5 GB'; Make = { truncate -s 1500M "$folder/mcpops.json" } }
        @{ What = 'brackets of half a million levels'; Make = { Set-Content -Path "$folder/mcpops.json" -Value "{`"servers`":$('[' * 500000)" } }
    ) {
        $folder = (New-Item -ItemType Directory -Path "$TestDrive/$(New-Guid)").FullName
        & $Make
        $result = Invoke-Shell $folder 'foreach ($try in { Get-McpServer }, { Get-McpHealth -Timeout 3 }, { Invoke-McpBackup }, { Test-McpInventory }) { try { & $try } catch { $_.FullyQualifiedErrorId } }'
        $result.Output | Should -Match 'alive'
        $result.Output | Should -Not -Match 'OutOfMemory|StackOverflow'
        ([regex]::Matches($result.Output, '[A-Z]\w+,McpOps')).Count | Should -BeGreaterOrEqual 3
    }
}

Describe 'The end of a session' -Skip:(-not $IsLinux) {
    It 'by <_> leaves nothing behind that a cmdlet started' -ForEach 'HUP', 'TERM', 'QUIT' {
        # What the cmdlet starts writes who it is.
        $folder = (New-Item -ItemType Directory -Path "$TestDrive/$(New-Guid)").FullName
        Set-Content -Path "$folder/server.sh" -Value "echo `$`$ > '$folder/pid'; sleep 600 & echo `$! >> '$folder/pid'; cat > /dev/null; wait"
        $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
        foreach ($argument in $pwsh, '-NoProfile', '-NonInteractive', '-Command', "Import-Module '$module'; Get-McpHealth -Command bash -ArgumentList '$folder/server.sh' -Timeout 300") { $start.ArgumentList.Add($argument) }
        $start.UseShellExecute = $false
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $process = [System.Diagnostics.Process]::Start($start)
        try {
            $until = [datetime]::Now.AddSeconds(60)
            while (@(Get-Content "$folder/pid" -ErrorAction Ignore).Count -lt 2 -and [datetime]::Now -lt $until) { Start-Sleep -Milliseconds 50 }
            $started = [int[]](Get-Content "$folder/pid")
            $started.Count | Should -Be 2
            kill "-$_" $process.Id
            $process.WaitForExit(60000) | Should -BeTrue
            $until = [datetime]::Now.AddSeconds(20)
            while ((Get-Living $started) -and [datetime]::Now -lt $until) { Start-Sleep -Milliseconds 50 }
            Get-Living $started | Should -BeNullOrEmpty
        }
        finally {
            if (-not $process.HasExited) { $process.Kill($true) }
            Get-Living $started | ForEach-Object { kill -KILL $_ }
        }
    }
}

Describe 'A text that a terminal would obey' {
    It 'comes out of no view of a <_>' -ForEach 'table', 'list', 'page' {
        $view = @{ table = 'TableControl'; list = 'ListControl'; page = 'CustomControl' }[$_]
        $types = @{}
        foreach ($type in [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -eq 'McpOps.Core' }).GetTypes()) { $types[$type.FullName] = $type }
        $hostile = "a$([char]27)]0;x$([char]7)$([char]0x9b)2J$([char]0x202e)$([char]0x2066)z"
        $seen = 0
        $raw = [System.Collections.Generic.List[string]]::new()
        foreach ($file in Get-ChildItem "$root/formats" -Filter '*.Format.ps1xml') {
            $names = ([xml](Get-Content -Raw $file)).SelectNodes("//View[$view]/ViewSelectedBy/TypeName").InnerText
            foreach ($type in $names.Where({ $types[$_] }).ForEach({ $types[$_] })) {
                $record = [System.Runtime.CompilerServices.RuntimeHelpers]::GetUninitializedObject($type)
                foreach ($property in $type.GetProperties().Where({ $_.CanWrite -and $_.PropertyType -eq [string] })) { $property.SetValue($record, $hostile) }
                $shown = switch ($view) { TableControl { $record | Format-Table } ListControl { $record | Format-List } CustomControl { $record | Format-Custom } }
                $text = ($shown | Out-String -Width 400) -replace '\x1b\[[0-9;]*m'
                if ($text -match '[\p{Cc}\u202E\u2066-[\r\n\t]]') { $raw.Add("$($type.Name): $($text -split '\n' -match '[\p{Cc}\u202E\u2066-[\r\n\t]]' -join ' | ')") }
                $seen++
            }
        }

        $raw | Should -BeNullOrEmpty
        if ($view -ne 'CustomControl') { $seen | Should -BeGreaterThan 5 }
    }
}
