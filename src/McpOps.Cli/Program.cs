using McpOps.Cli;
using McpOps.Cli.Output;

using var interruption = new Interruption();
await using var redirected = Console.IsOutputRedirected ? RedirectedOutput.Open() : null;
return await CommandLine.RunAsync(args, new CliConsole(redirected?.Writer ?? Console.Out, Console.Error, Console.In)
{
    IsTerminal = !Console.IsOutputRedirected,
    IsErrorTerminal = !Console.IsErrorRedirected,
}, interruption.Token);
