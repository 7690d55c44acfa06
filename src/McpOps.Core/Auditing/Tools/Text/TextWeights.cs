namespace McpOps.Auditing.Tools.Text;

/// <summary>A linear model of poisoned sentences: a weight for each feature, learned by <c>tools/McpOps.TextTrainer</c> from texts that were written for it.</summary>
/// <param name="bias">What a sentence without features comes to.</param>
/// <param name="weights">One for each bucket of <see cref="TextFeatures"/>.</param>
internal sealed class TextWeights(double bias, double[] weights)
{
    private const double Steps = 32;
    private static readonly Lazy<TextWeights> Read = new(() => Load(typeof(TextWeights).Assembly.GetManifestResourceStream("McpOps.Auditing.text-weights.bin")!));

    /// <summary>Those that are shipped.</summary>
    public static TextWeights Shipped => Read.Value;

    /// <summary>How much a sentence reads like poison: above zero more than not.</summary>
    public double Score(IReadOnlyList<TextFeature> features) => bias + (features.Sum(feature => weights[feature.Bucket]) * Share(features.Count));

    /// <summary>The words that weighed most, in the order of the sentence.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="features">Its features.</param>
    /// <param name="count">How many words.</param>
    public IReadOnlyList<string> Heaviest(Sentence sentence, IReadOnlyList<TextFeature> features, int count)
    {
        var words = sentence.Words.Where(word => word.Text != ";").ToList();
        var heavy = new double[words.Count];
        foreach (var feature in features.Where(feature => feature.First >= 0))
        {
            heavy[feature.First] += weights[feature.Bucket];
            heavy[feature.Last] += weights[feature.Bucket];
        }

        return [.. Enumerable.Range(0, words.Count).OrderByDescending(at => heavy[at]).Take(count).Order().Select(at => words[at].Text).Distinct()];
    }

    /// <summary>What a feature counts for among so many: long sentences have many, and weigh no more for it.</summary>
    public static double Share(int count) => Math.Sqrt(30.0 / Math.Max(count, 8));

    /// <summary>Writes the weights, a byte each.</summary>
    public void Save(Stream file)
    {
        file.Write(BitConverter.GetBytes((float)bias));
        file.Write(Array.ConvertAll(weights, weight => unchecked((byte)(sbyte)Math.Clamp(Math.Round(weight * Steps), sbyte.MinValue, sbyte.MaxValue))));
    }

    private static TextWeights Load(Stream file)
    {
        var bytes = new byte[sizeof(float) + TextFeatures.Buckets];
        file.ReadExactly(bytes);
        file.Dispose();
        return new TextWeights(BitConverter.ToSingle(bytes), Array.ConvertAll(bytes[sizeof(float)..], one => unchecked((sbyte)one) / Steps));
    }
}
