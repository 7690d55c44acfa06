using McpOps;
using McpOps.Cli;
using McpOps.Cli.Hosts;
using McpOps.Cli.Output;

// Asked by scripts before anything else; the parser alone would take longer than the answer.
if (args is ["--version"])
{
    Console.WriteLine(HostCommand.OwnVersion);
    return ExitCodes.Done;
}

HostCommand.SayVersionIfAsked(() => Console.Out);

// Later the runtime would end it, with other words or none.
if (OpenFiles.Most() is { } files and < OpenFiles.Own)
{
    Console.Error.WriteLine($"error TooFewHandles: This process may have {files} files open at a time, and needs {OpenFiles.Own} to begin with (too few file handles). Raise the limit ('ulimit -n 1024').");
    return args is ["health", ..] ? 3 : ExitCodes.Failed;
}

using var interruption = new Interruption();
await using var redirected = Console.IsOutputRedirected ? RedirectedOutput.Open(interruption.Token) : null;
var isErrorTerminal = !Console.IsErrorRedirected && Terminal.IsCapable;
return await CommandLine.RunAsync(args, new CliConsole(redirected?.Writer ?? Console.Out, ErrorWriter.OfProcess())
{
    IsTerminal = redirected is null,
    HasColors = redirected is null && Terminal.IsCapable && !Terminal.WantsNoColor,
    Width = redirected is null ? Terminal.Width() : Terminal.DefaultWidth,
    TableWidth = redirected is null ? Terminal.Width() : null,
    IsErrorTerminal = isErrorTerminal,
    ErrorWidth = isErrorTerminal ? Terminal.Width() : Terminal.DefaultWidth,
    Finish = redirected is null ? null : redirected.Finish,
}, interruption.Token);
