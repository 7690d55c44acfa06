namespace McpOps.Protocol;

/// <summary>A conversation that failed: the verdict, and a message that says what to do.</summary>
public sealed class McpProtocolException(string verdict, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>One of <see cref="McpVerdict"/>.</summary>
    public string Verdict { get; } = verdict;

    /// <summary>How far it got, and how long each phase took.</summary>
    public PhaseTimes Phases { get; init; } = new();

    /// <summary>Requests that were made before it failed.</summary>
    public int Requests { get; init; }

    /// <summary>Whether an older server may fail so over a method that it does not know.</summary>
    internal bool MayMeanLegacy { get; init; }

    internal McpProtocolException With(PhaseTimes phases, int requests) => new(Verdict, Message, InnerException) { Phases = phases, Requests = requests };
}
