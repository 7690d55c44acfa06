using System.Text.Json;
using McpOps.Auditing.Tools.Text;

namespace McpOps.TextTrainer;

/// <summary>A text to learn from.</summary>
/// <param name="Set">The file that it stands in: one of each author.</param>
/// <param name="Text">The text.</param>
/// <param name="Poisoned">Whether it is poisoned.</param>
/// <param name="Twin">The number of the pair that it is of; -1 when it is of none.</param>
internal sealed record Sample(string Set, string Text, bool Poisoned, int Twin)
{
    /// <summary>What its sentences are made of.</summary>
    public IReadOnlyList<int[]> Sentences { get; } =
        [.. Sentence.Of(PlainWords.Of(Text)).Select(sentence => TextFeatures.Of(sentence).Select(feature => feature.Bucket).ToArray())];

    /// <summary>The samples of a file of pairs, poisoned and benign texts.</summary>
    public static IEnumerable<Sample> Read(string path)
    {
        var set = Path.GetFileName(path);
        var file = JsonSerializer.Deserialize<TextFile>(File.ReadAllText(path), JsonSerializerOptions.Web)!;
        return file.Pairs.SelectMany((pair, index) => new[] { new Sample(set, pair[0], true, index), new Sample(set, pair[1], false, index) })
            .Concat(file.Poisoned.Select(text => new Sample(set, text, true, -1)))
            .Concat(file.Benign.Select(text => new Sample(set, text, false, -1)));
    }

    /// <summary>All that is learned from: the files of a folder, without those that are held out.</summary>
    public static IReadOnlyList<Sample> All(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.json").Where(path => !Path.GetFileName(path).StartsWith("held-out", StringComparison.Ordinal)).Order(StringComparer.Ordinal).SelectMany(Read)];

    private sealed record TextFile(IReadOnlyList<string[]> Pairs, IReadOnlyList<string> Poisoned, IReadOnlyList<string> Benign);
}
