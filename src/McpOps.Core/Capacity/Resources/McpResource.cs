using System.Globalization;

namespace McpOps.Capacity;

/// <summary>A resource of this machine, or of the server's process, while it was watched.</summary>
public sealed record McpResource
{
    /// <summary>What it is: <c>cpu</c>, <c>memory</c>, <c>swap</c>, <c>disk:/</c>, <c>inodes:/</c>, <c>load</c>, <c>handles</c>, <c>sockets</c>, <c>connections:NAME</c>, <c>process:rss</c> and so on.</summary>
    public required string Name { get; init; }

    /// <summary>The unit of the figures.</summary>
    public required string Unit { get; init; }

    /// <summary>The mean of the samples.</summary>
    public double Mean { get; init; }

    /// <summary>The highest sample.</summary>
    public double Peak { get; init; }

    /// <summary>How many samples there are.</summary>
    public int Samples { get; init; }

    /// <summary>From here on it is worth a look.</summary>
    public double? Warning { get; init; }

    /// <summary>From here on it is bad.</summary>
    public double? Critical { get; init; }

    /// <summary><c>Healthy</c>, <c>Degraded</c> (warning reached) or <c>Unhealthy</c> (critical reached); by the peak.</summary>
    public required string Status { get; init; }

    /// <summary>The resource in a few words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Peak:0.##} {Unit} {Status}");
}
