using System.Globalization;
using System.Text.RegularExpressions;

namespace McpOps.Auditing.Host;

/// <summary>What sshd said of a login.</summary>
/// <param name="Succeeded">True when it let somebody in.</param>
/// <param name="Method">How, such as <c>password</c>.</param>
/// <param name="User">The name that was given.</param>
/// <param name="Source">The address that it came from.</param>
/// <param name="UserExists">False when there is no such account.</param>
/// <param name="Count">How often, for a line that says that it was repeated.</param>
/// <param name="At">When; null when the line does not say.</param>
internal sealed record LoginAttempt(bool Succeeded, string Method, string User, string Source, bool UserExists, int Count, DateTimeOffset? At);

/// <summary>Reads sshd's outcomes. Only these count: "failed" and "invalid" stand in many other lines.</summary>
internal static partial class LoginLines
{
    /// <summary>The outcome that a message tells; null when it tells none.</summary>
    public static LoginAttempt? Read(string message, DateTimeOffset? at)
    {
        if (!message.Contains("Failed ", StringComparison.Ordinal) && !message.Contains("Accepted ", StringComparison.Ordinal))
        {
            return null;
        }

        var match = Outcome().Match(Header().Replace(message, "", 1));
        return match.Success
            ? new LoginAttempt(match.Groups["word"].ValueSpan is "Accepted", match.Groups["method"].Value, match.Groups["user"].Value, match.Groups["source"].Value, !match.Groups["invalid"].Success,
                match.Groups["times"] is { Success: true } times ? int.Parse(times.ValueSpan, CultureInfo.InvariantCulture) : 1, at)
            : null;
    }

    [GeneratedRegex(@"^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S{8,40}) \S+ sshd(-session)?(\[\d+\])?: |^sshd(-session)?(\[\d+\])?: ", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Header();

    // Failed password for [invalid user] NAME from SOURCE port N; message repeated 5 times: [ … ]. Who logs in chooses the name, which may look like all the rest: what stands first and last is sshd's.
    [GeneratedRegex(@"^(message repeated (?<times>\d{1,6}) times: \[ )?(?<word>Failed|Accepted) (?<method>[\w/\-]+) for (?<invalid>invalid user )?(?<user>.{0,1000}) from (?<source>[0-9A-Fa-f.:%\w\-]+) port \d+", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Outcome();
}
