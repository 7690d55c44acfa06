using System.Text;

namespace McpOps.Crawling.Walking;

/// <summary>Normalises addresses, so that a page that has many names is read once.</summary>
/// <remarks>After RFC 3986, section 6, and the tracking parameters that the large advertisers and mail services add.</remarks>
internal static class PageKey
{
    private static readonly HashSet<string> Tracking = new(StringComparer.OrdinalIgnoreCase)
    {
        "gclid", "dclid", "fbclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "_ga", "_gl", "_hsenc", "_hsmi", "mkt_tok", "ref_src", "vero_id", "wickedid", "twclid", "ttclid", "gbraid", "wbraid",
        "phpsessid", "jsessionid", "aspsessionid", "sessionid", "session_id", "sid",
    };

    /// <summary>The address to fetch: without fragment, tracking and session parameters.</summary>
    public static Uri Clean(Uri uri)
    {
        var path = uri.GetComponents(UriComponents.Path | UriComponents.KeepDelimiter, UriFormat.UriEscaped);
        var session = path.IndexOf(";jsessionid=", StringComparison.OrdinalIgnoreCase);
        var query = string.Join('&', Parameters(uri).Where(parameter => !IsTracking(parameter)));
        var text = uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) + (session >= 0 ? path[..session] : path) + (query.Length > 0 ? "?" + query : "");
        return Uri.TryCreate(text, UriKind.Absolute, out var clean) ? clean : uri;
    }

    /// <summary>The key of a cleaned address: parameters in order, escapes in one form, scheme left out.</summary>
    public static string Of(Uri clean)
    {
        var parameters = Parameters(clean);
        Array.Sort(parameters, StringComparer.Ordinal);
        var key = new StringBuilder(clean.IdnHost.ToLowerInvariant());
        if (!clean.IsDefaultPort)
        {
            key.Append(':').Append(clean.Port);
        }

        key.Append(Unescape(clean.AbsolutePath));
        return parameters.Length == 0 ? key.ToString() : key.Append('?').AppendJoin('&', parameters.Select(Unescape)).ToString();
    }

    private static string[] Parameters(Uri uri) => uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsTracking(string parameter)
    {
        var name = parameter.Split('=', 2)[0];
        return name.StartsWith("utm_", StringComparison.OrdinalIgnoreCase) || Tracking.Contains(name);
    }

    // Escapes of letters, digits, - . _ ~ mean the same as the character; the hexadecimal digits of others are upper case.
    private static string Unescape(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '%' && index + 2 < text.Length && byte.TryParse(text.AsSpan(index + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var value))
            {
                plain.Append((char)value is var character && (char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_' or '~') ? character.ToString() : $"%{value:X2}");
                index += 2;
            }
            else
            {
                plain.Append(text[index]);
            }
        }

        return plain.ToString();
    }
}
