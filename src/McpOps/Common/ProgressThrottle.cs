using System.Diagnostics;
using System.Management.Automation;

namespace McpOps.Commands;

/// <summary>Shows progress at most five times a second: more slows the work itself.</summary>
internal sealed class ProgressThrottle(Cmdlet cmdlet)
{
    private const int Id = 0x4D43;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private long _shownAt;
    private string _activity = "McpOps";

    public void Show(McpProgress progress)
    {
        if (_shownAt != 0 && Stopwatch.GetElapsedTime(_shownAt) < Pause)
        {
            return;
        }

        _shownAt = Stopwatch.GetTimestamp();
        _activity = progress.Activity;
        cmdlet.WriteProgress(new ProgressRecord(Id, _activity, progress.Status)
        {
            PercentComplete = progress.Total is > 0 and var total ? (int)Math.Clamp(progress.Done * 100 / total, 0, 100) : -1,
        });
    }

    public void Complete()
    {
        if (_shownAt != 0)
        {
            cmdlet.WriteProgress(new ProgressRecord(Id, _activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }
}
