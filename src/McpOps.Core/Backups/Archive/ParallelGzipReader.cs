using System.Collections.Concurrent;
using System.IO.Compression;

namespace McpOps.Backups.Archive;

/// <summary>Decompresses an archive: members that say how long they are side by side, anything else as one stream.</summary>
internal sealed class ParallelGzipReader : ReadOnlyStream
{
    private readonly BlockingCollection<Task<Piece>> _queue;
    private readonly ConcurrentBag<Piece> _free = [];
    private readonly CancellationTokenSource _stop;
    private readonly Task _reading;
    private readonly Stream _input;
    private Piece? _piece;
    private int _position;

    public ParallelGzipReader(Stream input, CancellationToken cancellationToken)
    {
        _queue = new BlockingCollection<Task<Piece>>(Math.Clamp(Environment.ProcessorCount, 1, 8) + 1);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _input = input;
        _reading = Task.Run(ReadMembersAsync, CancellationToken.None);
    }

    /// <summary>What is decompressed and not yet read; empty at the end. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Peek()
    {
        while (_piece is null || _position == _piece.Length)
        {
            if (_piece is not null)
            {
                _free.Add(_piece);
                _piece = null;
            }

            if (!_queue.TryTake(out var next, Timeout.Infinite, _stop.Token))
            {
                // Whatever ended the reading before the end of the file is told here.
                _reading.GetAwaiter().GetResult();
                return [];
            }

            _piece = next.GetAwaiter().GetResult();
            _position = 0;
        }

        return _piece.Data.AsSpan(_position, _piece.Length - _position);
    }

    public void Skip(int count) => _position += count;

    public override int Read(Span<byte> buffer)
    {
        var data = buffer.IsEmpty ? [] : Peek();
        var count = Math.Min(buffer.Length, data.Length);
        data[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Cancel();
            _reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).GetAwaiter().GetResult();
            _queue.Dispose();
            _stop.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task ReadMembersAsync()
    {
        try
        {
            var header = new byte[GzipMember.HeaderLength];
            while (true)
            {
                var got = await _input.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, _stop.Token);
                if (got == 0)
                {
                    return;
                }

                if (GzipMember.Length(header.AsSpan(0, got)) is not { } length)
                {
                    await ReadPlainAsync(header.AsMemory(0, got));
                    return;
                }

                var piece = _free.TryTake(out var free) ? free : new Piece();
                await piece.FillAsync(header, length, _input, _stop.Token);
                _queue.Add(Task.Run(piece.Decompress, CancellationToken.None), _stop.Token);
            }
        }
        finally
        {
            _queue.CompleteAdding();
        }
    }

    // Another tool's gzip says nothing about its members: it is decompressed as one stream, still beside the one who reads.
    private async Task ReadPlainAsync(ReadOnlyMemory<byte> head)
    {
        await using var whole = new PrefixedStream(head, _input);
        await using var gzip = new GZipStream(whole, CompressionMode.Decompress, leaveOpen: true);
        while (true)
        {
            var piece = _free.TryTake(out var free) ? free : new Piece();
            if (!await piece.FillPlainAsync(gzip, _stop.Token))
            {
                return;
            }

            _queue.Add(Task.FromResult(piece), _stop.Token);
        }
    }

    /// <summary>A member and what it held.</summary>
    private sealed class Piece
    {
        private const int PlainLength = 1 << 20;
        private byte[] _member = [];
        private byte[] _data = [];
        private int _memberLength;

        public byte[] Data => _data;

        public int Length { get; private set; }

        public async Task FillAsync(byte[] header, int length, Stream input, CancellationToken cancellationToken)
        {
            if (_member.Length < length)
            {
                _member = GC.AllocateUninitializedArray<byte>(Math.Max(length, 2 << 20));
            }

            header.CopyTo(_member, 0);
            var rest = _member.AsMemory(header.Length, length - header.Length);
            if (await input.ReadAtLeastAsync(rest, rest.Length, throwOnEndOfStream: false, cancellationToken) < rest.Length)
            {
                throw new InvalidDataException("The archive ends in the middle of a gzip member: it was cut off.");
            }

            _memberLength = length;
        }

        public Piece Decompress()
        {
            Length = GzipMember.Decompress(_member, _memberLength, ref _data);
            return this;
        }

        public async Task<bool> FillPlainAsync(Stream gzip, CancellationToken cancellationToken)
        {
            if (_data.Length < PlainLength)
            {
                _data = new byte[PlainLength];
            }

            Length = await gzip.ReadAtLeastAsync(_data.AsMemory(0, PlainLength), PlainLength, throwOnEndOfStream: false, cancellationToken);
            return Length > 0;
        }
    }
}
