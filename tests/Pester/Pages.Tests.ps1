BeforeAll {
    Import-Module ($env:MCPOPS_MODULE ?? "$PSScriptRoot/../../McpOps.psd1") -Force
    $words = 'This is a paragraph of the article, and it is long enough to be taken for one. ' * 3
    @"
<html lang="en"><head><title>A saved page</title><meta name="author" content="Jo Doe"></head>
<body><nav><a href="/">Home</a></nav><article><h1>A saved page</h1><p>$words</p><p>$words See <a href="next.html">the next</a>.</p></article></body></html>
"@ | Set-Content "$TestDrive/one.html"
    Copy-Item "$TestDrive/one.html" "$TestDrive/two[1].html"
}

Describe 'Get-McpPage' {
    It 'reads a saved page' {
        $page = Get-McpPage -Path "$TestDrive/one.html" -BaseUri https://example.org/a/
        $page.Title | Should -Be 'A saved page'
        $page.Byline | Should -Be 'Jo Doe'
        $page.Language | Should -Be 'en'
        $page.Text | Should -BeLike 'This is a paragraph*'
        $page.Markdown | Should -BeLike '*`[the next`](https://example.org/a/next.html)*'
        $page.Links.Uri.AbsoluteUri | Should -Be 'https://example.org/', 'https://example.org/a/next.html'
    }

    It 'takes wildcards, literal paths and files from the pipeline' {
        @(Get-McpPage -Path "$TestDrive/*.html").Count | Should -Be 2
        (Get-McpPage -LiteralPath "$TestDrive/two[1].html").Title | Should -Be 'A saved page'
        @(Get-ChildItem $TestDrive -Filter *.html | Get-McpPage).Count | Should -Be 2
    }

    It 'reports a page that cannot be read and goes on' {
        $pages = Get-McpPage -LiteralPath "$TestDrive/none.html", "$TestDrive/one.html" -ErrorVariable errors -ErrorAction SilentlyContinue
        @($pages).Count | Should -Be 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'PageFileNotFound*'
    }

    It 'names what is no web address' {
        { Get-McpPage saved.html -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidUrl*'
        { Get-McpPage file:///etc/passwd -ErrorAction Stop } | Should -Throw -ErrorId 'AddressNotSupported*'
    }

    It 'refuses an address that is not public when it is told to' {
        { Get-McpPage http://127.0.0.1:1/ -PublicOnly -ErrorAction Stop } | Should -Throw -ErrorId 'AddressNotPublic*'
    }

    It 'takes the limits of a walk' {
        { Get-McpPage http://127.0.0.1:1/ -Depth 1 -MaxTime 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        $options = @{ MaxTime = 30; ThrottleLimit = 1; Delay = 0.01; UserAgent = 'test'; WarningAction = 'Ignore' }
        @(Get-McpPage http://127.0.0.1:1/, http://127.0.0.1:2/ -Depth 1 @options).Error | Should -Be 'PageUnreachable', 'PageUnreachable'
    }

    It 'survives JSON and a job, and keeps its table view' {
        $page = Get-McpPage -Path "$TestDrive/one.html"
        ($page | ConvertTo-Json -Depth 4 | ConvertFrom-Json).WordCount | Should -Be $page.WordCount
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($page, 3))
        ($copy | Format-Table | Out-String) | Should -Match 'Words'
    }
}
