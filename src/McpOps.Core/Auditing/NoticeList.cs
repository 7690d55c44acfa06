namespace McpOps.Auditing;

/// <summary>Takes what other engines say they could not read: an audit says so in its findings.</summary>
/// <param name="take">Takes one.</param>
internal sealed class NoticeList(Action<McpNotice> take) : IProgress<McpNotice>
{
    private readonly object _gate = new();

    public void Report(McpNotice value)
    {
        lock (_gate)
        {
            take(value);
        }
    }
}
