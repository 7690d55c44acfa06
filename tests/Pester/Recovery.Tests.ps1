# A watch in a real PowerShell that brings a server back by itself.

BeforeAll {
    . "$PSScriptRoot/Prepared.ps1"
    # Below the ports that systems give to outgoing connections, which others make in between.
    do {
        $port = Get-Random -Minimum 15000 -Maximum 30000
        $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, $port)
        $free = try { $listener.Start(); $true } catch { $false } finally { $listener.Stop() }
    } until ($free)
    # It runs until its standard input ends: this one never does.
    $pipe = Join-Path $TestDrive 'pipe'
    if ($IsLinux) { mkfifo $pipe }
    $inventory = Join-Path $TestDrive 'mcpops.json'
    @{
        history = @{ store = 'state' }
        watch   = @{ failures = 1; successes = 1 }
        servers = @{
            web = @{
                url     = "http://127.0.0.1:$port/mcp"
                service = @{ kind = 'process'; name = "minimal-server.dll $port"; startCommand = @('sh', '-c', 'exec dotnet "$0" "$1" 0<>"$2"', (Get-Program tests/Replicas/MinimalServer minimal-server.dll), "$port", $pipe) }
                recover = @{ automatic = $true; settle = '1s'; timeout = '60s' }
            }
        }
    } | ConvertTo-Json -Depth 5 | Set-Content -Path $inventory

    # What this test started, by its port, which nobody else has.
    function Get-Own { Get-Process -Name dotnet -ErrorAction Ignore | Where-Object { $_.CommandLine -like "*minimal-server.dll $port" } }
}

AfterAll {
    Get-Own | ForEach-Object Kill
}

Describe 'Watch-McpHealth with recover.automatic' -Skip:(-not $IsLinux) {
    It 'brings back what is not there, and again after kill -9, and leaves alone what works' {
        $first = Watch-McpHealth -Once -ConfigPath $inventory
        ($first | Where-Object Kind -EQ recovery).Status | Should -Be 'Restarted' -Because "$(($first | Where-Object Kind -EQ recovery).Message)"
        $before = @(Get-Own).Id
        $before.Count | Should -Be 1
        (Get-McpHealth web -Check protocol -ConfigPath $inventory).Verdict | Should -Be 'Healthy'

        (Watch-McpHealth -Once -ConfigPath $inventory | Where-Object Kind -EQ recovery) | Should -BeNullOrEmpty
        @(Get-Own).Id | Should -Be $before

        $process = Get-Process -Id $before[0]
        $process.Kill()
        $process.WaitForExit()
        # It waits longer from try to try: up to two seconds here.
        $until = [datetime]::Now.AddSeconds(60)
        do { $again = Watch-McpHealth -Once -ConfigPath $inventory | Where-Object Kind -EQ recovery } until ($again -or [datetime]::Now -gt $until)
        $again.Status | Should -Be 'Restarted'
        @(Get-Own).Id | Should -Not -Be $before
    }
}
