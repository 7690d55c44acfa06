using System.Text.Json.Serialization;

namespace McpOps.Auditing.Records;

/// <summary>What an audit came to in one area, for one server or for the host.</summary>
internal sealed record AuditRecord
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The server; null for what is about the host.</summary>
    public string? Server { get; init; }

    /// <summary>The area.</summary>
    public required string Area { get; init; }

    /// <summary>Open findings, by severity.</summary>
    public int Critical { get; init; }

    /// <summary>Open findings of severity High.</summary>
    public int High { get; init; }

    /// <summary>Open findings of severity Medium.</summary>
    public int Medium { get; init; }

    /// <summary>Open findings of severity Low.</summary>
    public int Low { get; init; }

    /// <summary>What could not be looked at.</summary>
    public int NotChecked { get; init; }

    /// <summary>The worst finding: its rule and target; null when there is none.</summary>
    public string? Worst { get; init; }

    /// <summary>What the findings of a run come to: a record for each server that was audited and for the host, in each area that was looked at. Nothing found is a record too.</summary>
    /// <param name="findings">The findings of the run.</param>
    /// <param name="servers">The servers that were audited.</param>
    /// <param name="areas">The areas that were looked at.</param>
    /// <param name="at">When.</param>
    public static IEnumerable<AuditRecord> Of(IReadOnlyCollection<McpFinding> findings, IReadOnlyList<string> servers, IReadOnlyList<string> areas, DateTimeOffset at)
    {
        // What is found of a server that was not asked for, such as one in a client's file, is the host's.
        var bySubject = findings.ToLookup(finding => (Server: finding.Server is { } name && servers.Contains(name) ? name : null, finding.Area));
        foreach (var server in servers.Prepend(null).Distinct())
        {
            foreach (var area in areas)
            {
                // What could not be looked at of several servers is told in one line, and is a gap of each of them.
                var of = bySubject[(server, area)].Where(finding => server is not null || !finding.Of.Any(servers.Contains)).ToList();
                var shared = server is null ? 0 : findings.Count(finding => finding.Area == area && finding.Of.Contains(server, StringComparer.Ordinal));
                var open = of.FindAll(finding => !finding.NotChecked && finding.State is FindingState.New or FindingState.Known);
                var worst = open.MaxBy(finding => AuditSeverity.Rank(finding.Severity));
                int Count(string severity) => open.Count(finding => finding.Severity == severity);
                yield return new AuditRecord
                {
                    At = at, Server = server, Area = area, Critical = Count(AuditSeverity.Critical), High = Count(AuditSeverity.High), Medium = Count(AuditSeverity.Medium), Low = Count(AuditSeverity.Low),
                    NotChecked = of.Count(finding => finding.NotChecked) + shared, Worst = worst is null ? null : $"{worst.RuleId} {worst.Target}",
                };
            }
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(AuditRecord))]
internal sealed partial class AuditJson : JsonSerializerContext;
