using System.Management.Automation;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>A cmdlet over what servers offer to be read: it lists it, or reads what is named.</summary>
public abstract class ContentCmdlet : McpServerCmdlet
{
    /// <summary>Reads them, and writes what they hold.</summary>
    [Parameter]
    public SwitchParameter Read { get; set; }

    /// <summary>The time that one server may take, in seconds; 10 when omitted.</summary>
    [Parameter]
    [ValidateRange(0.001, 86400)]
    [Seconds]
    public double Timeout { get; set; } = 10;

    /// <summary>Starts stdio servers that were merely found in the configuration of an MCP client. Those of an inventory are always started.</summary>
    [Parameter]
    public SwitchParameter Launch { get; set; }

    private protected ConnectOptions Options => new() { Timeout = TimeSpan.FromSeconds(Timeout), Launch = Launch };

    /// <summary>Writes of what was listed that which is meant, and what failed.</summary>
    private protected static async Task ListAsync<T>(Pipe pipe, IAsyncEnumerable<ServerListing<T>> listings, Func<T, bool> isMeant)
        where T : notnull
    {
        await foreach (var listing in listings)
        {
            if (listing.Failure is { } failure)
            {
                pipe.WriteError(failure);
            }

            foreach (var one in listing.Records.Where(isMeant))
            {
                pipe.Write(one);
            }
        }
    }

    /// <summary>Reads what is named, else what the record of the pipeline is about.</summary>
    /// <param name="pipe">Where it is written.</param>
    /// <param name="chosen">The servers, with the records that named them.</param>
    /// <param name="named">What the user names.</param>
    /// <param name="property">The parameter by which it is named, and the property of the record.</param>
    /// <param name="read">Reads one of a server.</param>
    private protected static async Task ReadAsync(Pipe pipe, IReadOnlyList<(PSObject? Record, McpServer Server)> chosen, string[] named, string property, Func<McpServer, string, Task<IReadOnlyList<McpContent>>> read)
    {
        foreach (var (record, server) in chosen)
        {
            string[] wanted = named.Length > 0 ? named : record is not null && ServerRecordReader.Text(record, property) is { } only ? [only] : throw new McpOpsException("NothingToRead", McpErrorCategory.InvalidArgument,
                $"Nothing is named that could be read. Name it by -{property}, or give what Get-Mcp{property} writes.", server.Name);
            foreach (var one in wanted)
            {
                try
                {
                    pipe.WriteBatch(await read(server, one));
                }
                catch (McpOpsException exception)
                {
                    pipe.WriteError(exception);
                }
            }
        }
    }
}
