using McpOps.Servers;

namespace McpOps.Logs.Sources;

/// <summary>The log of a Docker container: <c>docker:CONTAINER</c>, asked for through the engine's socket.</summary>
internal sealed class DockerInput : LogInput
{
    private readonly DockerEngine _engine;
    private readonly CountingStream _output;

    private DockerInput(string name, DockerEngine engine, Stream output)
        : base(name)
    {
        _engine = engine;
        _output = new CountingStream(output);
    }

    public override long BytesRead => _output.Count;

    /// <summary>Asks the engine for the log.</summary>
    /// <exception cref="McpOpsException"><c>DockerNotReachable</c>, <c>ContainerNotFound</c>.</exception>
    public static DockerInput Open(string path, LogOptions options, int? tail, bool follow)
    {
        var container = path[LogNames.Docker.Length..];
        var engine = new DockerEngine();
        try
        {
            var query = $"/containers/{Uri.EscapeDataString(container)}/logs?stdout=1&stderr=1&timestamps=1{Time("since", options.PreviousSince ?? options.Since)}{Time("until", options.Until)}{(tail is { } lines ? $"&tail={lines}" : "")}{(follow ? "&follow=1" : "")}";
            return new DockerInput(path, engine, engine.Get(query, container)
                ?? throw new McpOpsException("ContainerNotFound", McpErrorCategory.ObjectNotFound, $"Docker knows no container '{container}'. List them with 'docker ps --all'.", container));
        }
        catch (McpOpsException)
        {
            engine.Dispose();
            throw;
        }
    }

    public override Stream Open() => new ContainerText(new DockerStream(_output));

    public override void Dispose()
    {
        _engine.Dispose();
        base.Dispose();
    }

    private static string Time(string name, DateTimeOffset? time) => time is { } moment ? $"&{name}={moment.ToUnixTimeSeconds()}" : "";
}
