namespace McpOps.Auditing.Tools.Text;

/// <summary>A feature of a sentence.</summary>
/// <param name="Bucket">Its place among the weights.</param>
/// <param name="First">The first word that it is of; -1 when it is of the whole sentence.</param>
/// <param name="Last">The last word that it is of.</param>
internal readonly record struct TextFeature(int Bucket, int First, int Last);

/// <summary>What <see cref="TextWeights"/> weigh of a sentence: its words, their pairs, parts of words, and which classes of words follow each other, each apart when a negation reaches it.</summary>
internal static class TextFeatures
{
    /// <summary>How many weights there are. Features that share one are rarer than words that are new.</summary>
    public const int Buckets = 1 << 18;

    private const int Reach = 9;

    // Words that are new share parts with those that are known: "exfiltrate", "exfiltration".
    private const int Part = 4;

    /// <summary>The features of a sentence, each once.</summary>
    public static IReadOnlyList<TextFeature> Of(Sentence sentence)
    {
        var words = sentence.Words.Where(word => word.Text != ";").ToList();
        var features = new Dictionary<int, TextFeature>();
        void Add(string name, int first = -1, int last = -1)
        {
            var bucket = Bucket(name);
            features.TryAdd(bucket, new TextFeature(bucket, first, last));
        }

        var mood = sentence.IsOrder ? "order" : "tale";
        Add(mood);
        if (sentence.IsDefence)
        {
            Add("defence");
        }

        if (sentence.IsQuestion)
        {
            Add("question");
        }

        // "Sends" describes, "send" may order.
        if (words is [{ Text: [.., not 's', 's'] }, ..])
        {
            Add("third person");
        }

        var before = "^";
        var classes = new List<(int At, string Name)>();
        for (var at = 0; at < words.Count; at++)
        {
            var negated = words[at].Negated ? "!" : "";
            var word = negated + Plain(words[at]);
            Add($"word {word}", at, at);
            Add($"pair {before} {word}", at == 0 ? 0 : at - 1, at);
            before = word;
            var marked = $"<{words[at].Text}>";
            for (var from = 0; from + Part <= marked.Length; from++)
            {
                Add($"part {negated}{marked.AsSpan(from, Part)}", at, at);
            }

            foreach (var name in ClassesOf(words, at))
            {
                Add($"class {name}{negated}", at, at);
                Add($"{mood} {name}{negated}", at, at);
                classes.Add((at, name + negated));
            }
        }

        for (var one = 0; one < classes.Count; one++)
        {
            for (var two = one + 1; two < classes.Count && classes[two].At - classes[one].At <= Reach; two++)
            {
                if (classes[two].At > classes[one].At)
                {
                    Add($"{classes[one].Name} > {classes[two].Name}", classes[one].At, classes[two].At);
                }
            }
        }

        return [.. features.Values];
    }

    private static IEnumerable<string> ClassesOf(List<Word> words, int at)
    {
        var word = words[at];
        var two = at > 0 ? WordClasses.Of($"{words[at - 1].Text}_{word.Text}") : [];
        return WordClasses.Of(WordClasses.Stem(word.Text)).Concat(two)
            .Concat(word.Is(Sense.Negation) ? ["not"] : [])
            .Concat(word.Is(Sense.SecretPath) ? ["secret"] : [])
            .Concat(word.Is(Sense.Slot) ? ["slot"] : [])
            .Concat(Plain(word) == "#address" ? ["away"] : [])
            .Distinct();
    }

    // Names, numbers and addresses are as good as any other.
    private static string Plain(Word word) =>
        word.Is(Sense.SecretPath) ? "#path"
        : word.Is(Sense.Slot) && !char.IsLetter(word.Text[0]) ? "#slot"
        : word.Text.Any(char.IsAsciiDigit) ? word.Is(Sense.Away) ? "#address" : "#number"
        : word.Text.Contains("//", StringComparison.Ordinal) || word.Text.Contains('@', StringComparison.Ordinal) ? "#address"
        : word.Text.Contains('.', StringComparison.Ordinal) ? "#dotted"
        : WordClasses.Stem(word.Text);

    private static int Bucket(string name)
    {
        var hash = StableHash.Of(name);
        return (int)((hash ^ (hash >> 13)) % Buckets);
    }
}
