using System.Runtime.InteropServices;

namespace McpOps.Commands;

/// <summary>When the session of a running cmdlet ends (a closed terminal, a stopped service), its work is ended in order first: nothing that it started lives on.</summary>
internal sealed class HangUp : IDisposable
{
    // As long as a service has that systemd stops, and some to spare.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _stop;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Waits for such an end. It is there before the work begins, which may have started a server before this were ready.</summary>
    /// <param name="stop">Ends the work.</param>
    public HangUp(CancellationTokenSource stop)
    {
        _stop = stop;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, End),
            PosixSignalRegistration.Create(PosixSignal.SIGQUIT, End),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, End),
        ];
    }

    /// <summary>Names the work that is waited for.</summary>
    public void Follow(Task work) => _ = work.ContinueWith(_ => _ended.TrySetResult(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    public void Dispose()
    {
        _ended.TrySetResult();
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    // The signal does what it does anyhow once this returns: PowerShell ends.
    private void End(PosixSignalContext signal)
    {
        try
        {
            _stop.Cancel();
        }
        catch (Exception exception) when (exception is AggregateException or ObjectDisposedException)
        {
            // Something that listened has ended or failed: the work is waited for all the same.
        }

        _ended.Task.Wait(Patience);
    }
}
