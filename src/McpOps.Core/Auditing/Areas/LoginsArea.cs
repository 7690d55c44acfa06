using System.Runtime.CompilerServices;
using McpOps.Auditing.Host;
using McpOps.Auditing.Rules.Logins;
using McpOps.Logs;

namespace McpOps.Auditing.Areas;

/// <summary>Who tried to log in, from where, and who got in: sshd's own words, through the log engine.</summary>
internal sealed class LoginsArea : IAuditArea
{
    public string Name => "logins";

    public async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var paths = scope.Options.LoginLogs.Count > 0 ? scope.Options.LoginLogs : Usual(scope);
        if (paths.Count == 0)
        {
            yield return scope.Findings.NotChecked(Name, "sshd", OperatingSystem.IsLinux() ? "There is neither /var/log/auth.log nor /var/log/secure nor a journal that this account may read. Name the log with --login-log." : "The logins of this system are not read.");
            yield break;
        }

        var attempts = new List<LoginAttempt>();
        McpOpsException? failure = null;
        try
        {
            await foreach (var entry in new LogReader(scope.Context).ReadAsync(new LogOptions { Paths = paths, Since = scope.Context.Time.GetUtcNow() - scope.Options.Window }, cancellationToken))
            {
                if (LoginLines.Read(entry.Message, entry.Time) is { } attempt)
                {
                    attempts.Add(attempt);
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

        var threshold = scope.Options.Servers.Select(server => server.Audit?.FailedLogins).Where(count => count is not null).Min() ?? LoginRules.Ordinary;
        foreach (var verdict in LoginRules.Judge(attempts, threshold))
        {
            yield return scope.Findings.Make(verdict.RuleId, verdict.Source, verdict.Evidence, location: string.Join(", ", paths));
        }
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
