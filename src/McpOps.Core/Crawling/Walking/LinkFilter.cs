using System.Collections.Frozen;

namespace McpOps.Crawling.Walking;

/// <summary>Decides which links belong to a walk, and how much they promise.</summary>
internal sealed class LinkFilter(WalkOptions options, IReadOnlyList<Uri> starts)
{
    // What is plainly no page by its name. A link without such a name is looked at.
    private static readonly FrozenSet<string> NoPages = (".jpg .jpeg .png .gif .webp .avif .svg .ico .bmp .tif .tiff .css .js .mjs .map .woff .woff2 .ttf .otf .eot .mp3 .mp4 .m4a .m4v .webm .ogg .ogv .avi .mov .mkv .wav .flac "
        + ".zip .gz .tgz .bz2 .xz .7z .rar .tar .exe .msi .dmg .iso .deb .rpm .apk .jar .pdf .doc .docx .xls .xlsx .ppt .pptx .odt .ods .epub .swf .wasm").Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _hosts = new(starts.Select(start => start.Authority), StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _sites = new(starts.Select(Site), StringComparer.OrdinalIgnoreCase);

    public static bool LooksLikePage(Uri uri) => !NoPages.Contains(Path.GetExtension(uri.AbsolutePath));

    public bool IsInScope(Uri uri) => options.Scope switch
    {
        WalkScope.Any => true,
        WalkScope.SameSite => _sites.Contains(Site(uri)),
        _ => _hosts.Contains(uri.Authority),
    };

    public bool IsWanted(Uri uri)
    {
        var text = uri.AbsoluteUri;
        return (options.Include.Count == 0 || options.Include.Any(pattern => Matches(text, pattern))) && !options.Exclude.Any(pattern => Matches(text, pattern));
    }

    /// <summary>More for the words that are looked for and for short paths, less for each step away.</summary>
    public double Promise(Uri uri, string linkText, int depth)
    {
        var found = options.Keywords.Count(word => uri.AbsoluteUri.Contains(word, StringComparison.OrdinalIgnoreCase)) + (2 * options.Keywords.Count(word => linkText.Contains(word, StringComparison.OrdinalIgnoreCase)));
        return found - (0.5 * depth) - (0.1 * uri.Segments.Length) - (uri.Query.Length > 0 ? 0.2 : 0);
    }

    // A pattern without a star is looked for anywhere in the address.
    private static bool Matches(string address, string pattern) =>
        Wildcard.Matches(address, pattern.Contains('*', StringComparison.Ordinal) ? pattern : "*" + pattern + "*");

    // The registered domain, near enough without the public suffix list: a short second level (co.uk, com.au) counts with the first.
    private static string Site(Uri uri)
    {
        if (uri.HostNameType is not UriHostNameType.Dns)
        {
            return uri.Host;
        }

        var labels = uri.IdnHost.Split('.');
        var take = labels.Length >= 3 && labels[^1].Length == 2 && labels[^2].Length <= 3 ? 3 : 2;
        return string.Join('.', labels.TakeLast(take));
    }
}
