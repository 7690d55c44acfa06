namespace McpOps.Files;

/// <summary>An open file. Every member throws <see cref="FileException"/> when the system refuses.</summary>
internal interface IFile : IDisposable
{
    /// <summary>What the file system says of it now.</summary>
    FileStat Stat();

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    /// <returns>How many bytes were read.</returns>
    int Read(Span<byte> buffer);

    /// <summary>Writes at the present place.</summary>
    void Write(ReadOnlySpan<byte> data);

    /// <summary>Goes to a place; false when the file has none such.</summary>
    bool MoveTo(long offset);

    /// <summary>The next place at or after an offset that holds data; -1 when there is none.</summary>
    long NextData(long offset);

    /// <summary>The next place at or after an offset where a hole begins; -1 when there is none.</summary>
    long NextHole(long offset);

    /// <summary>Cuts it, or extends it by a hole.</summary>
    void SetLength(long length);

    /// <summary>Sets its permissions.</summary>
    void SetMode(int mode);

    /// <summary>Its extended attributes; empty where the system has none.</summary>
    IReadOnlyList<KeyValuePair<string, byte[]>> Attributes();

    /// <summary>Sets an extended attribute.</summary>
    void SetAttribute(string name, ReadOnlySpan<byte> value);
}
