namespace McpOps;

/// <summary>A stream that reads through another one, and closes it with itself.</summary>
/// <param name="inner">The other one.</param>
internal abstract class ReadThroughStream(Stream inner) : ReadOnlyStream
{
    /// <summary>What is read through.</summary>
    protected Stream Inner { get; } = inner;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
