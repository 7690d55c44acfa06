using System.Collections.Concurrent;

namespace McpOps.Backups.Archive;

/// <summary>Compresses what is written on all processors, in members, and writes them in order.</summary>
/// <remarks>
/// One thread fills buffers; each full one is compressed, read back and compared with its source on the thread pool; one
/// task writes the members in order. Memory is bounded: so many buffers as are in flight.
/// </remarks>
internal sealed class ParallelGzipWriter : IDisposable
{
    private const int BufferLength = 2 << 20;

    private readonly BlockingCollection<Task<List<MemoryStream>>> _queue;
    private readonly ConcurrentBag<byte[]> _buffers = [];
    private readonly ConcurrentBag<MemoryStream> _members = [];
    private readonly CancellationTokenSource _stop;
    private readonly Task _writing;
    private readonly Stream _output;
    private byte[] _buffer;
    private int _used;

    public ParallelGzipWriter(Stream output, CancellationToken cancellationToken)
    {
        // Beyond eight threads the single reader is what limits.
        var width = Math.Clamp(Environment.ProcessorCount, 1, 8);
        _queue = new BlockingCollection<Task<List<MemoryStream>>>(width + 1);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _output = output;
        _buffer = new byte[BufferLength];
        _writing = Task.Run(WriteMembersAsync, CancellationToken.None);
    }

    /// <summary>Room for at least one byte; fill it and <see cref="Advance"/>.</summary>
    public Span<byte> GetSpan() => _buffer.AsSpan(_used);

    public void Advance(int count)
    {
        _used += count;
        if (_used == _buffer.Length)
        {
            Enqueue();
        }
    }

    public void Write(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var room = GetSpan();
            var count = Math.Min(room.Length, data.Length);
            data[..count].CopyTo(room);
            data = data[count..];
            Advance(count);
        }
    }

    public void WriteZeros(int count)
    {
        while (count > 0)
        {
            var room = GetSpan();
            room = room[..Math.Min(room.Length, count)];
            room.Clear();
            count -= room.Length;
            Advance(room.Length);
        }
    }

    /// <summary>Writes what is left, and waits until all is handed to the output.</summary>
    public async Task CompleteAsync()
    {
        if (_used > 0)
        {
            Enqueue();
        }

        _queue.CompleteAdding();
        await _writing;
    }

    /// <summary>Gives up when the work failed: waits until nothing touches the output any more.</summary>
    public async Task AbortAsync()
    {
        await _stop.CancelAsync();
        _queue.CompleteAdding();
        await _writing.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public void Dispose()
    {
        _queue.Dispose();
        _stop.Dispose();
    }

    private void Enqueue()
    {
        var buffer = _buffer;
        var used = _used;
        var work = Task.Run(() => Compress(buffer, used), CancellationToken.None);
        try
        {
            _queue.Add(work, _stop.Token);
        }
        catch (OperationCanceledException) when (_writing.IsFaulted)
        {
            // The writer failed and stopped the rest: its reason is the one to tell.
            _writing.GetAwaiter().GetResult();
            throw;
        }

        _used = 0;
        _buffer = _buffers.TryTake(out var free) ? free : new byte[BufferLength];
    }

    private List<MemoryStream> Compress(byte[] buffer, int used)
    {
        var members = new List<MemoryStream>(1);
        for (var start = 0; start < used;)
        {
            var (length, store) = Compressibility.FirstRun(buffer.AsSpan(start, used - start));
            var member = _members.TryTake(out var free) ? free : new MemoryStream(BufferLength + (64 * 1024));
            GzipMember.Compress(buffer.AsSpan(start, length), store, member);
            members.Add(member);
            start += length;
        }

        _buffers.Add(buffer);
        return members;
    }

    private async Task WriteMembersAsync()
    {
        try
        {
            foreach (var work in _queue.GetConsumingEnumerable(_stop.Token))
            {
                foreach (var member in await work)
                {
                    await _output.WriteAsync(member.GetBuffer().AsMemory(0, (int)member.Length), _stop.Token);
                    _members.Add(member);
                }
            }
        }
        catch
        {
            await _stop.CancelAsync();
            throw;
        }
    }
}
