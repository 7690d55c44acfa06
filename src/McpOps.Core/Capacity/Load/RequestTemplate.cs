using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;

namespace McpOps.Capacity.Load;

/// <summary>A request that is serialised once; only its id is written for each call.</summary>
/// <remarks>Ids have a fixed number of digits, so the length never changes, and stay below 2^53, which every JSON reader keeps exact.</remarks>
internal sealed class RequestTemplate
{
    private const long FirstId = 100_000_000_000;
    private const int IdDigits = 12;
    private const string Head = """{"jsonrpc":"2.0","id":""";

    private readonly byte[] _text;

    private RequestTemplate(string method, string? name, JsonObject parameters, double weight)
    {
        Method = method;
        Name = name;
        Weight = weight;
        _text = Encoding.UTF8.GetBytes($"{Head}{FirstId},\"method\":{JsonValue.Create(method).ToJsonString()},\"params\":{parameters.ToJsonString()}}}");
    }

    /// <summary>The JSON-RPC method.</summary>
    public string Method { get; }

    /// <summary>The tool; null for another method.</summary>
    public string? Name { get; }

    /// <summary>Its share among several.</summary>
    public double Weight { get; }

    /// <summary>Headers that mirror arguments (<c>Mcp-Param-…</c>), as the tool's schema asks in the modern era.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ParameterHeaders { get; init; } = [];

    /// <summary>A call of a tool.</summary>
    public static RequestTemplate Call(PlannedCall call, string era, string protocolVersion) =>
        new("tools/call", call.Tool, WithMeta(new JsonObject { ["name"] = call.Tool, ["arguments"] = call.Arguments.DeepClone() }, era, protocolVersion), call.Weight) { ParameterHeaders = call.Headers };

    /// <summary>A method without parameters of its own.</summary>
    public static RequestTemplate Plain(string method, string era, string protocolVersion) => new(method, null, WithMeta([], era, protocolVersion), 1);

    /// <summary>The handshake of the legacy era.</summary>
    public static RequestTemplate Initialize(string protocolVersion) => new(
        "initialize",
        null,
        new JsonObject { ["protocolVersion"] = protocolVersion, ["capabilities"] = new JsonObject(), ["clientInfo"] = ClientInfo() },
        1);

    /// <summary>A copy of the request for a slot.</summary>
    public byte[] NewBody() => (byte[])_text.Clone();

    /// <summary>Writes an id into a copy.</summary>
    public static void WriteId(Span<byte> body, long id) => Utf8Formatter.TryFormat(id, body.Slice(Head.Length, IdDigits), out _);

    /// <summary>The id that a counter value from 0 stands for.</summary>
    public static long Id(long number) => FirstId + (number % (9 * FirstId));

    // The modern era has no handshake: each request says who asks and by which revision (SEP-2575).
    private static JsonObject WithMeta(JsonObject parameters, string era, string protocolVersion)
    {
        if (era == "modern")
        {
            parameters["_meta"] = new JsonObject
            {
                ["io.modelcontextprotocol/protocolVersion"] = protocolVersion,
                ["io.modelcontextprotocol/clientInfo"] = ClientInfo(),
                ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject(),
            };
        }

        return parameters;
    }

    private static JsonObject ClientInfo() => new() { ["name"] = "mcpops", ["version"] = typeof(RequestTemplate).Assembly.GetName().Version?.ToString(3) ?? "0" };
}
