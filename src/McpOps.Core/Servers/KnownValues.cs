using System.Data.Common;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace McpOps.Servers;

/// <summary>The values of one server's definition that nobody is to see: masked wherever the server, or what belongs to it, sends them back.</summary>
/// <remarks>A mask by shape knows a secret by its looks. These are known themselves: headers, environment, what references stand for, passwords in addresses.</remarks>
internal sealed partial class KnownValues
{
    // A shorter one is too likely to be an ordinary word's part.
    private const int Shortest = 6;

    private static readonly string[] PublicHeaders = ["accept", "accept-language", "content-type", "user-agent", "mcp-protocol-version"];

    private readonly List<string> _values;

    private KnownValues(IEnumerable<string> values) => _values =
    [
        .. values.Where(value => value.Length >= Shortest).Distinct(StringComparer.Ordinal).SelectMany(Forms).Where(form => form.Length >= Shortest)
            .Distinct(StringComparer.Ordinal).OrderByDescending(form => form.Length),
    ];

    /// <summary>The values of a server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="lookup">Gives a variable of this process; null when it is not set.</param>
    public static KnownValues Of(McpServer server, Func<string, string?> lookup)
    {
        var connection = server.Connection;
        try
        {
            connection = ConnectionResolver.Resolve(server, lookup);
        }
        catch (McpOpsException)
        {
            // What cannot be resolved is not sent either; the rest counts as it stands.
        }

        string?[] single = [server.Connection.Command, server.Connection.WorkingDirectory, server.Connection.Url];
        string[] texts =
        [
            .. single.OfType<string>(), .. server.Connection.Arguments, .. server.Connection.Headers.Values, .. server.Connection.Environment.Values,
            .. server.Endpoints.Select(endpoint => endpoint.Url), .. server.Databases.Select(database => database.ConnectionString).OfType<string>(),
        ];
        var referred = texts.Where(text => text.Contains('$', StringComparison.Ordinal)).SelectMany(text => References.Reference().Matches(text)).Select(match => match.Groups["name"].Value)
            .Select(name => (Name: name, Value: connection.Environment.GetValueOrDefault(name) ?? lookup(name)));
        return new KnownValues(
        [
            .. connection.Headers.Where(header => !PublicHeaders.Contains(header.Key.ToLowerInvariant())).SelectMany(header => Header(header.Value)),
            .. connection.Environment.Concat(referred.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Name, pair.Value!)))
                .Where(pair => Redaction.IsSecretName(pair.Key) || !IsPlain(pair.Value)).Select(pair => pair.Value),
            .. connection.Arguments.Zip(Redaction.MaskArguments(connection.Arguments)).SelectMany(pair => Hidden(pair.First, pair.Second)),
            .. texts.Append(connection.Url ?? "").SelectMany(Passwords),
        ]);
    }

    /// <summary>The same for a text that may be missing.</summary>
    public string? MaskOrNull(string? text) => text is null ? null : Mask(text);

    /// <summary>The text with a mask in the place of each known value: as it is, as part of an address or of JSON, and in Base64.</summary>
    public string Mask(string text)
    {
        foreach (var value in _values)
        {
            text = text.Replace(value, Redaction.Mask, StringComparison.Ordinal);
        }

        return text;
    }

    // A secret is not known by its looks, but a switch, a number, a file that is there and an address on this machine are.
    private static bool IsPlain(string value) =>
        value.Length == 0
        || Plain().IsMatch(value)
        || (Path.IsPathRooted(value) && Path.Exists(value))
        || (Uri.TryCreate(value, UriKind.Absolute, out var address) && address.IsLoopback && !address.IsFile
            && address.PathAndQuery.Length < 20 && Redaction.MaskAddress(value) == value);

    private static IEnumerable<string> Forms(string value)
    {
        yield return value;
        yield return Uri.EscapeDataString(value);
        yield return WebUtility.UrlEncode(value);
        yield return JsonEncodedText.Encode(value).ToString();
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(value)).TrimEnd('=');
    }

    // Bearer X: X alone may come back. Basic X: so may the password in it.
    private static IEnumerable<string> Header(string value)
    {
        yield return value;
        var space = value.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
        {
            yield break;
        }

        var rest = value[(space + 1)..].Trim();
        yield return rest;
        var bytes = new byte[rest.Length];
        if (value.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && Convert.TryFromBase64String(rest, bytes, out var length))
        {
            var pair = Encoding.UTF8.GetString(bytes, 0, length);
            yield return pair;
            yield return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
        }
    }

    // What a mask by shape took out of an argument.
    private static IEnumerable<string> Hidden(string argument, string masked)
    {
        var mark = masked.IndexOf(Redaction.Mask, StringComparison.Ordinal);
        if (mark < 0 || masked == argument)
        {
            yield break;
        }

        var tail = masked.Length - mark - Redaction.Mask.Length;
        if (argument.Length - tail > mark)
        {
            yield return argument[mark..(argument.Length - tail)];
        }
    }

    // A connection string by its own rules: a password in it may hold anything.
    private static List<string> Keywords(string text)
    {
        // Most texts are addresses, and an exception for each at each probe costs.
        if (!text.Contains('=', StringComparison.Ordinal))
        {
            return [];
        }

        try
        {
            var builder = new DbConnectionStringBuilder { ConnectionString = text };
            return [.. builder.Keys.Cast<string>().Where(Redaction.IsSecretName).Select(key => (string)builder[key])];
        }
        catch (ArgumentException)
        {
            // It is no connection string.
            return [];
        }
    }

    // postgres://user:PASSWORD@host, Host=…;Password=PASSWORD
    private static IEnumerable<string> Passwords(string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.UserInfo.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon)
        {
            yield return address.UserInfo[(colon + 1)..];
            yield return Uri.UnescapeDataString(address.UserInfo[(colon + 1)..]);
        }

        foreach (var password in Keywords(text))
        {
            yield return password;
        }

        foreach (var pair in text.Split('?', '&', ' '))
        {
            if (pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && Redaction.IsSecretName(pair[..equals].Trim()))
            {
                yield return pair[(equals + 1)..].Trim().Trim('\'', '"');
            }
        }
    }

    [GeneratedRegex(@"^(\d{1,5}|(?i:true|false|yes|no|on|off|none|null|auto|default|debug|trace|info|warn|warning|error|production|development|staging|test|stdio|http|https|sse|json|text|utf-?8|localhost|127\.0\.0\.1|0\.0\.0\.0))$", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Plain();
}
