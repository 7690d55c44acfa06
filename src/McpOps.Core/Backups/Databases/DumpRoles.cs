using System.Text.RegularExpressions;

namespace McpOps.Backups.Databases;

/// <summary>The roles that a dump of PostgreSQL names.</summary>
/// <param name="Owners">Those that own something.</param>
/// <param name="Grantees">Those that are granted something, or denied it.</param>
internal sealed partial record DumpRoles(IReadOnlyList<string> Owners, IReadOnlyList<string> Grantees)
{
    /// <summary>Reads them from the definitions, as <c>pg_dump</c> writes them: a line for each.</summary>
    public static DumpRoles In(string sql) => new(Names(Owner().Matches(sql)), Names(Grantee().Matches(sql)));

    /// <summary>Those that are not among some.</summary>
    public DumpRoles Without(IReadOnlySet<string> there) => new([.. Owners.Where(role => !there.Contains(role))], [.. Grantees.Where(role => !there.Contains(role))]);

    // PUBLIC is everybody, and no role.
    private static List<string> Names(MatchCollection found) =>
        [.. found.Select(match => match.Groups["role"].Value).Where(word => word is not "PUBLIC").Select(Unquoted).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string Unquoted(string word) => word[0] is '"' ? word[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : word;

    [GeneratedRegex("""^ALTER [^\r\n]* OWNER TO (?<role>"(?:[^"]|"")+"|[^\s";]+);\r?$""", RegexOptions.Multiline | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Owner();

    [GeneratedRegex("""^(?:GRANT|REVOKE|ALTER DEFAULT PRIVILEGES) [^\r\n]* (?:TO|FROM) (?<role>"(?:[^"]|"")+"|[^\s";]+)(?: WITH GRANT OPTION)?;\r?$""", RegexOptions.Multiline | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Grantee();
}
