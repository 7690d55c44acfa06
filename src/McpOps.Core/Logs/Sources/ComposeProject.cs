using System.Text.Json;
using System.Text.Json.Nodes;
using McpOps.Servers;

namespace McpOps.Logs.Sources;

/// <summary>The containers of a compose project, or of one of its services, found by the labels that compose gives them: <c>compose:PROJECT</c>, <c>compose:PROJECT/SERVICE</c>.</summary>
internal static class ComposeProject
{
    private const string ProjectLabel = "com.docker.compose.project";
    private const string ServiceLabel = "com.docker.compose.service";

    /// <summary>The names of the containers, such as <c>docker:shop-web-1</c>, running or not, in order.</summary>
    /// <exception cref="McpOpsException"><c>ContainerNotFound</c>: there is none; <c>DockerNotReachable</c>.</exception>
    public static IReadOnlyList<string> Containers(string name)
    {
        var parts = name[LogNames.Compose.Length..].Split('/', 2);
        List<string> labels = [$"{ProjectLabel}={parts[0]}"];
        if (parts.Length > 1)
        {
            labels.Add($"{ServiceLabel}={parts[1]}");
        }

        var filters = new JsonObject { ["label"] = new JsonArray([.. labels.Select(label => (JsonNode)label)]) }.ToJsonString();
        using var engine = new DockerEngine();
        using var answer = engine.Get($"/containers/json?all=1&filters={Uri.EscapeDataString(filters)}", name);
        var containers = answer is null ? [] : Names(answer, name);
        return containers.Count > 0 ? containers : throw new McpOpsException("ContainerNotFound", McpErrorCategory.ObjectNotFound, $"Docker knows no container of '{name}'. List the projects with 'docker compose ls --all'.", name);
    }

    private static List<string> Names(Stream answer, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            return [.. document.RootElement.EnumerateArray().Select(container => LogNames.Docker + container.GetProperty("Names")[0].GetString()!.TrimStart('/')).Order(StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw new McpOpsException("DockerNotReachable", McpErrorCategory.ConnectionError, $"What answers for Docker does not list containers as Docker does: {Sentences.Ended(exception.Message)} Check DOCKER_HOST.", name, exception);
        }
    }
}
