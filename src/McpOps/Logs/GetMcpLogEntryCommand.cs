using System.Management.Automation;
using McpOps.Logs;

namespace McpOps.Commands;

/// <summary>Reads the entries of logs of any format, one by one.</summary>
[Cmdlet(VerbsCommon.Get, "McpLogEntry", DefaultParameterSetName = ByPath, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Get-McpLogEntry.md")]
[OutputType(typeof(McpLogEntry))]
public sealed class GetMcpLogEntryCommand : LogCmdlet
{
    /// <summary>Leaves secrets unmasked.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>Goes on with what is written from now on, through rotation, until Ctrl-C.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <inheritdoc/>
    private protected override async Task WorkAsync(Pipe pipe, LogOptions options)
    {
        options = options with { Raw = Raw };
        var reader = new LogReader(pipe.Context);

        // The last lines are found from the end; the last that fit are not.
        var batches = Wait || (Tail is not null && Level is null && Match is null && MinDuration is null)
            ? reader.FollowAsync(options, Tail ?? LogReader.DefaultTail, Wait, pipe.CancellationToken)
            : reader.ReadBatchesAsync(options, pipe.CancellationToken);
        await foreach (var batch in batches)
        {
            pipe.WriteBatch(batch);
        }
    }
}
