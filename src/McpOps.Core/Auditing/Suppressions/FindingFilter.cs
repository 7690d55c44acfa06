using System.Globalization;

namespace McpOps.Auditing.Suppressions;

/// <summary>Gives each finding its state: new, known, suppressed; and says afterwards what is gone, what has expired and what fitted nothing.</summary>
internal sealed class FindingFilter(SuppressionFile suppressions, IReadOnlyDictionary<string, McpFinding> known, FindingMaker findings, DateTimeOffset now)
{
    // A suppression for longer than that is a blind spot.
    private const int MaxDays = 366;

    private readonly HashSet<Suppression> _used = [];
    private readonly HashSet<string> _seen = [];

    /// <summary>The finding with its state.</summary>
    public McpFinding Apply(McpFinding finding)
    {
        if (finding.NotChecked)
        {
            return finding;
        }

        _seen.Add(finding.Fingerprint);
        var found = finding with { State = known.ContainsKey(finding.Fingerprint) ? FindingState.Known : FindingState.New };
        var fitting = suppressions.Suppress.Where(one => one.Fits(finding)).ToList();
        _used.UnionWith(fitting);
        var valid = fitting.Find(one => !IsOver(one));
        return valid is null ? found : found with { State = FindingState.Suppressed, Suppression = FindingText.Evidence(string.Create(CultureInfo.InvariantCulture, $"{valid.Reason} (until {valid.Expires:yyyy-MM-dd})")) };
    }

    /// <summary>What is left to say when all areas have been looked at.</summary>
    /// <param name="areas">The areas that were.</param>
    public IEnumerable<McpFinding> Rest(IReadOnlyList<string> areas)
    {
        foreach (var suppression in suppressions.Suppress.Where(one => areas.Contains(AuditRules.Get(one.Rule).Area)))
        {
            var target = string.Join(' ', new[] { suppression.Rule, suppression.Server, suppression.Target, suppression.Fingerprint }.OfType<string>());
            if (!_used.Contains(suppression))
            {
                var isPattern = new[] { suppression.Server, suppression.Target }.Any(word => word?.AsSpan().IndexOfAny('*', '?') >= 0);
                yield return Apply(findings.Make(AuditRules.SuppressionUnused, target, $"\"{suppression.Reason}\"{(isPattern ? "; wildcards are not understood: * and ? stand for themselves" : "")}"));
            }
            else if (IsOver(suppression))
            {
                yield return Apply(findings.Make(AuditRules.SuppressionExpired, target, string.Create(CultureInfo.InvariantCulture, $"until {suppression.Expires:yyyy-MM-dd}{(suppression.Expires < Today ? "" : $", and a year ahead ({Today.AddYears(1):yyyy-MM-dd}) at most counts")}: \"{suppression.Reason}\"")));
            }
        }

        foreach (var gone in known.Values.Where(finding => !_seen.Contains(finding.Fingerprint) && areas.Contains(finding.Area)))
        {
            yield return findings.Gone(gone);
        }
    }

    private DateOnly Today => DateOnly.FromDateTime(now.UtcDateTime);

    private bool IsOver(Suppression suppression)
    {
        return suppression.Expires < Today || suppression.Expires.DayNumber - Today.DayNumber > MaxDays;
    }
}
