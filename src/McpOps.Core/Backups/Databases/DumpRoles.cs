using System.Text.RegularExpressions;

namespace McpOps.Backups.Databases;

/// <summary>The roles that a dump of PostgreSQL names.</summary>
/// <param name="Owners">Those that own something.</param>
/// <param name="Grantees">Those that are granted something, or denied it.</param>
internal sealed partial record DumpRoles(IReadOnlyList<string> Owners, IReadOnlyList<string> Grantees)
{
    /// <summary>Reads them from the definitions, as <c>pg_dump</c> writes them: a line for each.</summary>
    public static DumpRoles In(string sql) => new(Roles(Owner().Matches(sql)), Roles(Grantee().Matches(sql)));

    /// <summary>Whether it names one of some.</summary>
    public bool Names(DumpRoles some) => Owners.Concat(Grantees).Any(role => some.Owners.Contains(role, StringComparer.Ordinal) || some.Grantees.Contains(role, StringComparer.Ordinal));

    /// <summary>Those that are not among some.</summary>
    public DumpRoles Without(IReadOnlySet<string> there) => new([.. Owners.Where(role => !there.Contains(role))], [.. Grantees.Where(role => !there.Contains(role))]);

    // PUBLIC is everybody, DEFAULT whoever restores it: no roles.
    private static List<string> Roles(MatchCollection found) =>
        [.. found.SelectMany(match => match.Groups["role"].Captures).Select(capture => capture.Value).Where(word => word is not ("PUBLIC" or "DEFAULT")).Select(Unquoted).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string Unquoted(string word) => word[0] is '"' ? word[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : word.Trim('\'');

    [GeneratedRegex("""^ALTER [^\r\n]* OWNER TO (?<role>"(?:[^"]|"")+"|[^\s";]+);\r?$""", RegexOptions.Multiline | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Owner();

    // Whose future objects default privileges are of must be there as well; and whoever grants something, where that is not the owner.
    [GeneratedRegex("""^(?:(?:GRANT|REVOKE|ALTER DEFAULT PRIVILEGES(?: FOR ROLE (?<role>"(?:[^"]|"")+"|[^\s";]+))?) [^\r\n]* (?:TO|FROM)|SET SESSION AUTHORIZATION) (?<role>"(?:[^"]|"")+"|[^\s";]+)(?: WITH GRANT OPTION)?;\r?$""", RegexOptions.Multiline | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Grantee();
}
