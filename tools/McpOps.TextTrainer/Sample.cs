using System.Text.Json;
using McpOps.Auditing.Tools.Text;

namespace McpOps.TextTrainer;

/// <summary>A text to learn from.</summary>
/// <param name="Set">The set that it was written in.</param>
/// <param name="Text">The text.</param>
/// <param name="Poisoned">Whether it is poisoned.</param>
/// <param name="Twin">The number of the pair that it is of; -1 when it is of none.</param>
internal sealed record Sample(string Set, string Text, bool Poisoned, int Twin)
{
    /// <summary>What its sentences are made of.</summary>
    public IReadOnlyList<int[]> Sentences { get; } =
        [.. Sentence.Of(PlainWords.Of(Text)).Select(sentence => TextFeatures.Of(sentence).Select(feature => feature.Bucket).ToArray())];

    /// <summary>The samples of a file of pairs, poisoned and benign texts, cut in the order of writing into so many sets.</summary>
    public static IEnumerable<Sample> Read(string path, int sets)
    {
        var file = JsonSerializer.Deserialize<TextFile>(File.ReadAllText(path), JsonSerializerOptions.Web)!;
        string Set(int index, int count) => $"{Path.GetFileNameWithoutExtension(path)} {(index * sets / count) + 1}";
        return file.Pairs.SelectMany((pair, index) => new[] { new Sample(Set(index, file.Pairs.Count), pair[0], true, index), new Sample(Set(index, file.Pairs.Count), pair[1], false, index) })
            .Concat(file.Poisoned.Select((text, index) => new Sample(Set(index, file.Poisoned.Count), text, true, -1)))
            .Concat(file.Benign.Select((text, index) => new Sample(Set(index, file.Benign.Count), text, false, -1)));
    }

    /// <summary>All that is learned from: the files of a folder, without the one that is held out.</summary>
    public static IReadOnlyList<Sample> All(string folder) =>
        [.. Read(Path.Combine(folder, "seen.json"), 7), .. Read(Path.Combine(folder, "written.json"), 6), .. Read(Path.Combine(folder, "honest.json"), 4)];

    private sealed record TextFile(IReadOnlyList<string[]> Pairs, IReadOnlyList<string> Poisoned, IReadOnlyList<string> Benign);
}
