# A place with everything that the cmdlets work on: servers, an inventory, logs, pages, a history, backups. Loopback only.
# A test file dot-sources this in BeforeAll, calls Initialize-Place, and Close-Place in AfterAll.

$root = (Resolve-Path "$PSScriptRoot/../..").Path
$module = $env:MCPOPS_MODULE ?? "$root/McpOps.psd1"
Import-Module $module -Force

# The program of a project, as the last build left it.
function Get-Program([string] $Project, [string] $Name) {
    Get-ChildItem "$root/$Project/bin" -Recurse -Filter $Name | Where-Object FullName -NotMatch '[\\/](publish|ref)[\\/]' |
        Sort-Object -Property LastWriteTime | Select-Object -Last 1 -ExpandProperty FullName
}

# Starts a program that says in its first line where it listens, and then nothing more: nobody reads on.
function Open-Listener([string[]] $ArgumentList) {
    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
    foreach ($argument in $ArgumentList) { $start.ArgumentList.Add($argument) }
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    [System.Diagnostics.Process]::Start($start)
}

# Answers each request with a page that names itself; runs until its listener is closed.
function Open-Site {
    $probe = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
    $probe.Start()
    $address = "http://127.0.0.1:$($probe.LocalEndpoint.Port)/"
    $probe.Stop()
    $listener = [System.Net.HttpListener]::new()
    $listener.Prefixes.Add($address)
    $listener.Start()
    $shell = [powershell]::Create().AddScript({
            param($Listener)
            while ($Listener.IsListening) {
                $context = $Listener.GetContext()
                $path = $context.Request.Url.AbsolutePath
                $words = 'This is a paragraph of the article, and it is long enough to be taken for one. ' * 5
                $page = "<html lang='en'><head><title>Page $path</title></head><body><article><h1>Page $path</h1><p>$words</p><p>$words</p><a href='/docs/one'>one</a> <a href='/gone'>gone</a></article></body></html>"
                $bytes = [System.Text.Encoding]::UTF8.GetBytes($page)
                $context.Response.StatusCode = if ($path -in '/gone', '/robots.txt', '/sitemap.xml') { 404 } else { 200 }
                $context.Response.ContentType = 'text/html; charset=utf-8'
                $context.Response.OutputStream.Write($bytes)
                $context.Response.Close()
            }
        }).AddArgument($listener)
    $null = $shell.BeginInvoke()
    @{ Address = $address.TrimEnd('/'); Listener = $listener; Shell = $shell }
}

function Write-PlaceLog([string] $Path) {
    $days = @([datetime] '2026-11-16'; [datetime] '2026-11-17'; (Get-Date).Date.AddDays(-1); (Get-Date).AddMinutes(-30))
    $days | ForEach-Object {
        '{0:yyyy-MM-dd HH:mm:ss},000 - app - INFO - Extracting content from URL: https://example.com/1' -f $_
        '{0:yyyy-MM-dd HH:mm:ss},100 - app - INFO - Successfully extracted 10 characters from https://example.com/1 in 120 ms' -f $_
        '{0:yyyy-MM-dd HH:mm:ss},200 - app - ERROR - Failed on item {1}' -f $_, $_.Day
    } | Set-Content -Path $Path
}

# Makes the place below a folder that is empty, starts its servers, and returns what a test needs to know of it.
function Initialize-Place([string] $Folder) {
    $server = Open-Listener (Get-Program tests/Replicas/MinimalServer minimal-server.dll), '0'
    $url = $server.StandardOutput.ReadLine() + '/mcp'
    $site = Open-Site
    $hostile = Get-Program tests/Replicas/HostileServer hostile-server.dll

    foreach ($name in 'docs', 'logs', 'saved', 'fleet', 'home/.cursor') { $null = New-Item -ItemType Directory -Path "$Folder/$name" }
    Set-Content -Path "$Folder/docs/settings.json" -Value '{ "workers": 8 }'
    Set-Content -Path "$Folder/docs/readme.md" -Value 'Read me.'
    # An empty file is an SQLite database.
    $null = New-Item -ItemType File -Path "$Folder/cache.db"
    Write-PlaceLog "$Folder/logs/app.log"
    Set-Content -Path "$Folder/saved/one.html" -Value "<html><head><title>Saved</title></head><body><article><p>$('A saved page has words. ' * 30)</p></article></body></html>"
    $gzip = [System.IO.Compression.GZipStream]::new([System.IO.File]::Create("$Folder/saved/one.html.gz"), [System.IO.Compression.CompressionMode]::Compress)
    $gzip.Write([System.IO.File]::ReadAllBytes("$Folder/saved/one.html"))
    $gzip.Dispose()
    Set-Content -Path "$Folder/home/.cursor/mcp.json" -Value (@{ mcpServers = @{ found = @{ url = $url }; local = @{ command = 'dotnet'; args = @($hostile, 'good') } } } | ConvertTo-Json -Depth 5)
    0..199 | ForEach-Object { '{{"timestamp":"{0:o}","disk_usage":{1}}}' -f [datetime]::SpecifyKind('2026-01-01', 'Utc').AddHours(6 * $_), (40 + $_ * 0.2 + ($_ * 7919 % 13) * 0.1) } |
        Set-Content -Path "$Folder/metrics.jsonl"
    @{
        channels = @{ log = @{ kind = 'file'; path = 'alerts.jsonl' } }
        plans    = @{ daily = @{ at = '02:00'; steps = @(@{ use = 'health'; with = @{ checks = @('protocol') } }, @{ use = 'logs.summary' }) }; slow = @{ steps = @(@{ use = 'command'; with = @{ run = @('sleep', '60') } }) } }
        servers  = @{
            web     = @{ url = $url; tags = @('prod'); slo = @{ availability = @{ target = 99.5 }; response = @{ metric = 'latency'; target = 95; below = 5000 } }; logs = @('logs/app.log'); databases = @{ cache = @{ kind = 'sqlite'; path = 'cache.db' } }; maintain = @{ cache = @{ vacuum = $true } }; advice = @{ workers = @{ file = 'docs/settings.json'; key = 'workers'; default = 8; when = @('value > 2'); to = 2 } }; clean = @{ stale = @{ paths = @('docs/readme.md/*.tmp'); olderThan = '7d' } }; backup = @{ destination = 'backup'; sets = @{ docs = @{ paths = @('docs') } }; retention = @{ keepLast = 1 } }; service = @{ kind = 'systemd'; name = 'web' } }
            weather = @{ command = 'dotnet'; args = @($hostile, 'good'); tags = @('prod') }
            off     = @{ url = 'http://127.0.0.1:1/mcp'; enabled = $false }
        }
    } | ConvertTo-Json -Depth 6 | Set-Content -Path "$Folder/mcpops.json"

    $place = @{ Folder = $Folder; Url = $url; Server = $server; Site = $site; Hostile = $hostile; Home = $env:HOME; State = $env:XDG_STATE_HOME }
    $env:HOME = "$Folder/home"
    $env:XDG_STATE_HOME = "$Folder/state"
    Push-Location $Folder
    $place
}

function Close-Place($Place) {
    Pop-Location
    $env:HOME = $Place.Home
    $env:XDG_STATE_HOME = $Place.State
    $Place.Server.Kill()
    $Place.Server.Dispose()
    $Place.Site.Listener.Close()
    $Place.Site.Shell.Dispose()
}
