using System.Text.RegularExpressions;

namespace McpOps.Core.Tests;

/// <summary>Holds the arrows between the rooms of the core.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["Servers"] = [],
        ["Platform"] = [],
        ["Files"] = [],
        ["Protocol"] = ["Servers"],
        ["Probing"] = ["Servers", "Platform", "Protocol"],
        ["Crawling"] = [],
        ["Charts"] = [],
        ["Logs"] = ["Servers", "Probing", "Files"],
        ["Backups"] = ["Servers", "Platform", "Probing", "Files"],
        ["Capacity"] = ["Servers", "Platform", "Protocol"],

        // Protocol for the words of verdicts, and for a tool whose answer is a figure.
        ["Monitoring"] = ["Servers", "Protocol", "Probing", "Logs"],

        // Probing for its check; Files for what only their owner may read.
        ["Auditing"] = ["Servers", "Platform", "Files", "Protocol", "Probing", "Logs"],

        // The records of all, none of their engines: what is read for a report, Maintenance reads.
        ["Reporting"] = ["Charts", "Logs", "Backups", "Capacity", "Monitoring"],

        // Whatever a plan can do is another room's work; files are removed and replaced by handles.
        ["Maintenance"] = ["Servers", "Platform", "Files", "Protocol", "Probing", "Logs", "Backups", "Capacity", "Monitoring", "Auditing", "Reporting"],
    };

    private static string Core { get; } = Path.Combine(Repository.Root, "src", "McpOps.Core");

    public static TheoryData<string> Rooms => [.. Directory.GetDirectories(Core).Select(folder => Path.GetFileName(folder)).Where(name => name is not ("bin" or "obj"))];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_the_rooms_it_may(string room)
    {
        Assert.True(MayUse.ContainsKey(room), $"'{room}' is a new room: say here which rooms it may use.");
        var violations = Sources(room)
            .SelectMany(file => Mentions(file).Select(match => (File: Path.GetRelativePath(Core, file), Room: match.Groups["room"].Value, Inside: match.Groups["inside"].Value)))
            .Where(use => use.Room != room && (!MayUse[room].Contains(use.Room) || use.Inside.Length > 0))
            .Distinct()
            .Select(use => $"{use.File} uses {use.Room}{use.Inside}");
        Assert.Empty(violations);
    }

    [Fact]
    public void The_core_knows_neither_PowerShell_nor_the_console()
    {
        var references = typeof(EngineContext).Assembly.GetReferencedAssemblies().Select(name => name.Name).ToList();
        Assert.DoesNotContain("System.Management.Automation", references);
        Assert.DoesNotContain("System.Console", references);
        Assert.DoesNotContain("System.CommandLine", references);
    }

    private static IEnumerable<string> Sources(string room) => Directory.EnumerateFiles(Path.Combine(Core, room), "*.cs", SearchOption.AllDirectories);

    // Comments may speak of any room; code may not.
    private static IEnumerable<Match> Mentions(string file) =>
        File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)).SelectMany(line => Use().Matches(line));

    [GeneratedRegex(@"(?:\bMcpOps\.|(?<![\w.""])(?!Files\b))(?<room>Files|Servers|Platform|Protocol|Probing|Crawling|Logs|Backups|Capacity|Monitoring|Auditing|Maintenance|Charts|Reporting)(?:(?<inside>\.[A-Z]\w+)?;|\.[A-Z]\w+\.)", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Use();
}
