namespace McpOps.Cli.Tests;

/// <summary>The command as it is called: in this process, or as a process of its own where another one is to be tested than was built.</summary>
internal static class Cli
{
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        if (Command.Other is not null)
        {
            using var process = Command.Start(Command.McpOps, arguments, Environment.CurrentDirectory);
            process.StandardInput.Close();
            var written = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var said = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, await written, await said);
        }

        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync(arguments, new CliConsole(output, error, TextReader.Null), TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
