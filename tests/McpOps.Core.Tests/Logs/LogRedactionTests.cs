using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpOps.Logs;
using McpOps.Servers;

namespace McpOps.Core.Tests.Logs;

public sealed class LogRedactionTests
{
    private const string Value = "abcdefghij0123456789KLMNOPQRST";

    [Fact]
    public void A_glance_at_the_bytes_rules_out_only_what_holds_no_secret()
    {
        var pieces = Gen.Elements(
            "password", "pwd", "PGPASS", "Secret", "accessToken", "x-api-key", "credential", "auth", "code", "Bearer ", "basic ", "SIG", "cookie", "connection_string", "connectionString", "connection-string",
            "DATABASE_URL", "redis-uri", "mongodburl", "postgresql_url", "pat", "DSN", "jwt", "sk-", "sk_live_", "rk_test_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xoxb-", "AKIA", "AIza",
            "npm_", "hf_", "eyJ", "://", "me:pw@h", "pw", "pin", "1234", "curl -u ", "?", "&", "=", ": ", " ", "\"", "'", ".", "/", Value, " and then it went on as ever ");
        Prop.ForAll(pieces.ArrayOf().Select(string.Concat).ToArbitrary(), text => Assert.True(Redaction.MaskText(text) == text || SecretWords.MayStandIn(Encoding.UTF8.GetBytes(text)), text)).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Theory]
    [InlineData("redis_url=")]
    [InlineData("mongodb-uri: ")]
    [InlineData("connectionString=")]
    [InlineData("My-DSN=")]
    [InlineData("cookie: ")]
    [InlineData("hf_")]
    [InlineData("xoxp-")]
    [InlineData("\"pw\": \"")]
    [InlineData("pw = ")]
    public void A_secret_at_the_end_of_a_short_or_long_message_is_masked(string before)
    {
        foreach (var text in (string[])[before + Value, $"The worker went on as ever, and wrote at the end of its line: {before}{Value}"])
        {
            Assert.DoesNotContain(Value, LogRedaction.Mask(Encoding.UTF8.GetBytes(text)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_pin_is_masked() => Assert.Equal("the door, pin: ***", LogRedaction.Mask("the door, pin: 123456"u8));
}
