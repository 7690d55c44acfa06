namespace McpOps.Monitoring;

/// <summary>Where metrics are sent by OTLP, and how: the variables of OpenTelemetry's specification, of which those for metrics win over those for all signals.</summary>
/// <param name="Endpoint">The whole address.</param>
internal sealed record OtlpSettings(Uri Endpoint)
{
    private const string Path = "/v1/metrics";
    private const string Usual = "http://localhost:4318";

    /// <summary>More headers, such as a token.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>How long one try may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>True where the body is compressed.</summary>
    public bool Gzip { get; init; }

    /// <summary>What is said of the sender: <c>service.name</c> and what <c>OTEL_RESOURCE_ATTRIBUTES</c> has.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Resource { get; init; } = [];

    /// <summary>Reads the variables.</summary>
    /// <param name="endpoint">What the caller named: a receiver, whose path for metrics is added, or the whole address; null for the variables'.</param>
    /// <param name="variable">Looks up a variable.</param>
    /// <exception cref="McpOpsException">OtlpEndpointInvalid or OtlpProtocolUnknown.</exception>
    public static OtlpSettings Of(string? endpoint, Func<string, string?> variable)
    {
        if (string.IsNullOrWhiteSpace(endpoint) && Find("PROTOCOL") is { } protocol and not "http/protobuf")
        {
            throw new McpOpsException("OtlpProtocolUnknown", McpErrorCategory.InvalidArgument,
                $"OTEL_EXPORTER_OTLP_PROTOCOL is '{protocol}', and McpOps sends http/protobuf. Set OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=http/protobuf and the address of that receiver (port 4318), or name it with --endpoint (-Endpoint).", protocol);
        }

        var resource = Pairs(variable("OTEL_RESOURCE_ATTRIBUTES"));
        var name = Text(variable("OTEL_SERVICE_NAME")) ?? resource.FirstOrDefault(pair => pair.Key is "service.name").Value ?? "mcpops";
        return new OtlpSettings(Address(endpoint, variable))
        {
            Headers = Pairs(Find("HEADERS")),
            Timeout = double.TryParse(Find("TIMEOUT"), System.Globalization.CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is > 0 and <= 3_600_000 ? TimeSpan.FromMilliseconds(milliseconds) : TimeSpan.FromSeconds(10),
            Gzip = Find("COMPRESSION") is "gzip",
            Resource = [new("service.name", name), .. resource.Where(pair => pair.Key is not "service.name")],
        };

        string? Find(string what) => Text(variable($"OTEL_EXPORTER_OTLP_METRICS_{what}")) ?? Text(variable($"OTEL_EXPORTER_OTLP_{what}"));
    }

    // The variable for metrics is the whole address; what is for all signals, or was named, is the receiver's.
    private static Uri Address(string? named, Func<string, string?> variable)
    {
        var whole = string.IsNullOrWhiteSpace(named) ? Text(variable("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT")) : null;
        var text = whole ?? Text(named) ?? Text(variable("OTEL_EXPORTER_OTLP_ENDPOINT")) ?? Usual;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            throw new McpOpsException("OtlpEndpointInvalid", McpErrorCategory.InvalidArgument, $"'{Servers.Redaction.MaskAddress(text)}' is no whole http or https address of an OTLP receiver, such as {Usual}.", Servers.Redaction.MaskAddress(text));
        }

        return whole is not null || url.AbsolutePath.EndsWith(Path, StringComparison.Ordinal) ? url : new UriBuilder(url) { Path = url.AbsolutePath.TrimEnd('/') + Path }.Uri;
    }

    // "key=value,key=value", percent-encoded as W3C Baggage is.
    private static List<KeyValuePair<string, string>> Pairs(string? text) =>
    [
        .. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(pair => pair.Split('=', 2)).Where(pair => pair.Length == 2 && pair[0].Trim().Length > 0)
            .Select(pair => new KeyValuePair<string, string>(Uri.UnescapeDataString(pair[0].Trim()), Uri.UnescapeDataString(pair[1].Trim()))),
    ];

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
