using System.CommandLine;
using System.CommandLine.Parsing;
using McpOps.Servers;

namespace McpOps.Cli;

/// <summary>Says what is wrong with a command line in the words of the user, where the parser speaks of types.</summary>
internal static class UsageErrors
{
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        if (parsed.CommandResult.Parent is null)
        {
            return [parsed.UnmatchedTokens is [var word, ..] ? UnknownVerb(word, parsed.CommandResult.Command.Subcommands.Select(verb => verb.Name)) : "There is no verb."];
        }

        // An option that there is not passes for an argument, and its value is then one too many: the option is what is wrong.
        var options = TakenForArguments(parsed).Concat(parsed.UnmatchedTokens.Where(IsOption)).ToList();
        return options.Count > 0 ? [.. options.Select(option => UnknownOption(option, parsed))] : [.. parsed.Errors.Select(Message).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>An option that a verb does not have would pass for an argument: a name or a path. What stands after <c>--</c> may begin as it likes.</summary>
    /// <exception cref="McpOpsException"><c>UnexpectedArgument</c>.</exception>
    public static void RejectOptions(ParseResult parsed)
    {
        if (TakenForArguments(parsed).FirstOrDefault() is { } option)
        {
            throw new McpOpsException("UnexpectedArgument", McpErrorCategory.InvalidArgument, UnknownOption(option, parsed));
        }
    }

    /// <summary>What is said of a verb that there is not.</summary>
    public static string UnknownVerb(string word, IEnumerable<string> verbs)
    {
        var all = verbs.ToList();
        return word.StartsWith('-') ? $"There is no option '{word}' before a verb."
            : DidYouMean(NearestName.Of(word, all)) is { Length: > 0 } near ? $"There is no verb '{word}'.{near}"
            : $"There is no verb '{word}'. There are: {string.Join(", ", all)}.";
    }

    private static IEnumerable<string> TakenForArguments(ParseResult parsed)
    {
        var arguments = new List<string>();
        foreach (var child in parsed.CommandResult.Children)
        {
            if (child is ArgumentResult argument)
            {
                arguments.AddRange(argument.Tokens.Select(token => token.Value));
            }
        }

        return arguments.Exists(IsOption) ? arguments.SkipLast(ServerArguments.CommandAfterDashes(parsed).Count).Where(IsOption) : [];
    }

    private static bool IsOption(string text) => text.Length > 1 && text.StartsWith('-');

    private static string UnknownOption(string text, ParseResult parsed)
    {
        var option = text.Split('=')[0];
        var names = parsed.CommandResult.Command.Options.SelectMany(one => one.Aliases.Append(one.Name)).Where(name => name.StartsWith("--", StringComparison.Ordinal)).Select(name => name[2..]);
        var near = NearestName.Of(option.TrimStart('-'), names).Select(name => "--" + name);
        return $"There is no option '{Redaction.MaskText(option)}' here.{(DidYouMean([.. near]) is { Length: > 0 } hint ? hint : " Try --help.")}";
    }

    private static string DidYouMean(IReadOnlyList<string> near) => near.Count > 0 ? $" Did you mean {string.Join(" or ", near.Select(one => $"'{one}'"))}?" : "";

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
