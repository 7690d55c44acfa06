using System.Net;

namespace McpOps.Charts;

/// <summary>Text as it may stand in HTML, SVG and XML. What comes from servers, logs and inventories is hostile: all of it goes through here.</summary>
public static class Markup
{
    /// <summary>A text, for content and for attributes in quotes. Controls, also of direction, are made visible; what XML has no way to write is replaced.</summary>
    /// <param name="text">The text; nothing when null.</param>
    public static string Text(string? text) => WebUtility.HtmlEncode(Visible.Of(text ?? "").Replace('\uFFFE', '\uFFFD').Replace('\uFFFF', '\uFFFD'));
}
