namespace McpOps.Cli.Tests;

/// <summary>The verb <c>slo</c>: its exit code says how it is.</summary>
public sealed class SloVerbTests : WatchedFolder
{
    /// <summary>1 would say that something is at risk.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("""{ "availability": { "target": 99.9 } }""")]
    public async Task Where_nothing_is_known_it_ends_with_3(string slo)
    {
        await File.WriteAllTextAsync(Inventory, $$"""{ "history": { "store": "history" }, "servers": { "web": { "url": "http://127.0.0.1:1/mcp"{{(slo.Length > 0 ? $", \"slo\": {slo}" : "")}} } } }""", Stop);
        var (code, output, error) = await Cli.RunAsync("slo", "--config-path", Inventory);
        Assert.True(code == 3, $"{code} {error}");
        Assert.Equal(slo.Length == 0, error.Contains("error NoObjectives: The inventory names no objectives here. Write them at the server, such as \"slo\"", StringComparison.Ordinal));
        Assert.Equal(slo.Length > 0, output.Contains("Unknown", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_word_that_is_wrong_is_no_verdict()
    {
        await File.WriteAllTextAsync(Inventory, """{ "history": { "store": "history" }, "servers": { "web": { "url": "http://127.0.0.1:1/mcp", "slo": { "availability": { "target": 99.9 } } } } }""", Stop);
        var (code, _, error) = await Cli.RunAsync("slo", "--objective", "avaliability", "--config-path", Inventory);
        Assert.Contains("error ObjectiveNotFound", error, StringComparison.Ordinal);
        Assert.Equal(3, code);
    }
}
