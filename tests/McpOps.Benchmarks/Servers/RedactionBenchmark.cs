using McpOps.Servers;

namespace McpOps.Benchmarks.Servers;

/// <summary>Masking of log messages: most hold no secret, and must not pay for those that do.</summary>
internal sealed class RedactionBenchmark : IBenchmark
{
    private const int Messages = 200_000;

    private static readonly string[] Plain =
    [
        "Extracting content from URL: https://example.com/articles/2026/01/some-long-title.html",
        "Successfully extracted 18234 characters from https://example.com/articles/2026 in 123 ms",
        "Connection pool: 12 of 20 in use, 3 waiting",
        "Request completed status=200 duration=31 path=/mcp method=POST",
    ];

    private static readonly string[] Secret = ["Authorization: Bearer abcdefghijklmnop", "connecting to postgresql://me:pw@db/app", "api_key=0123456789abcdef retry=3"];

    public string Name => "redaction";

    public string Description => "Messages without a secret, against as many with one.";

    public Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) => Pairwise.CompareAsync(
        $"{Messages} messages without a secret", () => MaskAsync(Plain), $"{Messages} messages with one", () => MaskAsync(Secret), runs: 9);

    private static Task MaskAsync(string[] messages)
    {
        var length = 0;
        for (var index = 0; index < Messages; index++)
        {
            length += Redaction.MaskText(messages[index % messages.Length]).Length;
        }

        return length > 0 ? Task.CompletedTask : throw new InvalidOperationException("Nothing was masked.");
    }
}
