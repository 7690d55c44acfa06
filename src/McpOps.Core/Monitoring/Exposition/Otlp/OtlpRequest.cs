namespace McpOps.Monitoring;

/// <summary>
/// Makes an <c>ExportMetricsServiceRequest</c> (https://github.com/open-telemetry/opentelemetry-proto, OTLP 1.x) of what is known. By hand, for the SDK's counters begin with the process: a single run would say of each
/// that it had grown by all of its value since a moment ago. Here they begin where the history begins to count.
/// </summary>
internal sealed class OtlpRequest : SeriesSink
{
    private const int Cumulative = 2;
    private readonly ProtoWriter _points = new();
    private readonly ProtoWriter _metrics = new();
    private readonly MetricSnapshot _all;
    private MetricFamily _family = null!;
    private ServerFigures? _server;

    private OtlpRequest(MetricSnapshot all) => _all = all;

    /// <summary>The most servers of one request: receivers take a few megabytes.</summary>
    public const int MostServers = 250;

    /// <summary>How many metrics it has.</summary>
    public int Metrics { get; private set; }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; private init; }

    /// <summary>Makes them; the first one has what is of all servers together.</summary>
    /// <param name="snapshot">What is known.</param>
    /// <param name="resource">What is said of the sender.</param>
    public static IEnumerable<OtlpRequest> Of(MetricSnapshot snapshot, IReadOnlyList<KeyValuePair<string, string>> resource)
    {
        for (var first = 0; first == 0 || first < snapshot.Servers.Count; first += MostServers)
        {
            var made = new OtlpRequest(snapshot);
            IReadOnlyList<ServerFigures> servers = [.. snapshot.Servers.Skip(first).Take(MostServers)];
            foreach (var family in MetricTable.All)
            {
                made.Write(family, servers, isFirst: first == 0);
            }

            made.WriteOperations(servers);
            yield return new OtlpRequest(snapshot) { Metrics = made.Metrics, Count = made.Count, Body = made.Whole(resource) };
        }
    }

    /// <inheritdoc/>
    public override void Add(double? value, params ReadOnlySpan<string> labels)
    {
        if (value is not { } number || !double.IsFinite(number))
        {
            return;
        }

        var point = new ProtoWriter();
        Times(point, _family.Kind is MetricFamily.Counter ? _server?.Counts.Since : null);
        point.Double(4, number);
        if (_server is not null)
        {
            Attribute(point, 7, "server", _server.Server);
        }

        var names = _family.Labels;
        var offset = names.Count - labels.Length;
        for (var index = 0; index < labels.Length; index++)
        {
            Attribute(point, 7, names[offset + index], labels[index]);
        }

        Count++;
        _points.Message(1, point);
    }

    private void Write(MetricFamily family, IReadOnlyList<ServerFigures> servers, bool isFirst)
    {
        _family = family;
        _points.Clear();
        _server = null;
        if (isFirst)
        {
            family.OfAll?.Invoke(this, _all);
        }

        foreach (var server in family.OfServer is null ? [] : servers)
        {
            _server = server;
            family.OfServer!(this, server);
        }

        if (_points.Written.IsEmpty)
        {
            return;
        }

        var isCounter = family.Kind is MetricFamily.Counter;
        if (isCounter)
        {
            _points.Number(2, Cumulative);
            _points.Number(3, 1);
        }

        var (name, unit) = OtlpNames.Of(family);
        Put(name, unit, family.Help, isCounter ? 7 : 5);
    }

    private void WriteOperations(IReadOnlyList<ServerFigures> servers)
    {
        _points.Clear();
        foreach (var (server, times) in servers.SelectMany(server => server.Operations.Select(times => (server, times))))
        {
            var point = new ProtoWriter();
            Times(point, server.Counts.Since);
            point.Fixed(4, (ulong)times.Counts.Sum(count => (long)count));
            point.Double(5, times.Sum);
            point.Packed(6, [.. times.Counts]);
            point.Packed(7, [.. OperationTimes.Bounds.Select(BitConverter.DoubleToUInt64Bits)]);
            Attribute(point, 9, "mcp.method.name", times.Method);
            if (times.Tool is { } tool)
            {
                Attribute(point, 9, "gen_ai.operation.name", "execute_tool");
                Attribute(point, 9, "gen_ai.tool.name", tool);
            }

            Attribute(point, 9, "network.transport", server.Address is null ? "pipe" : "tcp");
            if (server.Address is { } address)
            {
                Attribute(point, 9, "server.address", address.DnsSafeHost);
                Number(point, 9, "server.port", address.Port);
            }

            Attribute(point, 9, "server", server.Server);
            Count++;
            _points.Message(1, point);
        }

        if (!_points.Written.IsEmpty)
        {
            _points.Number(2, Cumulative);
            Put("mcp.client.operation.duration", "s", "How long requests of the probes took, over the calendar month (UTC).", 9);
        }
    }

    private void Put(string name, string unit, string help, int kind)
    {
        var metric = new ProtoWriter();
        metric.Text(1, name);
        metric.Text(2, help);
        metric.Text(3, unit);
        metric.Message(kind, _points);
        _metrics.Message(2, metric);
        Metrics++;
    }

    private ReadOnlyMemory<byte> Whole(IEnumerable<KeyValuePair<string, string>> attributes)
    {
        var (whole, one, resource, inScope, scope) = (new ProtoWriter(), new ProtoWriter(), new ProtoWriter(), new ProtoWriter(), new ProtoWriter());
        foreach (var (name, value) in attributes)
        {
            Attribute(resource, 1, name, value);
        }

        scope.Text(1, "mcpops");
        scope.Text(2, MetricTable.Version);
        inScope.Message(1, scope);

        // The scope's metrics follow it in the same message.
        one.Message(1, resource);
        one.Bytes(2, [.. inScope.Written.Span, .. _metrics.Written.Span]);
        whole.Message(1, one);
        return whole.Written;
    }

    // A counter whose beginning is not known has none.
    private void Times(ProtoWriter point, DateTimeOffset? since)
    {
        if (since is { } start && start != default)
        {
            point.Fixed(2, Nanoseconds(start));
        }

        point.Fixed(3, Nanoseconds(_all.Now));
    }

    private static ulong Nanoseconds(DateTimeOffset time) => (ulong)(time.UtcDateTime - DateTime.UnixEpoch).Ticks * 100;

    private static void Attribute(ProtoWriter owner, int field, string name, string text) => Attribute(owner, field, name, value => value.Text(1, text));

    private static void Number(ProtoWriter owner, int field, string name, int number) => Attribute(owner, field, name, value => value.Number(3, (ulong)number));

    private static void Attribute(ProtoWriter owner, int field, string name, Action<ProtoWriter> write)
    {
        var (pair, value) = (new ProtoWriter(), new ProtoWriter());
        write(value);
        pair.Text(1, name);
        pair.Message(2, value);
        owner.Message(field, pair);
    }
}
