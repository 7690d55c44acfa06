using System.Globalization;
using System.Text.Json;

namespace McpOps.Benchmarks.Capacity;

/// <summary><c>mcpops capacity</c> as a user runs it.</summary>
internal static class OurLoad
{
    /// <summary>Runs it against a server's echo tool.</summary>
    /// <returns>Its last step.</returns>
    public static async Task<JsonElement> RunAsync(Uri url, int seconds, CancellationToken cancellationToken, params string[] model)
    {
        var result = await Command.RunAsync(
            Shipped.McpOps,
            ["capacity", "--url", url.ToString(), "--tool", "echo", "--arg", "message=hi", "--duration", seconds.ToString(CultureInfo.InvariantCulture), "--output", "json", .. model],
            cancellationToken);
        using var json = JsonDocument.Parse(result.Output);
        return json.RootElement.GetProperty("steps").EnumerateArray().Last().Clone();
    }

    /// <summary>A figure of a step.</summary>
    public static double Figure(this JsonElement step, string name) => step.GetProperty(name).GetDouble();
}
