using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using McpOps.Cli.Hosts;

namespace McpOps.Cli;

/// <summary><c>--help</c> and <c>--version</c>. The parser has its own, which read their texts from tables of many languages: a twentieth of a short run.</summary>
internal static class CommonOptions
{
    /// <summary>Help with whatever stands before it.</summary>
    public static Option Help() => new Option<bool>("--help", "-?", "-h", "/?", "/h")
    {
        Description = "Show help and usage information",
        Arity = ArgumentArity.Zero,
        Recursive = true,
        Action = new HelpAction(),
    };

    /// <summary>The version of this command.</summary>
    public static Option Version() => new Option<bool>("--version")
    {
        Description = "Show version information",
        Arity = ArgumentArity.Zero,
        Action = new Said(HostCommand.OwnVersion),
    };

    private sealed class Said(string text) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(text);
            return ExitCodes.Done;
        }
    }
}
