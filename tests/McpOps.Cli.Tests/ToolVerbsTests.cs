using System.Diagnostics;
using System.Text.Json;

namespace McpOps.Cli.Tests;

public sealed class ToolVerbsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tools_lists_what_a_server_offers()
    {
        var (code, output, error) = await Cli.RunAsync("tools", "-o", "json", "--", HostileProgram.Path, "good");
        using var tools = JsonDocument.Parse(output);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(["echo", "fail"], tools.RootElement.EnumerateArray().Select(tool => tool.GetProperty("name").GetString()));
        Assert.True(tools.RootElement[0].GetProperty("readOnly").GetBoolean());
        Assert.Equal(103, tools.RootElement[0].GetProperty("bytes").GetInt32());
        Assert.Equal(26, tools.RootElement[0].GetProperty("tokens").GetInt32());

        (code, output, _) = await Cli.RunAsync("tools", "--tool", "F*", "--tool", "none", "-o", "csv", "--", HostileProgram.Path, "good");
        Assert.Equal((0, 2), (code, output.TrimEnd().Split('\n').Length));
        Assert.Contains(",fail,", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_server_that_fails_is_told_and_the_others_are_listed()
    {
        await using var server = await ServedServer.StartAsync(Stop);
        var (code, output, error) = await Cli.RunAsync("tools", "--url", server.Url.ToString(), "--url", "http://127.0.0.1:1/mcp");
        Assert.Equal(ExitCodes.Partial, code);
        Assert.Contains("web_content_extract", output, StringComparison.Ordinal);
        Assert.StartsWith("error Unreachable: 127.0.0.1:1: ", error, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Failed, (await Cli.RunAsync("tools", "--url", "http://127.0.0.1:1/mcp")).Code);
    }

    [Fact]
    public async Task Call_writes_what_the_tool_says()
    {
        var (code, output, error) = await Cli.RunAsync("call", "echo", "--arguments", """{"n":[1,"ä"]}""", "--arg", "city=Berlin", "--arg", "days=3", "-o", "json", "--", HostileProgram.Path, "good");
        Assert.Equal((0, ""), (code, error));
        using var result = JsonDocument.Parse(output);
        Assert.False(result.RootElement.GetProperty("isError").GetBoolean());
        Assert.Equal("said\n[image image/png, 4 characters of Base64]", result.RootElement.GetProperty("text").GetString());
        var echoed = result.RootElement.GetProperty("structured");
        Assert.Equal("ä", echoed.GetProperty("n")[1].GetString());
        Assert.Equal(3, echoed.GetProperty("days").GetInt32());
        Assert.Equal("Berlin", echoed.GetProperty("city").GetString());
    }

    [Fact]
    public async Task A_tool_that_fails_is_written_and_the_exit_code_says_so()
    {
        var (code, output, error) = await Cli.RunAsync("call", "fail", "--", HostileProgram.Path, "good");
        Assert.Equal((ExitCodes.Failed, "no such city" + Environment.NewLine), (code, output));
        Assert.StartsWith("error ToolError: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_cannot_be_made_says_why()
    {
        var refused = await Cli.RunAsync("call", "nope", "--", HostileProgram.Path, "good");
        Assert.Equal(ExitCodes.Failed, refused.Code);
        Assert.Contains("error ToolNotFound: There is no tool 'nope'", refused.Error, StringComparison.Ordinal);

        var unknown = await Cli.RunAsync("call", "nope", "--arg", "a=1", "--", HostileProgram.Path, "good");
        Assert.Equal(ExitCodes.Failed, unknown.Code);
        Assert.Contains("It has echo, fail", unknown.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resources", "resource")]
    [InlineData("prompts", "prompt")]
    public async Task Resources_and_prompts_that_there_are_none_of_are_none_and_reading_one_says_why(string verb, string one)
    {
        Assert.Equal((0, "[]"), (await Cli.RunAsync(verb, "-o", "json", "--", HostileProgram.Path, "good")) is var (listed, list, _) ? (listed, list.Trim()) : default);
        var (code, _, error) = await Cli.RunAsync(verb, $"--{one}", "none", "--read", "--", HostileProgram.Path, "good");
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Matches("^error (Resource|Prompt)NotRead: hostile-server: ", error);

        (code, _, error) = await Cli.RunAsync(verb, "--read", "--", HostileProgram.Path, "good");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.StartsWith("error NothingToRead: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--arguments", "{oops")]
    [InlineData("--arguments", "[1]")]
    [InlineData("--arg", "novalue")]
    public async Task Arguments_that_cannot_be_read_are_a_usage_error(string option, string value)
    {
        var (code, _, error) = await Cli.RunAsync("call", "echo", option, value, "--", HostileProgram.Path, "good");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.StartsWith("error InvalidToolArgument: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_to_several_servers_is_a_usage_error()
    {
        var (code, _, error) = await Cli.RunAsync("call", "echo", "--url", "http://127.0.0.1:1/a", "--url", "http://127.0.0.1:1/b");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.StartsWith("error SeveralServers: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("QUIT")]
    public async Task Ctrl_C_ends_at_once_and_leaves_no_process(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Uses sh, kill and /proc.");
        var idFile = Path.GetTempFileName();

        using var process = Command.StartHeedful(Command.McpOps, ["health", "--timeout", "60", "--", "sh", "-c", $"sleep 600 & echo $! > '{idFile}'; wait"]);
        try
        {
            string child;
            while ((child = (await File.ReadAllTextAsync(idFile, Stop)).Trim()).Length == 0)
            {
                await Task.Delay(20, Stop);
            }

            Assert.True(Directory.Exists($"/proc/{child}"));
            var sent = Stopwatch.GetTimestamp();
            await Command.RunAsync("kill", ["-s", signal, process.Id.ToString()], Stop);
            await process.WaitForExitAsync(Stop);
            Assert.Equal(ExitCodes.Interrupted, process.ExitCode);

            // Neither its child's ten minutes nor its own time-out of one are waited for.
            Assert.InRange(Stopwatch.GetElapsedTime(sent).TotalSeconds, 0, 40);

            // A process that was killed needs a moment to be gone.
            Assert.True(await Eventually.HoldsAsync(() => HasEnded(child), TimeSpan.FromSeconds(10), Stop));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            File.Delete(idFile);
        }
    }

    private static bool HasEnded(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Contains(") Z", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }
}
