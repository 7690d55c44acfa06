namespace McpOps;

/// <summary>Opens what a user names to be read once from its start: a regular file, or a named pipe, such as a shell makes of <c>&lt;(command)</c>.</summary>
/// <remarks>A pipe waits for its writer, and for each of its bytes. It waits on a thread that a cancellation leaves behind: no signal is ever held off.</remarks>
public static class NamedInput
{
    // A shell opens the other end at once; what waits longer than this would wait all night.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Opens it.</summary>
    /// <param name="path">The file or pipe.</param>
    /// <param name="cancellationToken">Ends the wait for a writer, and each wait for bytes afterwards.</param>
    /// <exception cref="IOException">As for <see cref="RegularFile.OpenHandle"/>; or nobody opens the other end of a pipe within a minute.</exception>
    public static Task<Stream> OpenAsync(string path, CancellationToken cancellationToken) => OpenAsync(path, Patience, cancellationToken);

    /// <summary>Opens it, and waits for a writer as long as is said.</summary>
    internal static async Task<Stream> OpenAsync(string path, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!RegularFile.IsPipe(path))
        {
            return RegularFile.Open(path);
        }

        var opening = Leave(() => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0));
        try
        {
            return Interruptible(await opening.WaitAsync(patience, cancellationToken), cancellationToken);
        }
        catch (TimeoutException exception)
        {
            _ = CloseAsync(opening);
            throw new IOException($"It is a named pipe, and nobody opened its other end within {patience.TotalSeconds:0.#} s. Start what writes into it first.", exception);
        }
        catch (OperationCanceledException)
        {
            _ = CloseAsync(opening);
            throw;
        }
    }

    /// <summary>Reads all of it, in bounded memory.</summary>
    /// <param name="path">The file or pipe.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="mostBytes">The most bytes that are read.</param>
    /// <exception cref="IOException">As for <see cref="RegularFile.OpenHandle"/>; or there is more.</exception>
    public static async Task<byte[]> ReadAllAsync(string path, CancellationToken cancellationToken, long mostBytes = RegularFile.MostBytes)
    {
        await using var input = await OpenAsync(path, cancellationToken);
        return await ReadAllAsync(input, cancellationToken, mostBytes);
    }

    /// <summary>Reads all of a stream, in bounded memory.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="mostBytes">The most bytes that are read.</param>
    /// <exception cref="IOException">There is more.</exception>
    public static async Task<byte[]> ReadAllAsync(Stream stream, CancellationToken cancellationToken, long mostBytes = RegularFile.MostBytes)
    {
        using var content = new MemoryStream();
        var chunk = new byte[1 << 16];
        while (await ReadAsync(stream, chunk, cancellationToken) is > 0 and var read)
        {
            content.Write(chunk, 0, content.Length + read <= mostBytes ? read : throw RegularFile.TooLarge(mostBytes));
        }

        return content.ToArray();
    }

    // A regular file is read where we are: what ReadAsync does with one is to have another thread wait for it, and a short run would start it for that.
    private static ValueTask<int> ReadAsync(Stream stream, byte[] chunk, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return stream is FileStream { IsAsync: false, CanSeek: true } file ? new(file.Read(chunk)) : stream.ReadAsync(chunk, cancellationToken);
    }

    /// <summary>Standard input, or another stream that may wait for as long as it likes, so that a cancellation ends the wait.</summary>
    /// <param name="stream">The stream; it is closed with the one that is given back.</param>
    /// <param name="cancellationToken">Ends each wait for bytes.</param>
    public static Stream Interruptible(Stream stream, CancellationToken cancellationToken) => new WaitingStream(stream, cancellationToken);

    private static async Task CloseAsync(Task<FileStream> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
        {
            await (await opening).DisposeAsync();
        }
    }

    private static Task<T> Leave<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    private sealed class WaitingStream(Stream inner, CancellationToken end) : ReadThroughStream(inner)
    {
        public override int Read(Span<byte> buffer)
        {
            var own = new byte[buffer.Length];
            var read = Leave(() => Inner.Read(own)).WaitAsync(end).GetAwaiter().GetResult();
            own.AsSpan(0, read).CopyTo(buffer);
            return read;
        }

        // What comes after all goes into an array of its own: the caller's may be in other use by then.
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end);
            var own = new byte[buffer.Length];
            var read = await Leave(() => Inner.Read(own)).WaitAsync(either.Token);
            own.AsMemory(0, read).CopyTo(buffer);
            return read;
        }
    }
}
