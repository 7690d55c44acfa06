using System.Text.Json;
using McpOps.Auditing;
using McpOps.Auditing.Tools.Text;

namespace McpOps.Core.Tests.Auditing;

/// <summary>Texts that were written to measure the rules that read them: one file of each author, of which those that begin with <c>held-out</c> are only judged. Each says in its note when, and what may be done with it.</summary>
/// <param name="Pairs">A sentence, and its twin that says that it does not.</param>
/// <param name="Poisoned">Descriptions with poison in them.</param>
/// <param name="Benign">Descriptions of ordinary tools, with words that trip scanners up.</param>
internal sealed record TextSet(IReadOnlyList<string[]> Pairs, IReadOnlyList<string> Poisoned, IReadOnlyList<string> Benign)
{
    private static readonly HashSet<string> Nothing = [];
    private static readonly TextJudge Judge = new();

    public static TextSet Read(string name) =>
        JsonSerializer.Deserialize<TextSet>(File.ReadAllText(Path.Combine(Repository.Root, "tests", "McpOps.Core.Tests", "Auditing", "Texts", name)), JsonSerializerOptions.Web)!;

    public int PairsTold => Pairs.Count(pair => IsFlagged(pair[0]) && !IsFlagged(pair[1]));

    public IEnumerable<string> TwinsFlagged => Pairs.Select(pair => pair[1]).Where(IsFlagged);

    public int PoisonFound => Poisoned.Count(IsFlagged);

    public IEnumerable<string> FalseAlarms => Benign.Where(IsFlagged);

    /// <summary>The rules that agree on a text.</summary>
    public static IReadOnlyList<string> Signs(string text) => Judge.Judge("description", PlainWords.Of(text), Nothing)?.Signs ?? [];

    /// <summary>Whether a description would be a finding for what it says, of whatever severity, or for what it hides.</summary>
    public static bool IsFlagged(string text) => Signs(text).Count > 0
        || OutOfSight.Find(text, PlainWords.Of(text), inner => Signs(inner).Count > 0).Any(found => AuditSeverity.Rank(found.Severity) >= AuditSeverity.Rank(AuditSeverity.High));
}
