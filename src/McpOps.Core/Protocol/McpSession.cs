using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpOps.Protocol;

/// <summary>A negotiated conversation with one server. Disposing it leaves no session and no process behind.</summary>
public sealed class McpSession : IAsyncDisposable
{
    private readonly string _server;
    private readonly McpClient _client;

    internal McpSession(string server, McpClient client, PhaseTimes phases)
    {
        _server = server;
        _client = client;
        Phases = phases;
    }

    /// <summary><c>legacy</c> (up to 2025-11-25) or <c>modern</c> (from 2026-07-28).</summary>
    public string Era => string.CompareOrdinal(ProtocolVersion, "2026-07-28") >= 0 ? "modern" : "legacy";

    /// <summary>The negotiated protocol version.</summary>
    public string ProtocolVersion => _client.NegotiatedProtocolVersion ?? "";

    /// <summary>The name that the server gives itself; null when it gives none.</summary>
    public string? ServerName => _client.ServerInfo?.Name;

    /// <summary>The version that the server gives itself; null when it gives none.</summary>
    public string? ServerVersion => _client.ServerInfo?.Version;

    /// <summary>The process of a stdio server; null for HTTP.</summary>
    public int? ProcessId { get; init; }

    /// <summary>How long the phases took so far.</summary>
    public PhaseTimes Phases { get; private set; }

    /// <summary>Requests made so far.</summary>
    public int Requests { get; private set; }

    /// <summary>Reads the whole tool list, all pages.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="McpProtocolException">The server did not give one.</exception>
    public async Task<IReadOnlyList<McpTool>> ListToolsAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var tools = await _client.ListToolsAsync(options: null, cancellationToken);
        Phases = Phases with { ListMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds };
        return [.. tools.Select(tool => Describe(tool.ProtocolTool))];
    }

    /// <summary>Calls a tool.</summary>
    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="McpProtocolException">The call could not be made. A tool that reports a failure is a result, not an exception.</exception>
    public async Task<McpToolResult> CallToolAsync(string tool, JsonObject arguments, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var result = await _client.CallToolAsync(tool, arguments.ToDictionary(pair => pair.Key, pair => (object?)pair.Value), cancellationToken: cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        Phases = Phases with { CallMs = elapsed };
        return new McpToolResult
        {
            Server = _server,
            Tool = tool,
            IsError = result.IsError ?? false,
            Text = string.Join('\n', result.Content.OfType<TextContentBlock>().Select(block => block.Text)),
            Structured = result.StructuredContent?.ToString(),
            LatencyMs = elapsed,
        };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private McpTool Describe(Tool tool)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(tool, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(Tool))).Length;
        return new McpTool
        {
            Server = _server,
            Name = tool.Name,
            Title = tool.Title,
            Description = tool.Description,
            ReadOnly = tool.Annotations?.ReadOnlyHint,
            Destructive = tool.Annotations?.DestructiveHint,
            InputSchema = tool.InputSchema.GetRawText(),
            Bytes = bytes,
            Tokens = (bytes + 3) / 4,
        };
    }
}
