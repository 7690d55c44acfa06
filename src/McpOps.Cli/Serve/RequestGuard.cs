using McpOps.Cli.Hosting;
using Microsoft.AspNetCore.Http;

namespace McpOps.Cli.Serve;

/// <summary>Refuses requests that a web page could have made a browser send to this machine (DNS rebinding).</summary>
/// <remarks>The MCP specification asks for the Origin check; the Host check catches what sends no Origin.</remarks>
internal sealed class RequestGuard(ServeOptions options, ServeLog log)
{
    private readonly HostNames _hosts = new(options.AllowedHosts.Append(options.Host));

    /// <summary>The guard as a step before all routes.</summary>
    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (Refusal(context.Request) is not { } refusal)
        {
            return next(context);
        }

        log.Warning($"{context.Connection.RemoteIpAddress} {context.Request.Method} {context.Request.Path} refused: {refusal}");
        return JsonRpcHttp.RefuseAsync(context, new(StatusCodes.Status403Forbidden, refusal));
    }

    /// <summary>Why the request is refused; null when it is not.</summary>
    private string? Refusal(HttpRequest request)
    {
        if (!_hosts.Allows(request.Host.Host))
        {
            return $"Host '{request.Host.Host}' is not allowed; start the server with --allow-host to add it.";
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && _hosts.Allows(uri.Host))
            ? null
            : $"Origin '{origin}' is not allowed; start the server with --allow-host to add its host.";
    }
}
