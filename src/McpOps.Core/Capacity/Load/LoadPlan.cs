using System.Text.Json.Nodes;

namespace McpOps.Capacity.Load;

/// <summary>What the calls of a test are, ready to be sent.</summary>
internal sealed class LoadPlan
{
    /// <summary>Stands for the handshake where a template is asked for.</summary>
    public const int HandshakeIndex = -1;

    private readonly RequestTemplate[] _templates;
    private readonly RequestTemplate _handshake;
    private readonly double[] _shares;

    /// <summary>Serialises the requests.</summary>
    /// <param name="workload">One of <see cref="LoadWorkload"/>.</param>
    /// <param name="calls">The tools to call; <c>tools/list</c> when there are none.</param>
    /// <param name="era"><c>legacy</c> or <c>modern</c>.</param>
    /// <param name="protocolVersion">The revision that was negotiated.</param>
    public LoadPlan(string workload, IReadOnlyList<PlannedCall> calls, string era, string protocolVersion)
    {
        Workload = workload;
        IsModern = era == "modern";
        ProtocolVersion = protocolVersion;
        _templates = calls.Count == 0 || workload is LoadWorkload.List or LoadWorkload.Connect
            ? [RequestTemplate.Plain("tools/list", era, protocolVersion)]
            : [.. calls.Select(call => RequestTemplate.Call(call, era, protocolVersion))];
        _handshake = IsModern ? RequestTemplate.Plain("server/discover", era, protocolVersion) : RequestTemplate.Initialize(protocolVersion);

        var sum = 0.0;
        _shares = [.. _templates.Select(template => sum += template.Weight / _templates.Sum(each => each.Weight))];
    }

    /// <summary>One of <see cref="LoadWorkload"/>.</summary>
    public string Workload { get; }

    /// <summary>The tools that are called.</summary>
    public IReadOnlyList<string> Tools => [.. _templates.Select(template => template.Name).OfType<string>()];

    /// <summary>Whether each call opens a session of its own.</summary>
    public bool OpensSessions => Workload is LoadWorkload.Connect or LoadWorkload.Churn;

    /// <summary>Whether the server speaks the modern, stateless era.</summary>
    public bool IsModern { get; }

    /// <summary>The revision that was negotiated.</summary>
    public string ProtocolVersion { get; }

    /// <summary>Sessions or processes that the calls are spread over.</summary>
    public int Sessions { get; init; } = 1;

    /// <summary>The time that one call may take.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The request that a slot makes next, by weight.</summary>
    public int Next(LoadSlot slot)
    {
        if (_templates.Length == 1)
        {
            return 0;
        }

        var index = Array.BinarySearch(_shares, slot.Random.NextDouble());
        return Math.Min(index < 0 ? ~index : index, _templates.Length - 1);
    }

    /// <summary>The request with an index, or the handshake.</summary>
    public RequestTemplate Template(int index) => index == HandshakeIndex ? _handshake : _templates[index];

    /// <summary>The slot's own copy of a request.</summary>
    public byte[] Body(LoadSlot slot, int index)
    {
        if (slot.Bodies.Length == 0)
        {
            slot.Bodies = new byte[_templates.Length + 1][];
        }

        return slot.Bodies[index + 1] ??= Template(index).NewBody();
    }
}

/// <summary>A tool call that was found to be allowed and to fit the tool's schema.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Weight">Its share among several; a positive number.</param>
/// <param name="Headers">Arguments that are repeated as headers in the modern era.</param>
internal sealed record PlannedCall(string Tool, JsonObject Arguments, double Weight, IReadOnlyList<KeyValuePair<string, string>> Headers);
