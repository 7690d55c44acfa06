using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace McpOps.Cli.Tests.Serve;

/// <summary>Sends requests as they are written, right or wrong, which no client library would.</summary>
internal sealed class RawClient(Uri url) : IDisposable
{
    public const string Initialize = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";

    private const string Meta = """{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}""";

    public HttpClient Http { get; } = new();

    public static string Modern(string method, string parameters)
    {
        var values = JsonNode.Parse(parameters)!.AsObject();
        values["_meta"] = JsonNode.Parse(Meta);
        return new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 9, ["method"] = method, ["params"] = values }.ToJsonString();
    }

    /// <summary>Opens a session; the answer is its id.</summary>
    public async Task<string> OpenAsync(string version = "2025-06-18") => (await PostAsync(Initialize.Replace("2025-06-18", version, StringComparison.Ordinal))).Response.Headers.GetValues("Mcp-Session-Id").Single();

    public Task<(HttpResponseMessage Response, JsonNode? Answer)> PostModernAsync(string method, string parameters, CancellationToken cancellationToken = default) =>
        PostAsync(Modern(method, parameters), cancellationToken, ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", method), ("Mcp-Name", JsonNode.Parse(parameters)?["name"]?.GetValue<string>() ?? ""));

    public Task<(HttpResponseMessage Response, JsonNode? Answer)> PostAsync(string body, params (string Name, string Value)[] headers) =>
        PostAsync(body, CancellationToken.None, headers);

    public async Task<(HttpResponseMessage Response, JsonNode? Answer)> PostAsync(string body, CancellationToken cancellationToken, params (string Name, string Value)[] headers)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        foreach (var (name, value) in headers.Where(header => header.Value.Length > 0))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await Http.SendAsync(request, bounded.Token);
        var text = await response.Content.ReadAsStringAsync(bounded.Token);
        var data = text.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => line[6..]).LastOrDefault() ?? text;
        return (response, data.StartsWith('{') ? JsonNode.Parse(data) : null);
    }

    /// <summary>Opens a session's event stream, and leaves it open.</summary>
    public Task<HttpResponseMessage> ListenAsync(string session, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { { "Mcp-Session-Id", session }, { "Accept", "text/event-stream" }, { "Last-Event-ID", lastEventId } } };
        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public void Dispose() => Http.Dispose();
}
