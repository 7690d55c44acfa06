using System.Management.Automation;
using System.Text.Json;
using Amazon.Runtime;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.Logging.Abstractions;
using YamlDotNet.Serialization;

namespace McpOps.Replicas;

/// <summary>Uses each package, and says which version of it did the work and whether it came from this module's folder.</summary>
[Cmdlet(VerbsOther.Use, "OtherVersion")]
[OutputType(typeof(string))]
public sealed class UseOtherVersionCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Say(new HtmlParser().ParseDocument("<p>one</p>").QuerySelector("p")!);
        Say(new BasicAWSCredentials("key", "secret"));
        Say(NullLogger.Instance);
        Say(JsonSerializer.SerializeToElement(1));
        Say(new DeserializerBuilder().Build());
    }

    private void Say(object worker)
    {
        var assembly = worker.GetType().Assembly;
        var own = Path.GetDirectoryName(assembly.Location) == Path.GetDirectoryName(GetType().Assembly.Location);
        WriteObject($"{assembly.GetName().Name} {assembly.GetName().Version!.ToString(2)} {(own ? "own" : "host")}");
    }
}
