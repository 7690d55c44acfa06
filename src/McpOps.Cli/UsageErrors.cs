using System.CommandLine;
using System.CommandLine.Parsing;
using McpOps.Servers;

namespace McpOps.Cli;

/// <summary>Says what is wrong with a command line in the words of the user, where the parser speaks of types.</summary>
internal static class UsageErrors
{
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        if (parsed.CommandResult.Command is RootCommand root)
        {
            return [parsed.UnmatchedTokens is [var word, ..] ? Unknown(word, root) : "There is no verb."];
        }

        return [.. parsed.Errors.Select(Message).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>An option that a verb does not have would pass for an argument: a name or a path. What stands after <c>--</c> may begin as it likes.</summary>
    /// <exception cref="McpOpsException"><c>UnexpectedArgument</c>.</exception>
    public static void RejectOptions(ParseResult parsed)
    {
        var arguments = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value).ToList();
        if (arguments.SkipLast(ServerArguments.CommandAfterDashes(parsed).Count).FirstOrDefault(text => text.Length > 1 && text.StartsWith('-')) is { } option)
        {
            throw new McpOpsException("UnexpectedArgument", McpErrorCategory.InvalidArgument, $"There is no option '{Redaction.MaskText(option)}' here. Try --help.");
        }
    }

    private static string Unknown(string word, RootCommand root)
    {
        var verbs = root.Subcommands.Select(verb => verb.Name).ToList();
        var near = NearestName.Of(word, verbs);
        return word.StartsWith('-') ? $"There is no option '{word}' before a verb."
            : near.Count > 0 ? $"There is no verb '{word}'. Did you mean {string.Join(" or ", near.Select(one => $"'{one}'"))}?"
            : $"There is no verb '{word}'. There are: {string.Join(", ", verbs)}.";
    }

    private static string Message(ParseError error) => error switch
    {
        { SymbolResult: OptionResult { Option: var option, Tokens: [.., var value] } } when error.Message.StartsWith("Cannot parse", StringComparison.Ordinal) =>
            $"{option.Name} takes {Kind(option.ValueType)}, not '{value.Value}'.",
        { SymbolResult: ArgumentResult { Argument: var argument, Parent: OptionResult { Option: var option, Tokens: [.., var value] } } } when error.Message.StartsWith("Cannot parse", StringComparison.Ordinal) =>
            $"{option.Name} takes {Kind(argument.ValueType)}, not '{value.Value}'.",
        _ => string.Join(' ', error.Message.Split((char[])['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)),
    };

    private static string Kind(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))
            : type == typeof(int) || type == typeof(long) ? "a whole number"
            : type == typeof(DateTimeOffset) || type == typeof(DateTime) ? "a time such as 2026-11-20T06:00:00Z"
            : "a number";
    }
}
