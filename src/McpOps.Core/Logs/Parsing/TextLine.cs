namespace McpOps.Logs.Parsing;

/// <summary>A line of a sample. A class, for lists and queries of classes are compiled ahead in the framework, and those of its structs are compiled at each start.</summary>
/// <param name="bytes">The line without its end.</param>
internal sealed class TextLine(ReadOnlyMemory<byte> bytes)
{
    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => bytes.Span;

    /// <summary>How many there are.</summary>
    public int Length => bytes.Length;
}
