using System.Management.Automation;
using McpOps.Logs;

namespace McpOps.Commands;

/// <summary>The page that <c>mcpops logs</c> writes, for the default view of a summary.</summary>
public static class LogReport
{
    private const int UsualWidth = 80;

    /// <summary>The page as one text, without colours.</summary>
    /// <param name="record">A summary, also one that comes back from a job, another host or a file.</param>
    /// <param name="width">How many characters a line has at most; 80 where the host does not say.</param>
    public static string Of(PSObject record, int width) =>
        Visible.Of(string.Join(Environment.NewLine, LogPage.Of(DeserializedRecord.Read<McpLogSummary>(record, isWhole: false), width > 0 ? width : UsualWidth)) + Environment.NewLine);
}
