using System.Management.Automation;
using McpOps.Logs;

namespace McpOps.Commands;

/// <summary>Reads the entries of logs of any format, one by one.</summary>
[Cmdlet(VerbsCommon.Get, "McpLogEntry", DefaultParameterSetName = ByPath)]
[OutputType(typeof(McpLogEntry))]
public sealed class GetMcpLogEntryCommand : LogCmdlet
{
    /// <summary>Leaves secrets unmasked.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>Begins with the last so many entries; with <see cref="Wait"/> 10 by default.</summary>
    [Parameter]
    [ValidateRange(0, 1_000_000)]
    public int? Tail { get; set; }

    /// <summary>Goes on with what is written from now on, through rotation, until Ctrl-C.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <inheritdoc/>
    private protected override async Task WorkAsync(Pipe pipe, LogOptions options)
    {
        options = options with { Raw = Raw };
        var reader = new LogReader(pipe.Context);
        var batches = Wait || Tail is not null
            ? reader.FollowAsync(options, Tail ?? LogReader.DefaultTail, Wait, pipe.CancellationToken)
            : reader.ReadBatchesAsync(options, pipe.CancellationToken);
        await foreach (var batch in batches)
        {
            pipe.WriteBatch(batch);
        }
    }
}
