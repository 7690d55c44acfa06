using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using McpOps.Servers;

namespace McpOps.Capacity.Load;

/// <summary>One server process: requests go in as lines, and answers find their callers by id, in whatever order they come.</summary>
internal sealed class StdioPeer : IAsyncDisposable
{
    private const int MaxLine = 256 << 20;
    private const int TailLength = 500;
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(300);

    private readonly Process _process;
    private readonly ConcurrentDictionary<long, string> _kinds;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<CallOutcome>> _waiting = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Stream _input;
    private readonly Task _reading;
    private readonly StringBuilder _errors = new();
    private long _lastId;
    private volatile bool _ended;

    private StdioPeer(Process process, ConcurrentDictionary<long, string> kinds)
    {
        _process = process;
        _kinds = kinds;
        _input = process.StandardInput.BaseStream;
        process.ErrorDataReceived += (_, line) => KeepTail(line.Data);
        process.BeginErrorReadLine();
        _reading = ReadAsync(process.StandardOutput.BaseStream);
    }

    /// <summary>The process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>The last of what it wrote to standard error; null for nothing.</summary>
    public string? Tail
    {
        get
        {
            lock (_errors)
            {
                return _errors.Length == 0 ? null : _errors.ToString().Trim();
            }
        }
    }

    /// <summary>Starts the process.</summary>
    public static StdioPeer Start(McpConnection connection, ConcurrentDictionary<long, string> kinds)
    {
        var start = new ProcessStartInfo(connection.Command!, connection.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = connection.WorkingDirectory ?? "",
        };
        foreach (var (name, value) in connection.Environment)
        {
            start.Environment[name] = value;
        }

        return new StdioPeer(Process.Start(start) ?? throw new InvalidOperationException("No process was started."), kinds);
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    public async ValueTask<CallOutcome> CallAsync(LoadSlot slot, byte[] body, long id)
    {
        var answer = new TaskCompletionSource<CallOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        Volatile.Write(ref _lastId, Math.Max(id, Volatile.Read(ref _lastId)));
        try
        {
            if (_ended)
            {
                return new CallOutcome(CallError.Exited, 0, 0);
            }

            await SendAsync(body, slot.Token);
            var outcome = await answer.Task.WaitAsync(slot.Token);
            return outcome with { Sent = body.Length };
        }
        catch (OperationCanceledException)
        {
            return new CallOutcome(slot.TimedOut ? CallError.Timeout : CallError.Cancelled, body.Length, 0);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return new CallOutcome(CallError.Exited, 0, 0);
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    /// <summary>Writes one message as a line.</summary>
    public async Task SendAsync(byte[] message, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            // Half a line would spoil all that follow: once begun it is written to its end, unless the process is killed.
            await _input.WriteAsync(message, CancellationToken.None);
            await _input.WriteAsync("\n"u8.ToArray(), CancellationToken.None);
            await _input.FlushAsync(CancellationToken.None);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Closes its input, and kills it with its children when it does not leave.</summary>
    public async ValueTask DisposeAsync()
    {
        _ended = true;
        using var grace = new CancellationTokenSource(Grace);
        try
        {
            _input.Close();
            await _process.WaitForExitAsync(grace.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            Kill();
        }

        await _reading.WaitAsync(Grace).ContinueWith(_ => { }, TaskScheduler.Default);
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It left meanwhile.
        }
    }

    private async Task ReadAsync(Stream output)
    {
        var buffer = new byte[16384];
        var length = 0;
        try
        {
            while (await output.ReadAsync(buffer.AsMemory(length)) is > 0 and var read)
            {
                var seen = length;
                length += read;
                var begin = 0;
                while (buffer.AsSpan(seen, length - seen).IndexOf((byte)'\n') is >= 0 and var end)
                {
                    TakeLine(buffer.AsSpan(begin, seen + end - begin));
                    seen += end + 1;
                    begin = seen;
                }

                buffer.AsSpan(begin, length - begin).CopyTo(buffer);
                length -= begin;
                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, length < MaxLine ? length * 2 : throw new IOException("The answer is larger than 256 MB."));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process has ended, or the answer was beyond all measure.
        }

        _ended = true;
        foreach (var (_, answer) in _waiting)
        {
            answer.TrySetResult(new CallOutcome(CallError.Exited, 0, 0) { AnsweredAt = Stopwatch.GetTimestamp() });
        }
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        var error = AnswerCheck.Read(line, _kinds, out var id);
        if (id is { } known && _waiting.TryGetValue(known, out var caller))
        {
            caller.TrySetResult(new CallOutcome(error, 0, line.Length) { AnsweredAt = Stopwatch.GetTimestamp() });
        }
        else if (id is { } strange ? strange < RequestTemplate.Id(0) || strange > Volatile.Read(ref _lastId) : error is not null && !line.Trim(" \r\t"u8).IsEmpty)
        {
            // Nobody asked for it, or it is no message: whoever waits longest has most likely been answered wrongly.
            // The late answer of a call that ran into its time-out has an id that was asked for, and is nobody's fault.
            var first = _waiting.Keys.DefaultIfEmpty(-1).Min();
            if (_waiting.TryGetValue(first, out var victim))
            {
                victim.TrySetResult(new CallOutcome(error ?? CallError.WrongId, 0, line.Length) { AnsweredAt = Stopwatch.GetTimestamp() });
            }
        }
    }

    private void KeepTail(string? line)
    {
        lock (_errors)
        {
            if (line is not null && _errors.Length < TailLength)
            {
                _errors.AppendLine(line);
            }
        }
    }
}
