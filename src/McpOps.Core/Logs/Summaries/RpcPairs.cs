namespace McpOps.Logs.Summaries;

/// <summary>Pairs MCP requests with their answers by id, to know how long each took.</summary>
/// <remarks>Ids are taken to be unique among the requests that are open at one time.</remarks>
internal sealed class RpcPairs
{
    private const int MaxOpen = 100_000;

    /// <summary>Requests that wait for their answer: when they were made (ticks of UTC).</summary>
    public Dictionary<string, long> Requests { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers whose request is in another part: when they came.</summary>
    public Dictionary<string, long> Answers { get; } = new(StringComparer.Ordinal);

    public void Request(string id, long ticks, SummaryState state)
    {
        if (Answers.TryGetValue(id, out var answered) && answered >= ticks)
        {
            Answers.Remove(id);
            Note(ticks, answered, state);
        }
        else if (Requests.Count < MaxOpen)
        {
            Requests[id] = ticks;
        }
    }

    public void Answer(string id, long ticks, SummaryState state)
    {
        if (Requests.TryGetValue(id, out var asked) && asked <= ticks)
        {
            Requests.Remove(id);
            Note(asked, ticks, state);
        }
        else if (Answers.Count < MaxOpen)
        {
            Answers[id] = ticks;
        }
    }

    public void Merge(RpcPairs other, SummaryState state)
    {
        foreach (var (id, ticks) in other.Requests)
        {
            Request(id, ticks, state);
        }

        foreach (var (id, ticks) in other.Answers)
        {
            Answer(id, ticks, state);
        }
    }

    // The answer's hour takes the latency.
    private static void Note(long asked, long answered, SummaryState state) =>
        state.StretchOf(answered).Latency.Add((answered - asked) / (double)TimeSpan.TicksPerMillisecond);
}
