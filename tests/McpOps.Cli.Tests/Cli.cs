namespace McpOps.Cli.Tests;

/// <summary>The command as it is called, in this process.</summary>
internal static class Cli
{
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync(arguments, new CliConsole(output, error, TextReader.Null), TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
