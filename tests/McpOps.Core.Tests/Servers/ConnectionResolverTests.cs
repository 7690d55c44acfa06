using McpOps.Servers;

namespace McpOps.Core.Tests.Servers;

public sealed class ConnectionResolverTests
{
    private static readonly Dictionary<string, string> Process = new(StringComparer.Ordinal)
    {
        ["TOKEN"] = "t0k", ["PATH"] = "/bin", ["NESTED"] = "<${env:TOKEN}>", ["LOOP"] = "${env:POOL}", ["POOL"] = "${env:LOOP}", ["EMPTY"] = "",
    };

    [Fact]
    public void References_are_resolved_everywhere()
    {
        var server = Stdio(new() { ["A"] = "${env:TOKEN}", ["B"] = "b-${env:A}" }, "${env:B}", "--x=${env:NESTED}") with { };
        var resolved = ConnectionResolver.Resolve(server, Process.GetValueOrDefault);
        Assert.Equal(["b-t0k", "--x=<t0k>"], resolved.Arguments);
        Assert.Equal(["t0k", "b-t0k"], resolved.Environment.Values);

        var web = McpServer.FromUrl(new Uri("http://h/${env:TOKEN}"), new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = "Bearer ${env:TOKEN}" });
        Assert.Equal(("http://h/t0k", "Bearer t0k"), (ConnectionResolver.Resolve(web, Process.GetValueOrDefault).Url, ConnectionResolver.Resolve(web, Process.GetValueOrDefault).Headers["Authorization"]));
    }

    [Fact]
    public void A_variable_that_names_itself_means_the_processs_own() =>
        Assert.Equal("/opt/bin:/bin", ConnectionResolver.Resolve(Stdio(new() { ["PATH"] = "/opt/bin:${env:PATH}" }), Process.GetValueOrDefault).Environment["PATH"]);

    [Theory]
    [InlineData("${env:MISSING:-fallback}", "fallback")]
    [InlineData("${env:TOKEN:-fallback}", "t0k")]
    [InlineData("${env:EMPTY}", "")]
    [InlineData("$TOKEN {TOKEN} ${", "$TOKEN {TOKEN} ${")]
    public void Only_whole_references_count(string text, string resolved) =>
        Assert.Equal(resolved, ConnectionResolver.Text(text, Stdio([]), Process.GetValueOrDefault));

    [Theory]
    [InlineData("${env:MISSING}", "EnvironmentMissing", "MISSING")]
    [InlineData("${env:LOOP}", "EnvironmentCycle", "LOOP → POOL → LOOP")]
    [InlineData("${input:token}", "ReferenceUnresolved", "${input:token}")]
    [InlineData("Bearer ${token}", "ReferenceUnresolved", "${token}")]
    [InlineData("Bearer ${{ secrets.API_KEY }}", "ReferenceUnresolved", "${{ secrets.API_KEY }}")]
    [InlineData("${env:TOKEN} ${command:pick}", "ReferenceUnresolved", "${command:pick}")]
    [InlineData("${env:MISSING:-${other}}", "ReferenceUnresolved", "${other}")]
    [InlineData("{file:~/.token}", "ReferenceUnresolved", "{file:~/.token}")]
    public void What_cannot_be_resolved_is_told(string text, string id, string what)
    {
        var exception = Assert.Throws<McpOpsException>(() => ConnectionResolver.Text(text, Stdio([]), Process.GetValueOrDefault));
        Assert.Equal(id, exception.ErrorId);
        Assert.Contains(what, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_shell_makes_of_the_arguments_of_ones_own_command_is_the_shells_business()
    {
        string[] arguments = ["-c", "exec node ${DIR}/x.js ${env:TOKEN}"];
        Assert.Equal(["-c", "exec node ${DIR}/x.js t0k"], ConnectionResolver.Resolve(Stdio([], arguments), Process.GetValueOrDefault).Arguments);
        Assert.Throws<McpOpsException>(() => ConnectionResolver.Resolve(Stdio([], arguments) with { Origin = ServerOrigin.Discovered }, Process.GetValueOrDefault));
        Assert.Throws<McpOpsException>(() => ConnectionResolver.Resolve(Stdio(new() { ["A"] = "${DIR}" }), Process.GetValueOrDefault));
    }

    [Fact]
    public void A_value_of_the_process_is_a_value_whatever_is_in_it() =>
        Assert.Equal("p${x}", ConnectionResolver.Text("${env:ODD}", Stdio([]), name => name is "ODD" ? "p${x}" : null));

    [Fact]
    public void The_definition_keeps_its_references()
    {
        var server = Stdio(new() { ["A"] = "${env:TOKEN}" }, "${env:TOKEN}");
        ConnectionResolver.Resolve(server, Process.GetValueOrDefault);
        Assert.Equal(("${env:TOKEN}", "${env:TOKEN}"), (server.Connection.Arguments[0], server.Connection.Environment["A"]));
    }

    private static McpServer Stdio(Dictionary<string, string> environment, params string[] arguments) => McpServer.FromCommand("x", arguments, environment);
}
