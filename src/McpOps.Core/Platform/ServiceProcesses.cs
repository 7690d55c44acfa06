namespace McpOps.Platform;

/// <summary>Which processes are a service's that no manager looks after. One server never claims another's, nor that of a user who edits its program.</summary>
internal static class ServiceProcesses
{
    // What runs a script, whose name then stands behind its own.
    private static readonly string[] Interpreters = ["sh", "bash", "dash", "zsh", "ksh", "ash", "python", "node", "perl", "ruby", "php", "pwsh", "deno", "bun", "java"];

    // Who reads, edits or watches a file has its name on the command line too.
    private static readonly string[] Onlookers = ["vi", "vim", "nvim", "view", "nano", "emacs", "ed", "less", "more", "cat", "head", "tail", "grep", "rg", "sed", "awk", "man", "git", "code", "watch", "strace", "gdb", "lsof", "inotifywait"];

    /// <summary>All that have the service's name in their command lines, as whole words: <c>serve --port 80</c> is no part of <c>serve --port 8000</c>; without those that only look at its files.</summary>
    public static IReadOnlyList<ProcessDetail> Named(string name) =>
        [.. ProcessTable.Find(name).Where(process => HasWords(process.CommandLine, name) && (process.Arguments.Count == 0 || !IsOneOf(process.Arguments[0], Onlookers)))];

    /// <summary>Those of them that are the service's: that its command started, with what they started; where none is, all.</summary>
    public static IReadOnlyList<ProcessDetail> Of(ServiceReference service)
    {
        var named = Named(service.Name);
        var roots = named.Where(process => IsStartedBy(process, service.StartCommand)).Select(process => process.Id).ToHashSet();
        return roots.Count == 0 ? named : [.. named.Where(process => IsBelow(process, roots, named))];
    }

    /// <summary>Whether a process runs a whole command: the same words, the program by the name of its file, an interpreter before a script left aside.</summary>
    public static bool IsStartedBy(ProcessDetail process, IReadOnlyList<string> command)
    {
        var words = process.Arguments;
        var ahead = words.Count - command.Count;
        return command.Count > 0 && ahead is 0 or 1 or 2 && (ahead == 0 || IsOneOf(words[0], Interpreters))
            && Path.GetFileName(words[ahead]) == Path.GetFileName(command[0]) && words.Skip(ahead + 1).SequenceEqual(command.Skip(1), StringComparer.Ordinal);
    }

    /// <summary>Whether a text holds another, and not as a part of longer words.</summary>
    internal static bool HasWords(string text, string words)
    {
        for (var at = words.Length == 0 ? -1 : text.IndexOf(words, StringComparison.Ordinal); at >= 0; at = text.IndexOf(words, at + 1, StringComparison.Ordinal))
        {
            var end = at + words.Length;
            if ((at == 0 || !(IsOfWord(text[at - 1]) && IsOfWord(words[0]))) && (end == text.Length || !(IsOfWord(text[end]) && IsOfWord(words[^1]))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBelow(ProcessDetail process, HashSet<int> roots, IReadOnlyList<ProcessDetail> named)
    {
        var byId = named.ToDictionary(one => one.Id);
        for (var one = process; ; one = byId[one.ParentId!.Value])
        {
            if (roots.Contains(one.Id))
            {
                return true;
            }

            if (one.ParentId is not { } parent || !byId.ContainsKey(parent) || parent == one.Id)
            {
                return false;
            }
        }
    }

    // python3.11 is python.
    private static bool IsOneOf(string program, string[] names) =>
        names.Contains(Path.GetFileName(program).TrimEnd('.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'), StringComparer.Ordinal);

    private static bool IsOfWord(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '-';
}
