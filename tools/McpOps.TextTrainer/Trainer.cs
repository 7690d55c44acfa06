using McpOps.Auditing.Tools.Text;

namespace McpOps.TextTrainer;

/// <summary>Logistic regression by AdaGrad. Of a poisoned text the sentence that reads most like poison is learned from, of a benign one each.</summary>
internal static class Trainer
{
    private const int Rounds = 30;
    private const double Shrink = 0.02;
    private const double Step = 0.3;

    /// <summary>Weights for samples: the mean of those of the later rounds. The same samples give the same weights.</summary>
    public static TextWeights Train(IEnumerable<Sample> samples)
    {
        var order = samples.Where(sample => sample.Sentences.Count > 0).ToArray();
        var (bias, weights, slopes, sum) = (TextFeatures.Buckets, new double[TextFeatures.Buckets + 1], new double[TextFeatures.Buckets + 1], new double[TextFeatures.Buckets + 1]);
        var random = new Random(1);
        double Score(int[] sentence) => weights[bias] + (sentence.Sum(bucket => weights[bucket]) * TextWeights.Share(sentence.Length));
        void Learn(int[] sentence, bool poisoned)
        {
            // Rounded: libraries of mathematics differ in the last bit of an exponential, and the weights must not.
            var error = Math.Round(1 / (1 + Math.Exp(-Score(sentence))), 9) - (poisoned ? 1 : 0);
            var share = TextWeights.Share(sentence.Length);
            foreach (var bucket in sentence.Append(bias))
            {
                var slope = bucket == bias ? error : (error * share) + (Shrink * weights[bucket]);
                slopes[bucket] += slope * slope;
                weights[bucket] -= Step * slope / Math.Sqrt(1 + slopes[bucket]);
            }
        }

        for (var round = 0; round < Rounds; round++)
        {
            random.Shuffle(order);
            foreach (var sample in order)
            {
                // A description begins with what its tool does: which sentence is poisoned shows when single ones were learned.
                if (!sample.Poisoned)
                {
                    sample.Sentences.ToList().ForEach(sentence => Learn(sentence, false));
                }
                else if (round > 0 || sample.Sentences.Count == 1)
                {
                    Learn(sample.Sentences.MaxBy(Score)!, true);
                }
            }

            if (round >= Rounds / 2)
            {
                for (var bucket = 0; bucket < sum.Length; bucket++)
                {
                    sum[bucket] += weights[bucket] / (Rounds - (Rounds / 2));
                }
            }
        }

        return new TextWeights(sum[bias], sum[..bias]);
    }
}
