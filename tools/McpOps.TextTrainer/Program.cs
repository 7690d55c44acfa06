using McpOps.Auditing.Rules.Poisoning;
using McpOps.Auditing.Tools.Text;
using McpOps.TextTrainer;

// dotnet run --project tools/McpOps.TextTrainer: learns the weights of POIS014, and says how texts are read that were not learned from: each set is left out once.
var root = new DirectoryInfo(AppContext.BaseDirectory);
while (!File.Exists(Path.Combine(root!.FullName, "McpOps.sln")))
{
    root = root.Parent;
}

var texts = Path.Combine(root.FullName, "tests", "McpOps.Core.Tests", "Auditing", "Texts");
var samples = Sample.All(texts);
var nothing = new HashSet<string>();
var phrases = new TextJudge(new TextWeights(-9, new double[TextFeatures.Buckets]));
var flagged = new Dictionary<(string Way, Sample Sample), bool>();
foreach (var set in samples.GroupBy(sample => sample.Set))
{
    var weights = Trainer.Train(samples.Where(sample => sample.Set != set.Key));
    var (words, both) = (new Steering(weights), new TextJudge(weights));
    foreach (var sample in set)
    {
        var text = PlainWords.Of(sample.Text);
        flagged[("phrases", sample)] = phrases.Judge("description", text, nothing) is not null;
        flagged[("words", sample)] = Sentence.Of(text).Any(sentence => words.Judge(new SentenceView(sentence, null, "description", nothing)) == true);
        flagged[("both", sample)] = both.Judge("description", text, nothing) is not null;
    }
}

// Phrases were written after looking at seen.json: what they find there says nothing of texts that are new.
foreach (var file in samples.Select(sample => sample.Set).Concat(samples.Select(sample => sample.Set.Split(' ')[0])).Distinct())
{
    foreach (var way in new[] { "phrases", "words", "both" })
    {
        Sample[] of = [.. samples.Where(sample => sample.Set.StartsWith(file, StringComparison.Ordinal))];
        var pairs = of.Where(sample => sample.Twin >= 0).GroupBy(sample => sample.Twin).ToList();
        string Share(Func<Sample, bool> which) => $"{of.Count(sample => which(sample) && flagged[(way, sample)])} of {of.Count(which)}";
        Console.WriteLine($"{file}, {way}: {pairs.Count(pair => pair.All(sample => flagged[(way, sample)] == sample.Poisoned))} of {pairs.Count} pairs told apart, {Share(sample => sample.Twin >= 0 && !sample.Poisoned)} twins flagged, "
            + $"{Share(sample => sample.Twin < 0 && sample.Poisoned)} poisoned found, {Share(sample => sample.Twin < 0 && !sample.Poisoned)} benign flagged");
    }
}

using var shipped = File.Create(Path.Combine(root.FullName, "src", "McpOps.Core", "Auditing", "Rules", "Poisoning", "text-weights.bin"));
Trainer.Train(samples).Save(shipped);
