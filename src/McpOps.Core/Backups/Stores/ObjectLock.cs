using System.Globalization;
using System.Net.NetworkInformation;
using System.Text;
using McpOps.Platform;

namespace McpOps.Backups.Stores;

/// <summary>The lock of a server's backups in a bucket or container: an object that says who holds it, and until when.</summary>
/// <remarks>
/// Neither has a lock that ends with a process. So it runs out, is renewed while it is held, and is read again after it was
/// written: of two that write at once, the later is read by both. That of a process of this machine which is gone holds nobody up.
/// </remarks>
internal sealed class ObjectLock : IAsyncDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(300);
    private readonly ObjectStore _store;
    private readonly string _key;
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly CancellationTokenSource _stop = new();
    private Task _renewing = Task.CompletedTask;

    private ObjectLock(ObjectStore store, string key)
    {
        _store = store;
        _key = key;
    }

    public static async Task<IAsyncDisposable> TakeAsync(ObjectStore store, string key, string purpose, CancellationToken cancellationToken)
    {
        if (Holder(await store.ReadKeyAsync(key, cancellationToken)) is { } holder && holder.Until > TimeProvider.System.GetUtcNow() && !ProcessMark.IsGone(holder.Process))
        {
            throw Taken(store, holder.Who);
        }

        var taken = new ObjectLock(store, key);
        await taken.WriteAsync(purpose, cancellationToken);
        await Task.Delay(Settle, cancellationToken);
        if (Holder(await store.ReadKeyAsync(key, cancellationToken)) is { } now && now.Mark != taken._mark)
        {
            throw Taken(store, now.Who);
        }

        taken._renewing = taken.RenewAsync(purpose);
        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _renewing;
        _stop.Dispose();
        try
        {
            // One that ran out while the store was away may be another's by now.
            if (Holder(await _store.ReadKeyAsync(_key, CancellationToken.None)) is { } holder && holder.Mark == _mark)
            {
                await _store.DeleteKeyAsync(_key, CancellationToken.None);
            }
        }
        catch (McpOpsException)
        {
            // It runs out by itself.
        }
    }

    private async Task RenewAsync(string purpose)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Life / 4, _stop.Token);
                await TryWriteAsync(purpose);
            }
        }
        catch (OperationCanceledException)
        {
            // Given back.
        }
    }

    private async Task TryWriteAsync(string purpose)
    {
        try
        {
            await WriteAsync(purpose, _stop.Token);
        }
        catch (McpOpsException)
        {
            // The store is away: when it is back in time, the lock is still there to be renewed.
        }
    }

    private Task WriteAsync(string purpose, CancellationToken cancellationToken)
    {
        var until = TimeProvider.System.GetUtcNow() + Life;
        var host = IPGlobalProperties.GetIPGlobalProperties().HostName;
        return _store.WriteKeyAsync(_key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_mark}\n{until:O}\n{purpose}, process {Environment.ProcessId} on {host}\n{ProcessMark.Own}\n")), cancellationToken);
    }

    private static (string Mark, DateTimeOffset Until, string Who, string Process)? Holder(byte[]? content) =>
        content is not null && Encoding.UTF8.GetString(content).Split('\n') is [var mark, var until, var who, .. var more]
        && DateTimeOffset.TryParse(until, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) ? (mark, time, who, more is [var process, ..] ? process : "") : null;

    private static McpOpsException Taken(ObjectStore store, string who) => new("StoreLocked", McpErrorCategory.ResourceUnavailable,
        $"Another process works on the backups in '{store.Location}' ({who}). Wait until it has ended, and run this again; the lock of one that was killed on another machine runs out after two minutes.", store.Location);
}
