using System.Globalization;
using McpOps.Servers;

namespace McpOps.Maintenance.Plans.Steps;

/// <summary><c>endpoint</c>: makes a request to one of the server's HTTP endpoints, such as one that consolidates its memory.</summary>
internal sealed class EndpointStep : IPlanStep
{
    private const int MostText = 500;
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE"];

    public string Name => "endpoint";

    public IReadOnlyList<string> Words => ["endpoint", "method", "readOnly"];

    public bool OnlyLooks => false;

    public void Check(StepWords with)
    {
        _ = with.Flag("readOnly");
        if (with.Text("endpoint") is not { Length: > 0 })
        {
            throw with.Wrong("endpoint", "must name one of the server's endpoints, or be an http address");
        }

        if (with.Text("method") is { } method && !Methods.Contains(method, StringComparer.Ordinal))
        {
            throw with.Wrong("method", $"must be one of {string.Join(", ", Methods)}");
        }
    }

    public async Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
    {
        var (named, looks) = (scope.With.Text("endpoint")!, scope.With.Flag("readOnly"));
        var method = scope.With.Text("method") ?? "GET";
        var endpoint = scope.Server.Endpoints.FirstOrDefault(one => one.Name == named);
        if (!Uri.TryCreate(ConnectionResolver.Text(endpoint?.Url ?? named, scope.Server, scope.Paths.Variable), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return StepResult.Fail($"'{named}' is neither an endpoint of the server nor an http address.{NearestName.Hint(named, scope.Server.Endpoints.Select(one => one.Name))}");
        }

        var shown = $"{method} {Redaction.MaskAddress(url.ToString())}";
        if (scope.DryRun)
        {
            return looks ? StepResult.Ok($"Would ask {shown}, which only looks.") : StepResult.Change(dryRun: true, [shown], "Would be asked.");
        }

        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !url.IsLoopback };
        using var client = new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 1 << 20 };
        try
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), url);
            using var response = await client.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            var said = string.Create(CultureInfo.InvariantCulture, $"Answers {(int)response.StatusCode}: {Redaction.MaskText(body.Length > MostText ? body[..MostText] + "…" : body)}");
            return !response.IsSuccessStatusCode ? StepResult.Fail(said) : looks ? StepResult.Ok(said) : StepResult.Change(dryRun: false, [shown], said);
        }
        catch (HttpRequestException exception)
        {
            return StepResult.Fail($"{shown} does not answer: {exception.Message}");
        }
    }
}
