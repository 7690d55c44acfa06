namespace McpOps.Auditing.Tools.Text;

/// <summary>A sign of poison in a sentence.</summary>
/// <param name="RuleId">The rule that saw it.</param>
/// <param name="Alone">True when it needs no second sign.</param>
/// <param name="Sentence">The number of the sentence within its text.</param>
/// <param name="Quote">The sentence.</param>
internal sealed record Signal(string RuleId, bool Alone, int Sentence, string Quote);

/// <summary>What a rule looks at: one sentence, the one before it, and where it stands.</summary>
/// <param name="Sentence">The sentence.</param>
/// <param name="Before">The sentence before; null at the beginning.</param>
/// <param name="Field">The field of the tool.</param>
/// <param name="OtherTools">Names of other servers' tools, in lower case.</param>
internal sealed record SentenceView(Sentence Sentence, Sentence? Before, string Field, IReadOnlySet<string> OtherTools);

/// <summary>One sign of poison. It never decides: several that do not depend on each other do.</summary>
internal interface ITextRule
{
    /// <summary>Its id, such as <c>POIS001</c>.</summary>
    string Id { get; }

    /// <summary>Whether the sentence shows the sign, and whether that needs no second one; null when it does not.</summary>
    bool? Judge(SentenceView view);
}
