using System.Globalization;
using McpOps.Auditing.Host;

namespace McpOps.Auditing.Rules.Logins;

/// <summary>A judgement of logins.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="Source">The address.</param>
/// <param name="Evidence">What was seen.</param>
internal sealed record LoginVerdict(string RuleId, string Source, string Evidence);

/// <summary>Judges logins by their source: many failures, a success after many, names that do not exist.</summary>
internal static class LoginRules
{
    /// <summary>How many failures from one source are ordinary when nobody says otherwise.</summary>
    public const int Ordinary = 10;

    /// <summary>The judgements, the worst source first.</summary>
    /// <param name="attempts">The attempts, in their order.</param>
    /// <param name="threshold">More failures from one source than this are too many.</param>
    public static IEnumerable<LoginVerdict> Judge(IReadOnlyList<LoginAttempt> attempts, int threshold)
    {
        foreach (var source in attempts.GroupBy(attempt => attempt.Source, StringComparer.Ordinal).OrderByDescending(Failures))
        {
            var failed = Failures(source);
            if (failed > threshold)
            {
                var users = source.Where(attempt => !attempt.Succeeded).GroupBy(attempt => attempt.User).OrderByDescending(group => group.Sum(attempt => attempt.Count)).Select(group => group.Key).ToList();
                yield return new("LOGIN001", source.Key, string.Create(CultureInfo.InvariantCulture, $"{failed} failed logins as {string.Join(", ", users.Take(5))}{(users.Count > 5 ? $" and {users.Count - 5} more names" : "")}"));
            }

            var before = 0;
            foreach (var attempt in source)
            {
                if (attempt.Succeeded && before > threshold)
                {
                    yield return new("LOGIN002", source.Key, string.Create(CultureInfo.InvariantCulture, $"'{attempt.User}' was let in by {attempt.Method} after {before} failures{(attempt.At is { } at ? $", at {at:yyyy-MM-dd HH:mm:ss zzz}" : "")}"));
                    break;
                }

                before = attempt.Succeeded ? 0 : before + attempt.Count;
            }
        }

        var invalid = attempts.Where(attempt => attempt is { Succeeded: false, UserExists: false }).ToList();
        if (invalid.Count > 0)
        {
            yield return new("LOGIN003", "sshd", string.Create(CultureInfo.InvariantCulture, $"{invalid.Sum(attempt => attempt.Count)} logins with {invalid.Select(attempt => attempt.User).Distinct().Count()} names that do not exist, from {invalid.Select(attempt => attempt.Source).Distinct().Count()} sources"));
        }
    }

    private static int Failures(IEnumerable<LoginAttempt> attempts) => attempts.Where(attempt => !attempt.Succeeded).Sum(attempt => attempt.Count);
}
