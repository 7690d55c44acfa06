using McpOps.Protocol.Rpc;

namespace McpOps.Protocol.Stdio;

/// <summary>Speaks MCP with a process over its standard streams: one message a line.</summary>
internal sealed class StdioChannel : IMcpChannel
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly StdioProcess _process;
    private readonly LineReader _lines;
    private readonly PhaseClock _clock;
    private readonly long _maxBytes;
    private readonly PendingReplies _pending = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _reading;
    private string? _firstNoise;
    private long _noiseBytes;
    private int _requests;

    public StdioChannel(StdioProcess process, PhaseClock clock, long maxBytes, bool legacyOnly)
    {
        _process = process;
        _clock = clock;
        _maxBytes = maxBytes;
        _lines = new LineReader(process.Output, maxBytes);
        LegacyOnly = legacyOnly;
        _reading = ReadAsync();
    }

    public bool LegacyOnly { get; }

    public int? ProcessId => _process.Id;

    public int Requests => _requests;

    public bool SpokeMcp => _pending.SpokeMcp;

    public Task<RpcReply> RequestAsync(RpcCall call, CancellationToken cancellationToken) => _pending.AskAsync(call, SendAsync, cancellationToken);

    public Task NotifyAsync(RpcCall call, CancellationToken cancellationToken)
    {
        _pending.Notified();
        return SendAsync(call.Write(id: null), cancellationToken);
    }

    public (string Verdict, string Message) ExplainSilence(string waitedFor, TimeSpan timeout) => _firstNoise is not null && !SpokeMcp
        ? (McpVerdict.NotMcp, $"It writes to its standard output, but no MCP: \"{_firstNoise}\". Is it an MCP server, and started for stdio?")
        : (McpVerdict.Timeout, $"No answer to {waitedFor} within {Plain.Seconds(timeout)}; the process runs{Begun()}.{_pending.Stray}{_process.LastWords()} Give it more time with a longer time-out, or look at what it waits for.");

    public void Abort() => _process.Abort();

    public async ValueTask DisposeAsync()
    {
        // Whatever the process still writes on its way out is read until it is gone, so that it does not block on a full pipe.
        await _process.EndAsync();
        await _ending.CancelAsync();
        await _reading;
        _process.Dispose();
        _ending.Dispose();
        _writing.Dispose();
    }

    private async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        _clock.Note(Moment.RequestSent);
        await WriteAsync(message, cancellationToken);
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await _process.Input.WriteAsync(message, cancellationToken);
            await _process.Input.WriteAsync(NewLine, cancellationToken);
            await _process.Input.FlushAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // It no longer reads. Mostly it has ended, and the reader of its output will know more.
            _pending.Fail(await _process.DescribeEndAsync(SpokeMcp));
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _lines.ReadAsync(_ending.Token) is { } line)
            {
                _clock.Note(Moment.FirstByte);
                if (!RpcMessage.TryParse(line.Span, out var messages))
                {
                    Ignore(line);
                    continue;
                }

                foreach (var message in messages)
                {
                    if (_pending.Take(message) is { } answer)
                    {
                        await WriteAsync(answer, _ending.Token);
                    }
                }
            }

            _pending.Fail(await _process.DescribeEndAsync(SpokeMcp));
        }
        catch (MessageTooLargeException exception)
        {
            _pending.Fail(exception.ToVerdict());
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
        {
            _pending.Fail(new McpProtocolException(McpVerdict.ProtocolError, "The conversation was ended.", exception));
        }
    }

    // What was meant as a message, and by its form can be read by no client.
    private static string? Misframed(ReadOnlySpan<byte> line)
    {
        var text = line.Trim(" \t"u8);
        return RpcMessage.LooksLikeOne(text) ? $"It sent a broken message, no valid JSON in one line: \"{Plain.Text(text)}\"."
            : text.StartsWith("\"jsonrpc\""u8) ? "It spreads a message over several lines; over stdio a message is one line."
            : text.StartsWith("Content-Length:"u8) ? "It puts a head before each message (Content-Length), as language servers do; over stdio MCP wants each message as one line and nothing else."
            : null;
    }

    private string Begun() => _lines.Partial > 0 ? $" and began a message of which {Plain.Size(_lines.Partial)} came, without the line break that ends it" : "";

    // Log lines on standard output break the rules, and many servers write a few before they are up: that alone is no failure.
    private void Ignore(ReadOnlyMemory<byte> line)
    {
        _noiseBytes += line.Length;
        if (line.Span.Trim(" \t"u8).IsEmpty)
        {
            return;
        }

        if (Misframed(line.Span) is { } fault)
        {
            _pending.Fail(new McpProtocolException(McpVerdict.ProtocolError, fault + " This is a fault of the server."));
            return;
        }

        _firstNoise ??= Plain.Text(line.Span);
        if (_noiseBytes > _maxBytes)
        {
            _pending.Fail(new McpProtocolException(McpVerdict.NotMcp, $"It wrote {Plain.Size(_noiseBytes)} to its standard output that is no MCP, beginning with \"{_firstNoise}\". Its log belongs on standard error."));
        }
    }
}
