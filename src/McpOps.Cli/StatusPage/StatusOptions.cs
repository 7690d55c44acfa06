using System.Globalization;
using System.Net;

namespace McpOps.Cli.StatusPage;

/// <summary>Where the watch shows itself, and to whom.</summary>
internal sealed record StatusOptions
{
    /// <summary>An IP address of this machine, or localhost.</summary>
    public required string Host { get; init; }

    /// <summary>The port; 0 takes a free one.</summary>
    public required int Port { get; init; }

    /// <summary>What a request must bring (Bearer, or the password of Basic); nothing when null.</summary>
    public string? Token { get; init; }

    /// <summary>True to show everybody who comes without the token how the servers are, and neither their targets nor what they say.</summary>
    public bool Public { get; init; }

    /// <summary>Host names that requests may name beside the loopback ones and <see cref="Host"/>.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Connections that are held at once; further ones are closed.</summary>
    public int MaxConnections { get; init; } = 500;

    /// <summary>Viewers that are kept up to date at once; further ones see the page without updates.</summary>
    public int MaxViewers { get; init; } = 200;

    /// <summary>Probes that are made for others at once; further ones are refused.</summary>
    public int MaxProbes { get; init; } = 32;

    public bool IsLoopback => Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Reads <c>ADDRESS:PORT</c>, or a port alone.</summary>
    /// <exception cref="McpOpsException">InvalidListen.</exception>
    public static (string Host, int Port) Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var (host, port) = colon < 0 ? ("127.0.0.1", text) : (text[..colon].Trim('[', ']'), text[(colon + 1)..]);
        return int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 65_535 && host.Length > 0
            ? (host, number)
            : throw new McpOpsException("InvalidListen", McpErrorCategory.InvalidArgument, $"'{text}' is not where to listen: give an address of this machine and a port, such as 127.0.0.1:9464 or [::1]:9464, or a port alone.", text);
    }

    /// <summary>Refuses to show everything to everybody.</summary>
    /// <exception cref="McpOpsException">ListenUnguarded.</exception>
    public void Check()
    {
        if (!IsLoopback && Token is null && !Public)
        {
            throw new McpOpsException("ListenUnguarded", McpErrorCategory.InvalidArgument,
                $"Whoever reaches {Host} would see addresses and messages of all servers. Set a token with --token '${{env:MCPOPS_TOKEN}}', or show only how the servers are with --public, or listen on 127.0.0.1.", Host);
        }

        if (Token is { Length: < 16 })
        {
            throw new McpOpsException("TokenTooShort", McpErrorCategory.InvalidArgument, "The token of --token is guessed too easily: take 16 characters or more, such as of 'openssl rand -hex 16'.");
        }
    }
}
