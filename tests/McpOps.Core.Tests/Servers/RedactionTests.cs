using FsCheck;
using FsCheck.Fluent;
using McpOps.Servers;

namespace McpOps.Core.Tests.Servers;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("https://user:pw@host/mcp", "https://***@host/mcp")]
    [InlineData("https://host/mcp?api_key=abc&x=1", "https://host/mcp?api_key=***&x=1")]
    [InlineData("postgresql://u:p@db:5432/x", "postgresql://***@db:5432/x")]
    public void An_address_shows_neither_user_nor_secret_query(string url, string masked) => Assert.Equal(masked, Redaction.MaskUrl(url));

    [Fact]
    public void Arguments_show_no_token() =>
        Assert.Equal(["--token", "***", "--url", "http://x", "API_KEY=***"], Redaction.MaskArguments(["--token", "abc", "--url", "http://x", "API_KEY=abc"]));

    [Fact]
    public void A_glance_rules_out_only_what_holds_no_secret()
    {
        var pieces = Gen.Elements("password", "PGPASSWORD", "accessToken", "x-api-key", "DATABASE_URL", "dsn", "pat", "Bearer", "basic", "://", "me:pw@h", "?", "&", "=", ": ", " ", "\"", "'", "sk-", "ghp_", "eyJ", "hf_", ".", "abcdefghij0123456789", "value", "/", "SIG", "code", "AKIA");
        Prop.ForAll(pieces.ArrayOf().Select(string.Concat).ToArbitrary(), text => Assert.Equal(Redaction.MaskWhole(text), Redaction.MaskText(text))).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_secret_that_begins_with_a_dash_is_one_and_the_next_option_is_not() =>
        Assert.Equal(["--token", "***", "--api-key", "-v", "--port", "80"], Redaction.MaskArguments(["--token", "-Xy7secret", "--api-key", "-v", "--port", "80"]));

    [Fact]
    public void A_reference_to_a_variable_is_no_secret() => Assert.Equal("API_KEY=${API_KEY:-} PORT=80", Redaction.MaskText("API_KEY=${API_KEY:-} PORT=80"));

    [Theory]
    [InlineData("Authorization: Bearer abcdefghijkl")]
    [InlineData("password=hunter2hunter2")]
    [InlineData("boom error: token=hunter2hunter2 failed")]
    [InlineData("request failed: password: hunter2hunter2")]
    [InlineData("started with --password hunter2hunter2 --port 80")]
    [InlineData("the password 'hunter2hunter2' is wrong")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nhunter2hunter2\n-----END RSA PRIVATE KEY-----")]
    [InlineData("at its end: try again: \"api_key\": 'hunter2hunter2'")]
    [InlineData("key ghp_0123456789abcdefghij0123")]
    [InlineData("{\"client_secret\": \"s3cr3tvalue\"}")]
    public void Text_shows_no_secret(string text)
    {
        var masked = Redaction.MaskText(text);
        Assert.Contains(Redaction.Mask, masked, StringComparison.Ordinal);
        Assert.DoesNotContain("abcdefghijkl", masked, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", masked, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789abcdefghij", masked, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3tvalue", masked, StringComparison.Ordinal);
    }
}
