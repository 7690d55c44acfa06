using McpOps.Cli;

return await CommandLine.RunAsync(args, new CliConsole(Console.Out, Console.Error, Console.In)
{
    IsTerminal = !Console.IsOutputRedirected,
    IsErrorTerminal = !Console.IsErrorRedirected,
});
