using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Which addresses of an inventory may be written into a file for others.</summary>
internal static class WritableAddress
{
    /// <summary>The address, where it may be written down: none that is a variable's, or could have a key in it; null otherwise.</summary>
    public static Uri? Of(string url) => !References.Has(url) && Redaction.MaskAddress(url) == url && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Query.Length == 0 ? address : null;
}
