using McpOps.Auditing.Tools.Text;
using McpOps.TextTrainer;

// dotnet run --project tools/McpOps.TextTrainer: learns the weights of POIS014, and says how texts are read that were not learned from: each author is left out once.
// dotnet run --project tools/McpOps.TextTrainer FILE...: says how the texts of files are read by the weights that are shipped, and changes nothing.
if (args.Length > 0)
{
    foreach (var file in args)
    {
        Rates.Tell(Path.GetFileName(file), [.. Sample.Read(file)], new TextJudge());
    }

    return;
}

var root = new DirectoryInfo(AppContext.BaseDirectory);
while (!File.Exists(Path.Combine(root!.FullName, "McpOps.sln")))
{
    root = root.Parent;
}

var samples = Sample.All(Path.Combine(root.FullName, "tests", "McpOps.Core.Tests", "Auditing", "Texts"));

// Phrases were written after looking at seen.json: what they find there says nothing of texts that are new.
var phrases = new TextJudge(new TextWeights(-9, new double[TextFeatures.Buckets]));
foreach (var set in samples.GroupBy(sample => sample.Set))
{
    Rates.Tell($"{set.Key}, phrases", [.. set], phrases);
    Rates.Tell($"{set.Key}, learned without it", [.. set], new TextJudge(Trainer.Train(samples.Where(sample => sample.Set != set.Key))));
}

using var shipped = File.Create(Path.Combine(root.FullName, "src", "McpOps.Core", "Auditing", "Rules", "Poisoning", "text-weights.bin"));
Trainer.Train(samples).Save(shipped);
