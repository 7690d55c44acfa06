using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Probing;

public sealed class EndpointCheckTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"status":"healthy","checks":{"database":"ok"}}""", 200, HealthStatus.Healthy, "answers 200")]
    [InlineData("""{"status":"degraded","checks":{"database":"down"}}""", 200, HealthStatus.Unhealthy, "$.status == \"healthy\" does not hold; found \"degraded\". $.checks.database == \"ok\" does not hold; found \"down\"")]
    [InlineData("""{"status":"healthy"}""", 200, HealthStatus.Unhealthy, "$.checks.database == \"ok\" does not hold; found nothing")]
    [InlineData("<html>", 200, HealthStatus.Unhealthy, "answers no JSON")]
    [InlineData("{}", 503, HealthStatus.Unhealthy, "answers 503, not 200")]
    public async Task An_endpoint_is_as_healthy_as_its_answer(string body, int status, string expected, string message)
    {
        await using var web = await LoopbackWeb.StartAsync(LoopbackWeb.Json(body, status));
        var result = await CheckAsync(new McpEndpoint("health", new Uri(web.Url, "health").ToString()) { Conditions = ["$.status == \"healthy\"", "$.checks.database == \"ok\""] });
        Assert.Equal("endpoints:health", result.Name);
        Assert.Equal(expected, result.Status);
        Assert.Contains(message, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_status_may_be_the_expected_one()
    {
        await using var web = await LoopbackWeb.StartAsync(LoopbackWeb.Json("", 401));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(new McpEndpoint("gate", web.Url.ToString()) { Status = 401 })).Status);
    }

    [Theory]
    [InlineData(404, true, HealthStatus.Healthy)]
    [InlineData(404, false, HealthStatus.Unhealthy)]
    [InlineData(500, true, HealthStatus.Unhealthy)]
    public async Task An_optional_endpoint_may_be_missing_and_not_broken(int status, bool optional, string expected)
    {
        await using var web = await LoopbackWeb.StartAsync(LoopbackWeb.Json("", status));
        Assert.Equal(expected, (await CheckAsync(new McpEndpoint("health", web.Url.ToString()) { Optional = optional })).Status);
    }

    [Fact]
    public async Task A_redirect_is_told_and_not_followed()
    {
        await using var web = await LoopbackWeb.StartAsync(context =>
        {
            context.Response.Redirect("/elsewhere?token=abcdefghijklmnop");
            return Task.CompletedTask;
        });
        var result = await CheckAsync(new McpEndpoint("health", web.Url.ToString()));
        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Contains("points to /elsewhere", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("abcdefghijklmnop", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_there_is_unhealthy_and_a_secret_in_the_address_is_not_shown()
    {
        var result = await CheckAsync(new McpEndpoint("health", "http://user:hunter2@127.0.0.1:1/health?api_key=s3cr3t"));
        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Contains("does not answer", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_answer_is_not_read_to_its_end()
    {
        await using var web = await LoopbackWeb.StartAsync(async context =>
        {
            var chunk = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
            }
        });
        var result = await CheckAsync(new McpEndpoint("flood", web.Url.ToString()) { Conditions = ["$.a exists"] });
        Assert.Contains("which is not read", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_that_is_not_set_is_unknown_and_named()
    {
        var result = await CheckAsync(new McpEndpoint("health", "http://127.0.0.1:${env:MCPOPS_TEST_NO_SUCH_VARIABLE}/"));
        Assert.Equal(HealthStatus.Unknown, result.Status);
        Assert.Contains("MCPOPS_TEST_NO_SUCH_VARIABLE", result.Message, StringComparison.Ordinal);
    }

    private static async Task<McpCheckResult> CheckAsync(McpEndpoint endpoint) =>
        Assert.Single(await new EndpointCheck().CheckAsync(new McpServer { Name = "s", Endpoints = [endpoint] }, Stop));
}
