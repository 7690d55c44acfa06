namespace McpOps.Cli.Hosts;

/// <summary>Which hosts a command line is for, and what is left of it for them.</summary>
/// <param name="Hosts">The hosts, each once, in the order in which they were named.</param>
/// <param name="Rest">The verb and its arguments, as they are run there.</param>
/// <param name="Timeout">How long a host may take.</param>
internal sealed record HostArguments(IReadOnlyList<string> Hosts, IReadOnlyList<string> Rest, TimeSpan Timeout)
{
    /// <summary>The option that names hosts.</summary>
    public const string Option = "--host";

    /// <summary>The option that says how long a host may take.</summary>
    public const string TimeoutOption = "--host-timeout";

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    // What serves, waits for a person, or never ends would hang on the line.
    private static readonly string[] Here = ["demo", "serve", "completion"];

    /// <summary>Takes the hosts out of a command line.</summary>
    /// <param name="args">The command line, already found to be right.</param>
    /// <param name="verb">The verb that it calls, such as <c>logs follow</c>: an option may stand before it, and a word of its name may be a value elsewhere.</param>
    /// <exception cref="McpOpsException"><c>NotOnHosts</c>, <c>InvalidHost</c> or <c>InvalidTime</c>.</exception>
    public static HostArguments Of(IReadOnlyList<string> args, string verb)
    {
        var (hosts, rest, timeout) = (new List<string>(), new List<string>(), DefaultTimeout);
        for (var index = 0; index < args.Count; index++)
        {
            // What stands after -- is another program's.
            if (args[index] is "--")
            {
                rest.AddRange(args.Skip(index));
                break;
            }

            if (ValueOf(Option, args, ref index) is { } named)
            {
                hosts.AddRange(named.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            }
            else if (ValueOf(TimeoutOption, args, ref index) is { } time)
            {
                timeout = TimeLength.TryParse(time) ?? throw new McpOpsException("InvalidTime", McpErrorCategory.InvalidArgument, $"{TimeoutOption} takes a time such as 30s or 5m; not '{time}'.");
            }
            else
            {
                rest.Add(args[index]);
            }
        }

        return Checked(new HostArguments([.. hosts.Distinct(StringComparer.Ordinal)], rest, timeout), verb);
    }

    private static HostArguments Checked(HostArguments found, string verb)
    {
        // A variable of a script that is empty: nothing would be done, and nothing said.
        if (found.Hosts.Count == 0)
        {
            throw new McpOpsException("InvalidHost", McpErrorCategory.InvalidArgument, $"{Option} names no host. Write names that ssh takes, separated by commas, or leave it out to run it here.");
        }

        // A name that begins with a dash would be an option of ssh.
        if (found.Hosts.FirstOrDefault(host => host.StartsWith('-') || host.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter))) is { } wrong)
        {
            throw new McpOpsException("InvalidHost", McpErrorCategory.InvalidArgument, $"'{wrong}' is no host. Write what ssh takes: a name of its configuration, or user@name.", wrong);
        }

        return Here.Contains(verb, StringComparer.Ordinal) || (verb is "watch" && !found.Rest.Any(word => word is "--once" or "--status" or "--replay")) || verb is "logs follow"
            ? throw new McpOpsException("NotOnHosts", McpErrorCategory.InvalidArgument, $"'mcpops {verb}' runs here until it is ended, and not on other hosts. Run it there under a service manager.", verb)
            : found;
    }

    private static string? ValueOf(string option, IReadOnlyList<string> args, ref int index)
    {
        var word = args[index];
        return word == option && index + 1 < args.Count ? args[++index]
            : word.StartsWith(option + "=", StringComparison.Ordinal) || word.StartsWith(option + ":", StringComparison.Ordinal) ? word[(option.Length + 1)..] : null;
    }
}
