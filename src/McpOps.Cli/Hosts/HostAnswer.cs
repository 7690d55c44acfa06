namespace McpOps.Cli.Hosts;

/// <summary>What a host answered.</summary>
/// <param name="Host">The host.</param>
/// <param name="ExitCode">How it ended there; null when it was not run to its end.</param>
/// <param name="Version">The version there; null when it did not come to that.</param>
/// <param name="Output">The results.</param>
/// <param name="Errors">Everything else that was written there, a line each.</param>
/// <param name="Fault">What went wrong on the way; null for nothing.</param>
internal sealed record HostAnswer(string Host, int? ExitCode, string? Version, string Output, IReadOnlyList<string> Errors, McpOpsException? Fault)
{
    private const int NotFound = 127;
    private const int SshFailed = 255;
    private const int MostShown = 80;

    /// <summary>What a run by ssh came to.</summary>
    /// <param name="host">The host.</param>
    /// <param name="exitCode">How ssh ended; null when its time was over.</param>
    /// <param name="output">What came on standard output.</param>
    /// <param name="error">What came on standard error.</param>
    /// <param name="timeout">How long it could take.</param>
    public static HostAnswer Of(string host, int? exitCode, string output, string error, TimeSpan timeout)
    {
        var errors = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var begin = output.IndexOf(HostCommand.AnswerMark + "\n", StringComparison.Ordinal);
        var answer = begin < 0 ? "" : output[(begin + HostCommand.AnswerMark.Length + 1)..];
        var isSaid = answer.StartsWith(HostCommand.VersionMark, StringComparison.Ordinal);

        // What is called mcpops there may not even have begun, for want of a runtime.
        if (begin < 0 || (!isSaid && answer.Length == 0 && exitCode is not 0))
        {
            var said = errors.LastOrDefault() ?? (begin < 0 ? output.Trim().Split('\n')[^1] : "it was ended before it said anything, as by a signal or for want of memory");
            return new HostAnswer(host, null, null, "", [], (exitCode, said) switch
            {
                (null, _) => Late(host, timeout),
                (NotFound, _) => new McpOpsException("HostLacksMcpops", McpErrorCategory.ObjectNotFound, $"'{host}' has no mcpops on its PATH. Install it there ('dotnet tool install mcpops'), or link it into /usr/local/bin.", host),
                (SshFailed, _) when begin < 0 => new McpOpsException("HostUnreachable", McpErrorCategory.ConnectionError, $"'{host}' cannot be reached: {said.TrimEnd('.')}. Try 'ssh {host}' by hand.", host),
                _ => new McpOpsException("HostAnswerInvalid", McpErrorCategory.InvalidData, $"'{host}' did not run mcpops: {said.TrimEnd('.')}. It needs a shell of POSIX and mcpops on its PATH.", host),
            });
        }

        // Every mcpops that can be asked by ssh says its version first: what comes instead is not its answer.
        if (!isSaid)
        {
            return new HostAnswer(host, null, null, "", errors, new McpOpsException("HostAnswerInvalid", McpErrorCategory.InvalidData, $"What is called mcpops on '{host}' did not answer as mcpops does{(answer.Trim().Length > 0 ? $": '{FirstLine(answer)}'" : ", but with nothing")}. Look at it with 'ssh {host} mcpops --version'; what a script around it writes must go to standard error.", host));
        }

        var end = answer.IndexOf('\n', StringComparison.Ordinal);
        var version = (end < 0 ? answer : answer[..end])[HostCommand.VersionMark.Length..].Trim();
        var results = end < 0 ? "" : answer[(end + 1)..];
        return exitCode is null ? new HostAnswer(host, null, version, "", errors, Late(host, timeout)) : new HostAnswer(host, exitCode, version, results, errors, null);
    }

    private static string FirstLine(string answer)
    {
        var line = answer.Trim().Split('\n')[0].Trim();
        return line.Length <= MostShown ? line : string.Concat(line.AsSpan(0, MostShown), "…");
    }

    private static McpOpsException Late(string host, TimeSpan timeout) =>
        new("HostTimedOut", McpErrorCategory.ConnectionError, $"'{host}' did not come to an end within {timeout.TotalSeconds:0.#} s. Give it longer with {HostArguments.TimeoutOption}, or look at it with 'ssh {host}'.", host);
}
