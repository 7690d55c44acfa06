using System.Collections;
using System.Management.Automation;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Lists the prompts that MCP servers offer, and reads what they say.</summary>
[Cmdlet(VerbsCommon.Get, "McpPrompt", DefaultParameterSetName = ByName, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Get-McpPrompt.md")]
[OutputType(typeof(McpPrompt), typeof(McpContent))]
public sealed class GetMcpPromptCommand : ContentCmdlet
{
    /// <summary>Names of prompts; a star stands for any text. All when omitted. With -Read or -Arguments a name.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    public string[] Prompt { get; set; } = [];

    /// <summary>The arguments of the prompt, such as <c>@{ city = 'Berlin' }</c>; with them it is read.</summary>
    [Parameter]
    public IDictionary? Arguments { get; set; }

    /// <inheritdoc/>
    private protected override Task WorkAsync(Pipe pipe, IReadOnlyList<(PSObject? Record, McpServer Server)> chosen)
    {
        var (client, options, arguments) = (new ContentClient(pipe.Context), Options, new ToolArguments { Json = JsonValues.Of(Arguments) });
        return Read || Arguments is not null
            ? ReadAsync(pipe, chosen, Prompt, nameof(Prompt), (server, one) => client.ReadPromptAsync(server, one, arguments, options, pipe.CancellationToken))
            : ListAsync(pipe, client.ListPromptsAsync([.. chosen.Select(one => one.Server).Distinct()], options, pipe.CancellationToken), one => Prompt.Length == 0 || Prompt.Any(pattern => ContentClient.IsMeant(pattern, one.Prompt)));
    }
}
