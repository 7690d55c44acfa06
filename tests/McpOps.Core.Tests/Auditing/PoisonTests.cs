using System.Text.Json;
using McpOps.Auditing.Tools.Text;

namespace McpOps.Core.Tests.Auditing;

public sealed class PoisonTests
{
    [Fact]
    public void Labelled_texts_are_told_apart()
    {
        var path = Path.Combine(Repository.Root, "..", "shared", "data", "poisoning", "tools.jsonl");
        Assert.SkipUnless(File.Exists(path), "The labelled texts are not beside this clone.");
        var judge = new TextJudge();
        var wrong = new List<string>();
        foreach (var line in File.ReadLines(path))
        {
            using var row = JsonDocument.Parse(line);
            var text = row.RootElement.GetProperty("text").GetString()!;
            var poisoned = row.RootElement.GetProperty("label").GetString() == "poisoned";
            var verdict = judge.Judge("description", PlainWords.Of(text), new HashSet<string>());
            if (poisoned != verdict is not null)
            {
                wrong.Add($"{row.RootElement.GetProperty("id")}: {verdict}");
            }
        }

        Assert.Equal([], wrong);
    }
}
