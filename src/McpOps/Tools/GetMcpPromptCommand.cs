using System.Collections;
using System.Management.Automation;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Lists the prompts that MCP servers offer, and reads what they say.</summary>
[Cmdlet(VerbsCommon.Get, "McpPrompt", DefaultParameterSetName = ByName, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Get-McpPrompt.md")]
[OutputType(typeof(McpPrompt), typeof(McpContent))]
public sealed class GetMcpPromptCommand : McpServerCmdlet
{
    /// <summary>Names of prompts; a star stands for any text. All when omitted. With -Read or -Arguments a name.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    public string[] Prompt { get; set; } = [];

    /// <summary>Reads them, and writes what they hold.</summary>
    [Parameter]
    public SwitchParameter Read { get; set; }

    /// <summary>The arguments of the prompt, such as <c>@{ city = 'Berlin' }</c>; with them it is read.</summary>
    [Parameter]
    public IDictionary? Arguments { get; set; }

    /// <summary>The time that one server may take, in seconds; 10 when omitted.</summary>
    [Parameter]
    [ValidateRange(0.001, 86400)]
    [Seconds]
    public double Timeout { get; set; } = 10;

    /// <summary>Starts stdio servers that were merely found in the configuration of an MCP client. Those of an inventory are always started.</summary>
    [Parameter]
    public SwitchParameter Launch { get; set; }

    /// <inheritdoc/>
    private protected override Task WorkAsync(Pipe pipe, IReadOnlyList<(PSObject? Record, McpServer Server)> chosen)
    {
        var options = new ConnectOptions { Timeout = TimeSpan.FromSeconds(Timeout), Launch = Launch };
        return Read || Arguments is not null ? ReadAsync(pipe, chosen, options) : ListAsync(pipe, [.. chosen.Select(one => one.Server).Distinct()], options);
    }

    private async Task ListAsync(Pipe pipe, IReadOnlyList<McpServer> servers, ConnectOptions options)
    {
        await foreach (var listing in new ContentClient(pipe.Context).ListPromptsAsync(servers, options, pipe.CancellationToken))
        {
            if (listing.Failure is { } failure)
            {
                pipe.WriteError(failure);
            }

            foreach (var one in listing.Records.Where(one => Prompt.Length == 0 || Prompt.Any(pattern => ContentClient.IsMeant(pattern, one.Prompt))))
            {
                pipe.Write(one);
            }
        }
    }

    private async Task ReadAsync(Pipe pipe, IReadOnlyList<(PSObject? Record, McpServer Server)> chosen, ConnectOptions options)
    {
        var client = new ContentClient(pipe.Context);
        var arguments = new ToolArguments { Json = JsonValues.Of(Arguments) };
        foreach (var (record, server) in chosen)
        {
            // What the user names, else what the record of the pipeline is about.
            string[] wanted = Prompt.Length > 0 ? Prompt : record is not null && ServerRecordReader.Text(record, nameof(Prompt)) is { } only ? [only] : throw new McpOpsException("NothingToRead", McpErrorCategory.InvalidArgument,
                "Nothing is named that could be read. Name it by -Prompt, or give what Get-McpPrompt writes.", server.Name);
            foreach (var one in wanted)
            {
                try
                {
                    pipe.WriteBatch(await client.ReadPromptAsync(server, one, arguments, options, pipe.CancellationToken));
                }
                catch (McpOpsException exception)
                {
                    pipe.WriteError(exception);
                }
            }
        }
    }
}
