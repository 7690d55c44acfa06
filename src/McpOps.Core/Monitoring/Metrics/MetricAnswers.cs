using System.Collections.Concurrent;
using System.Text.Json;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>The answers of a server's endpoints in one round: each is asked once, however many figures are taken of it.</summary>
internal sealed class MetricAnswers(HttpClient client, McpServer server)
{
    private const int MostBytes = 8 << 20;
    private readonly ConcurrentDictionary<string, Lazy<Task<byte[]>>> _answers = new(StringComparer.Ordinal);

    /// <summary>The number at a path of an endpoint's JSON.</summary>
    public async Task<double> JsonAsync(string endpoint, string path, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await AskAsync(AddressOf(endpoint), cancellationToken));
        return JsonFigure.At(document.RootElement, path);
    }

    /// <summary>The value of a series in Prometheus's text format; the sum where several have the labels that are named.</summary>
    public async Task<double> SeriesAsync(string place, string series, CancellationToken cancellationToken)
    {
        var address = place.Contains("://", StringComparison.Ordinal) || place.StartsWith("${", StringComparison.Ordinal) ? place : AddressOf(place);
        return PrometheusText.Value(System.Text.Encoding.UTF8.GetString(await AskAsync(address, cancellationToken)), series)
            ?? throw new FormatException($"There is no series {series} in its answer.");
    }

    private string AddressOf(string endpoint) => server.Endpoints.FirstOrDefault(known => known.Name == endpoint)?.Url
        ?? throw new FormatException($"It has no endpoint '{endpoint}'.{NearestName.Hint(endpoint, server.Endpoints.Select(known => known.Name))}");

    private Task<byte[]> AskAsync(string address, CancellationToken cancellationToken) =>
        _answers.GetOrAdd(address, url => new Lazy<Task<byte[]>>(() => GetAsync(ConnectionResolver.Text(url, server, Environment.GetEnvironmentVariable), cancellationToken))).Value;

    private async Task<byte[]> GetAsync(string address, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(new Uri(address), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{Redaction.MaskAddress(address)} answers {(int)response.StatusCode}.");
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var (buffer, chunk) = (new MemoryStream(), new byte[16 * 1024]);
        for (int read; (read = await stream.ReadAsync(chunk, cancellationToken)) > 0;)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MostBytes)
            {
                throw new HttpRequestException($"{Redaction.MaskAddress(address)} answers more than {MostBytes >> 20} MB, which is not read.");
            }
        }

        return buffer.ToArray();
    }
}
