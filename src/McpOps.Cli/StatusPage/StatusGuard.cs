using System.Security.Cryptography;
using System.Text;
using McpOps.Cli.Hosting;
using Microsoft.AspNetCore.Http;

namespace McpOps.Cli.StatusPage;

/// <summary>What a request may see.</summary>
internal enum Sight
{
    /// <summary>Nothing before it brings the token.</summary>
    None,

    /// <summary>How the servers are; neither targets nor messages.</summary>
    Public,

    /// <summary>All.</summary>
    Full,
}

/// <summary>Decides what a request may see.</summary>
internal sealed class StatusGuard(StatusOptions options)
{
    private readonly HostNames _hosts = new(options.AllowedHosts.Append(options.Host));
    private readonly byte[]? _token = options.Token is { } token ? SHA256.HashData(Encoding.UTF8.GetBytes(token)) : null;

    /// <summary>Why a request is refused whatever it brings; null when it is not.</summary>
    public string? Refusal(HttpRequest request)
    {
        // Off loopback names are not ours to know; there the token, or --public, guards.
        if (options.IsLoopback && !_hosts.Allows(request.Host.Host))
        {
            return "This host name is not allowed; start the watch with --allow-host to add it.";
        }

        return HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) ? null : "Only GET: nothing can be changed here.";
    }

    public Sight SightOf(HttpRequest request) => _token is null && !options.Public ? Sight.Full
        : _token is not null && Given(request) is { } given && CryptographicOperations.FixedTimeEquals(_token, SHA256.HashData(Encoding.UTF8.GetBytes(given))) ? Sight.Full
        : options.Public ? Sight.Public : Sight.None;

    // A browser asks its user by Basic; the name does not matter.
    private static string? Given(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return header["Bearer ".Length..].Trim();
        }

        var bytes = new byte[header.Length];
        return header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && Convert.TryFromBase64String(header["Basic ".Length..].Trim(), bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length) is var pair && pair.IndexOf(':') is >= 0 and var colon ? pair[(colon + 1)..] : null;
    }
}
