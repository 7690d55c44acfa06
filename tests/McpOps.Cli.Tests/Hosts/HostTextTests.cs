using McpOps.Cli.Hosts;

namespace McpOps.Cli.Tests.Hosts;

/// <summary>What goes to another host, and what is made of what comes back.</summary>
public sealed class HostTextTests
{
    [Theory]
    [InlineData("health web --host a,b --host-timeout 5s -o json", "a b", "health web -o json", 5)]
    [InlineData("health --host=a --host a --host c web", "a c", "health web", 60)]
    [InlineData("health --host a -- npx --host z", "a", "health -- npx --host z", 60)]
    public void Hosts_are_taken_out_of_the_line_and_all_else_stays(string line, string hosts, string rest, int seconds)
    {
        var found = HostArguments.Of(line.Split(' '), "health");
        Assert.Equal((hosts, rest, seconds), (string.Join(' ', found.Hosts), string.Join(' ', found.Rest), (int)found.Timeout.TotalSeconds));
    }

    [Theory]
    [InlineData("health --host -oProxyCommand=x", "InvalidHost")]
    [InlineData("health --host ,", "InvalidHost")]
    [InlineData("demo --host a", "NotOnHosts")]
    [InlineData("--verbose demo --host a", "NotOnHosts")]
    [InlineData("watch --host a", "NotOnHosts")]
    [InlineData("logs follow --host a", "NotOnHosts")]
    [InlineData("health --host a --host-timeout soon", "InvalidTime")]
    [InlineData("audit -o sarif --host a,b", "NotJoined")]
    [InlineData("audit --output:junit --host a,b", "NotJoined")]
    [InlineData("report weekly -o html --host a,b", "NotJoined")]
    [InlineData("metrics export --host a,b", "NotJoined")]
    public async Task What_cannot_be_is_refused_before_any_host_is_asked(string line, string error)
    {
        var run = await Cli.RunAsync(line.Split(' '));
        Assert.Contains($"error {error}: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, run.Code);
    }

    [Fact]
    public async Task A_shell_gives_every_word_back_as_it_was()
    {
        var random = new Random(19);
        const string Letters = "ab \t\n'\"\\$`!*?[]{}()<>|&;#~=-%äß→";
        var words = Enumerable.Range(0, 500).Select(_ => new string([.. Enumerable.Range(0, random.Next(8)).Select(_ => Letters[random.Next(Letters.Length)])])).ToList();
        var shell = await Command.RunAsync("/bin/sh", ["-c", $"printf '%s\\0' {string.Join(' ', words.Select(HostCommand.Quote))}"], TestContext.Current.CancellationToken);
        Assert.Equal(words, shell.Output.Split('\0')[..^1]);
    }

    [Fact]
    public void Each_record_says_of_which_host_it_is()
    {
        var answer = new HostAnswer("a", 0, "1", """[{"server":"web"},{"host":"own","server":"db"},{"server":"old","host":null}]""", [], null);
        Assert.Equal("""{"host":"a","server":"web"}|{"host":"own","server":"db"}|{"host":"a","server":"old"}""", string.Join('|', HostOutput.Records(answer, lines: false).Select(one => one.ToJsonString())));
        Assert.Equal("a", Assert.Single(HostOutput.Records(answer with { Output = """{"server":"web"}""" }, lines: true))["host"]!.GetValue<string>());
        Assert.Empty(HostOutput.Records(answer with { Output = "" }, lines: false));
        Assert.Equal(["host,server,message", "a,web,\"two", "lines\""], HostOutput.Csv(answer with { Output = "server,message\nweb,\"two\nlines\"\n" }, head: true));
        Assert.Equal(["server,Host", "web,own"], HostOutput.Csv(answer with { Output = "server,Host\nweb,own\n" }, head: true));
        Assert.Equal(["web,own"], HostOutput.Csv(answer with { Output = "server,Host\nweb,own\n" }, head: false));
        Assert.Equal(["a,web,x"], HostOutput.Csv(answer with { Output = "server,message\nweb,x\n" }, head: false));
    }

    [Theory]
    [InlineData("Welcome!")]
    [InlineData("[null]")]
    [InlineData("null")]
    [InlineData("[{}")]
    [InlineData("""{"server":"web","server":"db"}""")]
    [InlineData("""[{"host":"a","host":"b"}]""")]
    public void What_is_no_record_is_told_and_ends_nothing(string output)
    {
        foreach (var lines in new[] { true, false })
        {
            Assert.Equal("HostAnswerInvalid", Assert.Throws<McpOpsException>(() => HostOutput.Records(new HostAnswer("a", 0, "1", output, [], null), lines)).ErrorId);
        }
    }

    [Theory]
    [InlineData(255, "", "ssh: connect to host a port 22: Connection refused", "HostUnreachable")]
    [InlineData(255, "", "a: Permission denied (publickey).", "HostUnreachable")]
    [InlineData(127, "Welcome to a\n", "", "HostLacksMcpops")]
    [InlineData(1, "This account is currently not available.\n", "", "HostAnswerInvalid")]
    [InlineData(null, "", "", "HostTimedOut")]
    [InlineData(null, "mcpops-answer\nmcpops-version 1.0\n{}", "", "HostTimedOut")]
    [InlineData(131, "mcpops-answer\n", "You must install or update .NET to run this application.", "HostAnswerInvalid")]
    [InlineData(0, "mcpops-answer\n", "", "HostAnswerInvalid")]
    [InlineData(0, "mcpops-answer\n[]\n", "", "HostAnswerInvalid")]
    [InlineData(255, "mcpops-answer\n", "", "HostAnswerInvalid")]
    public void What_goes_wrong_on_the_way_has_a_name(int? code, string output, string error, string id) =>
        Assert.Equal(id, HostAnswer.Of("a", code, output, error, TimeSpan.FromSeconds(5)).Fault!.ErrorId);

    [Fact]
    public void What_a_login_writes_is_no_result()
    {
        var answer = HostAnswer.Of("a", 2, "Welcome to a!\nmcpops-answer\nmcpops-version 1.0\n[1]\n", "motd\n", TimeSpan.FromSeconds(5));
        Assert.Equal((2, "1.0", "[1]\n", null), (answer.ExitCode, answer.Version, answer.Output, answer.Fault));
        var other = HostAnswer.Of("a", 0, "mcpops-answer\nhello <script>\n", "", TimeSpan.FromSeconds(5));
        Assert.Equal(("HostAnswerInvalid", ""), (other.Fault!.ErrorId, other.Output));
    }

    [Theory]
    [InlineData("health", new[] { 0, 0 }, 0)]
    [InlineData("health", new[] { 0, 3, 1 }, 1)]
    [InlineData("health", new[] { 0, -1 }, 3)]
    [InlineData("health", new[] { 0, 1, -1 }, 3)]
    [InlineData("health", new[] { 2, -1 }, 2)]
    [InlineData("health", new[] { 0, 64 }, 3)]
    [InlineData("health", new[] { 1, 2, 64 }, 2)]
    [InlineData("watch", new[] { 3 }, 3)]
    [InlineData("backup", new[] { 0, 0 }, 0)]
    [InlineData("backup", new[] { 0, -1 }, 2)]
    [InlineData("backup", new[] { 1, -1 }, 1)]
    public void The_worst_host_decides(string verb, int[] codes, int all) => Assert.Equal(all, HostVerbs.Worst(verb, codes));
}
