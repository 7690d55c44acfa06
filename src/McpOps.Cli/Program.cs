using McpOps.Cli;

using var interruption = new Interruption();
return await CommandLine.RunAsync(args, new CliConsole(Console.Out, Console.Error, Console.In)
{
    IsTerminal = !Console.IsOutputRedirected,
    IsErrorTerminal = !Console.IsErrorRedirected,
}, interruption.Token);
