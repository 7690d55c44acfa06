using System.Collections.Concurrent;
using System.Management.Automation;
using McpOps.Maintenance;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Runs an engine on a task while the pipeline thread writes what comes: output, errors, warnings, progress.</summary>
/// <remarks>PowerShell allows Write* on the pipeline thread only; Ctrl-C cancels the token that everything takes.</remarks>
public abstract class McpCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private ProgressThrottle? _progress;

    /// <summary>Cancelled by Ctrl-C.</summary>
    protected CancellationToken StopToken => _stop.Token;

    /// <summary>What an engine needs, wired to this cmdlet's streams. Only valid inside <see cref="Run"/>.</summary>
    private protected EngineContext ContextFor(BlockingCollection<Action> queue) => new()
    {
        Notices = new Sink<McpNotice>(notice => Enqueue(queue, () => Tell(notice))),
        Words = Wording.OfCmdlets,
        Logger = new StreamLogger(Wants("Verbose"), Wants("Debug"), (line, isDebug) => Enqueue(queue, () => Tell(line, isDebug))),
        Progress = new Sink<McpProgress>(progress => Enqueue(queue, () => (_progress ??= new ProgressThrottle(this)).Show(progress))),
    };

    /// <summary>Runs asynchronous work and writes its output from the pipeline thread, one by one as it is ready.</summary>
    /// <param name="work">The work; what it hands to <see cref="Pipe"/> is written in that order.</param>
    private protected void Run(Func<Pipe, Task> work)
    {
        using var queue = new BlockingCollection<Action>(boundedCapacity: 32);
        var pipe = new Pipe(this, queue, ContextFor(queue), _stop.Token);
        using var hangUp = new HangUp(_stop);
        var task = Task.Run(
            async () =>
            {
                try
                {
                    await work(pipe);
                }
                finally
                {
                    queue.CompleteAdding();
                }
            });

        hangUp.Follow(task);
        try
        {
            foreach (var write in queue.GetConsumingEnumerable())
            {
                write();
            }
        }
        catch
        {
            // The pipeline ended early (Select-Object -First, or -ErrorAction Stop): the work must end too, and its writers not block.
            _stop.Cancel();
            while (!queue.IsCompleted)
            {
                queue.TryTake(out _, millisecondsTimeout: 50);
            }

            throw;
        }
        finally
        {
            _progress?.Complete();
        }

        Finish(task);
    }

    /// <summary>Whether a record of the pipeline has the property of a server, and none in it: nothing else than all would be meant by that. It is said.</summary>
    private protected bool NamesNoServer(params string?[]? server)
    {
        if (!MyInvocation.ExpectingInput || !MyInvocation.BoundParameters.ContainsKey("Server") || server?.Any(name => !string.IsNullOrEmpty(name)) is true)
        {
            return false;
        }

        WriteError(Errors.Record(new McpOpsException("ServerNotUnderstood", McpErrorCategory.InvalidArgument, "What came through the pipeline names no server: its Server is empty. Leave it out, or name the server by -Server.")));
        return true;
    }

    /// <summary>The paths of this session; call it on the pipeline thread.</summary>
    private protected ServerPaths Paths() => ServerPaths.FromProcess(SessionState.Path.CurrentFileSystemLocation.ProviderPath);

    /// <summary>A path that is named, whole; null where none is; call it on the pipeline thread.</summary>
    private protected string? WholePath(string? path) => string.IsNullOrWhiteSpace(path) ? null : GetUnresolvedProviderPathFromPSPath(path);

    /// <summary>A place of history that is named, whole; call it on the pipeline thread.</summary>
    private protected string? WholePlace(string? history) => string.IsNullOrWhiteSpace(history) ? null
        : history.Contains("://", StringComparison.Ordinal) || history.StartsWith("${", StringComparison.Ordinal) ? history : GetUnresolvedProviderPathFromPSPath(history);

    /// <summary>Whether a condition that does not end the work means that something which was asked for is not done: then it is an error.</summary>
    private protected virtual bool IsError(McpNotice notice) => false;

    private bool Wants(string stream) => MyInvocation.BoundParameters.TryGetValue(stream, out var given) ? LanguagePrimitives.IsTrue(given)
        : GetVariableValue($"{stream}Preference") is { } preference && preference.ToString() is not ("SilentlyContinue" or "Ignore");

    private void Tell(string line, bool isDebug)
    {
        if (isDebug)
        {
            WriteDebug(line);
        }
        else
        {
            WriteVerbose(line);
        }
    }

    private void Tell(McpNotice notice)
    {
        if (IsError(notice))
        {
            WriteError(Errors.Record(new McpOpsException(notice.Id, McpErrorCategory.ReadError, notice.Message, notice.Target)));
        }
        else
        {
            WriteWarning(Visible.Of($"{Wording.OfCmdlets(notice.Message)} ({notice.Id})"));
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Frees the token source.</summary>
    public void Dispose()
    {
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Finish(Task task)
    {
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (McpOpsException exception)
        {
            ThrowTerminatingError(Errors.Record(exception));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Ctrl-C: PowerShell itself ends the pipeline.
        }
        catch (Exception exception) when (SystemFault.Of(exception) is { } fault)
        {
            ThrowTerminatingError(Errors.Record(fault));
        }
    }

    private static void Enqueue(BlockingCollection<Action> queue, Action write)
    {
        try
        {
            queue.Add(write);
        }
        catch (InvalidOperationException)
        {
            // A late report of an engine that has ended: nobody is there to write it.
        }
    }

    /// <summary>Where the work of a cmdlet writes.</summary>
    private protected sealed class Pipe(McpCmdlet cmdlet, BlockingCollection<Action> queue, EngineContext context, CancellationToken cancellationToken)
    {
        public EngineContext Context { get; } = context;

        public CancellationToken CancellationToken { get; } = cancellationToken;

        public void Write(object record) => queue.Add(() => cmdlet.WriteObject(record), CancellationToken);

        /// <summary>Writes many records at a step, for output of very many.</summary>
        public void WriteBatch<T>(IReadOnlyList<T> records)
            where T : class => queue.Add(() => cmdlet.WriteObject(records, enumerateCollection: true), CancellationToken);

        public void WriteError(McpOpsException exception) => queue.Add(() => cmdlet.WriteError(Errors.Record(exception)), CancellationToken);

        /// <summary>Does something on the thread of the pipeline, after what was reported and written before, and before what comes after.</summary>
        public void InTurn(Action action) => Enqueue(queue, action);

        /// <summary>Asks the user, on the thread of the pipeline, whether something shall be done.</summary>
        public async Task<bool> ShouldProcessAsync(string target, string action)
        {
            var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            queue.Add(() => answer.SetResult(cmdlet.ShouldProcess(target, action)), CancellationToken);
            return await answer.Task.WaitAsync(CancellationToken);
        }

        public Task WriteAllAsync<T>(IAsyncEnumerable<T> records)
            where T : class => WriteAllAsync(records, _ => null);

        /// <summary>Writes records, and at their end what of them was to be done and was not: whoever stops at the first error (<c>-ErrorAction Stop</c>) leaves nothing undone by that.</summary>
        public async Task WriteAllAsync<T>(IAsyncEnumerable<T> records, Func<T, McpOpsException?> fault)
            where T : class
        {
            var faults = new List<McpOpsException>();
            await foreach (var record in records.WithCancellation(CancellationToken))
            {
                Write(record);
                if (fault(record) is { } wrong)
                {
                    faults.Add(wrong);
                }
            }

            WriteErrors(faults);
        }

        /// <summary>Writes what of a run was to be done and was not.</summary>
        public void WriteErrors(IReadOnlyList<McpOpsException> faults)
        {
            foreach (var wrong in MaintenanceFault.Said(faults))
            {
                WriteError(wrong);
            }
        }
    }

    /// <summary>Calls at once, on the reporter's thread.</summary>
    private sealed class Sink<T>(Action<T> action) : IProgress<T>
    {
        public void Report(T value) => action(value);
    }
}
