using McpOps.Servers;

namespace McpOps.Core.Tests.Servers;

public sealed class HarmlessValueTests
{
    [Theory]
    [InlineData("")]
    [InlineData("/srv/data/not-there-yet")]
    [InlineData("~/notes")]
    [InlineData("./build")]
    [InlineData("/opt/bin:/usr/local/bin:/usr/bin")]
    [InlineData(@"C:\\Users\\me\\Documents")]
    [InlineData("us-east-1")]
    [InlineData("my-project")]
    [InlineData("Europe/Berlin")]
    [InlineData("en_US.UTF-8")]
    [InlineData("INFO")]
    [InlineData("1.2.3")]
    [InlineData("https://api.example.com/v1")]
    [InlineData("http://127.0.0.1:8000/mcp")]
    public void What_is_plainly_no_secret_is_written_as_it_is(string value) => Assert.True(HarmlessValue.Is(value));

    [Theory]
    [InlineData("hunter2")]
    [InlineData("S3cr3tS3cr3t")]
    [InlineData("aVeryLongMixedWord")]
    [InlineData("ghp_0123456789abcdefghijklmn")]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("https://me:pw@api.example.com/v1")]
    [InlineData("https://hooks.example.com/services/T00/B00/XXXX")]
    [InlineData("https://api.example.com/v1?key=abc")]
    [InlineData("/srv/7fA9kQ2mX81pLz04Rt6w")]
    public void What_may_be_one_becomes_a_reference(string value) => Assert.False(HarmlessValue.Is(value));
}
