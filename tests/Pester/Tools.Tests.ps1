BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $module = $env:MCPOPS_MODULE ?? "$root/McpOps.psd1"
    Import-Module $module -Force

    # A stdio server that the tests build: the tools echo (read-only) and fail.
    $program = Get-ChildItem "$root/tests/Replicas/HostileServer/bin" -Recurse -Filter 'hostile-server.dll' | Sort-Object -Property LastWriteTime | Select-Object -Last 1
    $server = @{ Command = 'dotnet'; ArgumentList = $program.FullName, 'good' }
}

Describe 'Get-McpTool' {
    It 'lists the tools of a server' {
        $tools = Get-McpTool @server
        $tools.Name | Should -Be 'echo', 'fail'
        $tools[0].ReadOnly | Should -BeTrue
        $tools[0].Required | Should -Be 'city'
        $tools[0].Bytes | Should -Be 103
    }

    It 'selects by wildcard' {
        (Get-McpTool @server -Tool 'ec*').Name | Should -Be 'echo'
    }

    It 'fits 120 columns' {
        (Get-McpTool @server | Out-String -Width 120) -split "`n" | ForEach-Object { $_.TrimEnd().Length | Should -BeLessOrEqual 120 }
    }

    It 'goes on after a server that fails' {
        $tools = Get-McpTool -Uri 'http://127.0.0.1:1/mcp', 'http://127.0.0.1:2/mcp' -ErrorAction SilentlyContinue -ErrorVariable failures
        $tools | Should -BeNullOrEmpty
        $failures.Count | Should -Be 2
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'Unreachable,*'
        $failures[0].CategoryInfo.Category | Should -Be 'ConnectionError'
    }
}

Describe 'Invoke-McpTool' {
    It 'gives a tool what the hashtable holds' {
        $result = Invoke-McpTool @server -Tool echo -Arguments @{ city = "K`u{f6}ln"; days = 3; deep = @{ list = 1, $null, $true; when = [datetime] '2026-11-20' } }
        $result.IsError | Should -BeFalse
        $echoed = "$($result.Structured | ConvertTo-Json -Depth 9)" | ConvertFrom-Json -AsHashtable -DateKind String
        $echoed.city | Should -Be "K`u{f6}ln"
        $echoed.days | Should -Be 3
        $echoed.deep.list | Should -Be 1, $null, $true
        $echoed.deep.when | Should -BeLike '2026-11-20T00:00:00*'
    }

    It 'takes JSON, and the hashtable before it' {
        $result = Invoke-McpTool @server -Tool echo -ArgumentsJson '{"a":1,"b":2}' -Arguments @{ b = 3 }
        $result.Structured.ToString() | Should -Be '{"a":1,"b":3}'
        $result.Structured.b | Should -Be 3
    }

    It 'calls nothing with -WhatIf' {
        Invoke-McpTool @server -Tool fail -WhatIf | Should -BeNullOrEmpty
    }

    It 'writes the failure of a tool as a result, and a call that cannot be made as an error' {
        (Invoke-McpTool @server -Tool fail).IsError | Should -BeTrue
        { Invoke-McpTool nowhere echo -ErrorAction Stop } | Should -Throw -ErrorId 'ServerNotFound*'
        { Invoke-McpTool @server -Tool nope -ErrorAction Stop } | Should -Throw -ErrorId 'ToolNotFound*'
        { Invoke-McpTool @server -Tool fail -ThrowOnError } | Should -Throw -ErrorId 'ToolFailed*'
        { Invoke-McpTool @server -Tool echo -ArgumentsJson '{oops' } | Should -Throw -ErrorId 'InvalidToolArgument*'
    }
}

Describe 'Get-McpResource and Get-McpPrompt' {
    BeforeAll {
        . "$PSScriptRoot/Prepared.ps1"
        $place = Initialize-Place (New-Item -ItemType Directory -Path "$TestDrive/place").FullName
    }

    AfterAll {
        Close-Place $place
    }

    It 'list, and read what the pipeline brings' {
        $resource = Get-McpResource web
        $resource.Resource | Should -Be 'note:///today'
        ($resource | Get-McpResource -Read).Text | Should -Be 'It rains.'
        ($resource | ConvertTo-Csv | ConvertFrom-Csv | Get-McpResource -Read).Text | Should -Be 'It rains.'
        (Get-McpResource web note:///* -Read).MimeType | Should -Be 'text/plain'
        (Get-McpPrompt web).Required | Should -Be 'city'
        (Get-McpPrompt web | Get-McpPrompt -Read).Role | Should -Be 'user'
        (Get-McpPrompt web summary -Arguments @{ city = 'Rome' }).Text | Should -Be 'Sum up the weather.'
    }

    It 'have nothing to say of a server that declares neither' {
        Get-McpResource weather | Should -BeNullOrEmpty
        Get-McpPrompt weather | Should -BeNullOrEmpty
    }

    It 'say what could not be read' {
        { Get-McpResource weather note:///none -Read -ErrorAction Stop } | Should -Throw -ErrorId 'ResourceNotRead*'
        { Get-McpPrompt weather none -Read -ErrorAction Stop } | Should -Throw -ErrorId 'PromptNotRead*'
        { Get-McpPrompt web -Read } | Should -Throw -ErrorId 'NothingToRead*'
    }

    It 'fit 80 columns' {
        ((Get-McpResource web | Out-String -Width 80) + (Get-McpPrompt web | Out-String -Width 80)) -split "`n" | ForEach-Object { $_.TrimEnd().Length | Should -BeLessOrEqual 80 }
    }
}
