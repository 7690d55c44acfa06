using System.Globalization;
using System.Runtime.CompilerServices;
using McpOps.Auditing.Host;
using McpOps.Auditing.Host.Windows;
using McpOps.Auditing.Rules.Logins;
using McpOps.Logs;
using McpOps.Servers;

namespace McpOps.Auditing.Areas;

/// <summary>Who tried to log in, from where, and who got in: sshd's own words, through the log engine.</summary>
internal sealed class LoginsArea : IAuditArea
{
    // The time of RFC 3164 or of RFC 3339, host, program, message.
    private const string Syslog = @"^(?<time>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S+) \S+ (?<source>[\w.\-/]+)(\[\d+\])?: (?<message>.*)$";

    public string Name => "logins";

    public bool Reads(McpServer server) => true;

    public async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var finding in SshdAsync(scope, cancellationToken))
        {
            yield return finding;
        }

        foreach (var server in scope.Local.Where(server => server.LogSources().Count > 0))
        {
            // A client that begins without a token is refused once a session: only many refusals are a trial of tokens, unless somebody says how many.
            var threshold = server.Audit?.FailedLogins ?? RefusedRequests.Ordinary;
            foreach (var (source, count) in await RefusedRequests.CountAsync(scope.Context, server, scope.Options.Window, cancellationToken))
            {
                if (count > threshold)
                {
                    yield return scope.Findings.Make("LOGIN001", source, string.Create(CultureInfo.InvariantCulture, $"{count} requests to {server.Name} were refused with 401 or 403"), server.Name, fix: "Block the source, or give its client valid credentials.");
                }
            }
        }
    }

    private async IAsyncEnumerable<McpFinding> SshdAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows() && scope.Options.LoginLogs.Count == 0)
        {
            await foreach (var finding in WindowsAsync(scope, cancellationToken))
            {
                yield return finding;
            }

            yield break;
        }

        var paths = scope.Options.LoginLogs.Count > 0 ? scope.Options.LoginLogs : Usual(scope);
        if (paths.Count == 0)
        {
            yield return scope.Findings.NotChecked(Name, "sshd", OperatingSystem.IsLinux() ? "There is neither /var/log/auth.log nor /var/log/secure nor a journal that this account may read. Name the log with --login-log." : "The logins of this system are not read.");
            yield break;
        }

        var (attempts, read, problems) = (new List<LoginAttempt>(), 0L, new List<McpNotice>());
        McpOpsException? failure = null;
        try
        {
            // sshd's words are wanted whole, and not as a level and the rest; a log that is no syslog is read as what it is.
            foreach (var pattern in new[] { Syslog, null }.Where(pattern => pattern is null || !paths[0].StartsWith("journald:", StringComparison.Ordinal)).TakeWhile(_ => read == 0))
            {
                problems.Clear();
                var options = new LogOptions { Paths = paths, Since = scope.Context.Time.GetUtcNow() - scope.Options.Window, Pattern = pattern };
                await foreach (var entry in new LogReader(scope.Context with { Notices = new NoticeList(problems.Add) }).ReadAsync(options, cancellationToken))
                {
                    read++;
                    if (LoginLines.Read(entry.Message, entry.Time) is { } attempt)
                    {
                        attempts.Add(attempt);
                    }
                }
            }
        }
        catch (McpOpsException exception)
        {
            failure = exception;
        }

        if (failure is not null)
        {
            yield return scope.Findings.NotChecked(Name, string.Join(", ", paths), failure.Message);
            yield break;
        }

        foreach (var problem in problems)
        {
            yield return scope.Findings.NotChecked(Name, problem.Target ?? string.Join(", ", paths), problem.Message);
        }

        if (read == 0)
        {
            yield return scope.Findings.NotChecked(Name, string.Join(", ", paths), "Nothing was written there in the window (--last, -Last), so it says nothing of logins.");
        }

        foreach (var finding in Judge(scope, attempts, string.Join(", ", paths)))
        {
            yield return finding;
        }
    }

    /// <summary>Logins of Windows' security log, which only administrators may read.</summary>
    internal async IAsyncEnumerable<McpFinding> WindowsAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var said = await OsArea.TryAsync(scope.Options.Commands, "wevtutil", WindowsLogins.Arguments(scope.Options.Window), cancellationToken);
        if (said is not { ExitCode: 0 } || WindowsLogins.Read(said.Out) is not { } attempts)
        {
            yield return scope.Findings.NotChecked(Name, "Security", said is { ExitCode: not 0 } ? $"wevtutil: {said.FirstLine} Run the audit as an administrator." : "The security log cannot be read.");
            yield break;
        }

        foreach (var finding in Judge(scope, attempts, "Security"))
        {
            yield return finding;
        }
    }

    private static IEnumerable<McpFinding> Judge(AuditScope scope, IReadOnlyList<LoginAttempt> attempts, string location)
    {
        var threshold = scope.Options.Servers.Select(server => server.Audit?.FailedLogins).Where(count => count is not null).Min() ?? LoginRules.Ordinary;
        return LoginRules.Judge(attempts, threshold).Select(verdict => scope.Findings.Make(verdict.RuleId, verdict.Source, verdict.Evidence, location: location));
    }

    private static IReadOnlyList<string> Usual(AuditScope scope)
    {
        var files = new[] { "/var/log/auth.log.1", "/var/log/auth.log", "/var/log/secure" }.Select(scope.Host).Where(File.Exists).ToList();
        return files.Count > 0 ? files : HasJournal(scope.Host("/var/log/journal")) || HasJournal(scope.Host("/run/log/journal")) ? ["journald:ssh.service", "journald:sshd.service"] : [];
    }

    // journalctl shows an account that may not read the system's journal an empty one.
    private static bool HasJournal(string folder) => Directory.Exists(folder)
        && Directory.EnumerateFiles(folder, "system*.journal", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2, IgnoreInaccessible = true }).Any(IsReadable);

    private static bool IsReadable(string file)
    {
        try
        {
            using var handle = File.OpenHandle(file);
            return true;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }
}
