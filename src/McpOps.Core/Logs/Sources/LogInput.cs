namespace McpOps.Logs.Sources;

/// <summary>One place that log bytes come from.</summary>
/// <param name="name">What results call it: the path, or such as <c>journald:nginx</c>.</param>
internal abstract class LogInput(string name) : IDisposable
{
    /// <summary>What results call it.</summary>
    public string Name { get; } = name;

    /// <summary>When it was last written, for times without a year; null when that is not known.</summary>
    public virtual DateTimeOffset? LastWrite => null;

    /// <summary>Bytes read, as they lie on disk.</summary>
    public abstract long BytesRead { get; }

    /// <summary>Opens the bytes from the start, decompressed.</summary>
    public abstract Stream Open();

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>Standard input, or another stream that can be read once.</summary>
internal sealed class StreamInput(string name, Stream stream) : LogInput(name)
{
    private readonly CountingStream _counted = new(stream);

    public override long BytesRead => _counted.Count;

    public override Stream Open() => _counted;
}
