using System.Management.Automation;
using McpOps.Monitoring;

namespace McpOps.Commands;

/// <summary>Sends alerts to the inventory's channels: health records, findings, any object, or a text.</summary>
[Cmdlet(VerbsCommunications.Send, "McpAlert", DefaultParameterSetName = "InputObject", SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Send-McpAlert.md")]
[OutputType(typeof(McpDelivery))]
public sealed class SendMcpAlertCommand : MonitoringCmdlet
{
    private readonly List<AlertInput> _inputs = [];

    /// <summary>What is told: health records, findings, alerts, or any object with a Message; texts.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>A text.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Message")]
    public string Message { get; set; } = "";

    /// <summary>The server that the text is about.</summary>
    [Parameter(ParameterSetName = "Message")]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string Server { get; set; } = "";

    /// <summary>What the text is about: with the server's name, what makes two texts the same.</summary>
    [Parameter(ParameterSetName = "Message")]
    public string Rule { get; set; } = "message";

    /// <summary>Sends a test to each channel, and says what it answers.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Test")]
    public SwitchParameter Test { get; set; }

    /// <summary>Names of channels; those that the inventory's routes give when omitted.</summary>
    [Parameter]
    public string[] Channel { get; set; } = [];

    /// <summary>How grave it is; what the object says when omitted, else warning.</summary>
    [Parameter(ParameterSetName = "InputObject")]
    [Parameter(ParameterSetName = "Message")]
    [ValidateSet("information", "warning", "critical")]
    public string? Severity { get; set; }

    /// <summary>For how long the same is not sent again, such as 15m; what the inventory says when omitted, else 15m.</summary>
    [Parameter]
    [Span]
    [ArgumentCompleter(typeof(AgeCompleter))]
    public TimeSpan? SuppressFor { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _inputs.AddRange(ParameterSetName is "Message"
        ? [new AlertInput { Message = Message, Server = Server, Rule = Rule, Severity = Severity ?? AlertSeverity.Warning }]
        : InputObject.Where(input => input is not null).Select(input => AlertInputs.Of(input, Severity)));

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // WhatIf shows the whole message, which is more than a line: so it is a record, and ShouldProcess says only whether.
        var isDry = MyInvocation.BoundParameters.TryGetValue("WhatIf", out var value) && value is SwitchParameter { IsPresent: true };
        if (!isDry && !ShouldProcess(Channel.Length > 0 ? string.Join(", ", Channel) : "the inventory's channels", Test ? "Send a test" : $"Send {_inputs.Count} alerts"))
        {
            return;
        }

        var (paths, options) = (Paths(), new AlertOptions
        {
            Channels = Channel,
            Test = Test,
            DryRun = isDry,
            SuppressFor = SuppressFor,
            ConfigPath = WholeConfigPath(),
            History = WholeHistory(),
        });
        if (!Test && _inputs.Count == 0)
        {
            return;
        }

        Run(async pipe =>
        {
            var deliveries = await new AlertSender(pipe.Context, paths).SendAsync(_inputs, options, pipe.CancellationToken);
            foreach (var delivery in deliveries)
            {
                pipe.Write(delivery);
            }

            pipe.WriteErrors([.. deliveries.Select(DeliveryFault.Of).OfType<McpOpsException>()]);
        });
    }
}
