using System.Runtime.InteropServices;

namespace McpOps.Cli;

/// <summary>Turns the first Ctrl-C, or a request to end, into a cancellation, so that sessions and processes are ended; the second one ends us at once.</summary>
/// <remarks>System.CommandLine has the like, which lets go of a verb that is still in its synchronous beginning, with a server just started.</remarks>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    // A terminal that is closed (SIGHUP) and Ctrl-\ (SIGQUIT) ask for the same: what was begun is ended in order, and nothing that we started lives on.
    public Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, Interrupt),
        PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Interrupt),
    ];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Interrupt(PosixSignalContext signal)
    {
        signal.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }
}
