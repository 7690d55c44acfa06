using System.Text.Json.Nodes;

namespace McpOps.Capacity.Load;

/// <summary>A tool call that load is made of.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Weight">Its share among several; a positive number.</param>
internal sealed record LoadCall(string Tool, JsonObject Arguments, double Weight = 1);
